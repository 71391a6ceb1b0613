"""Teaches botocore older than 1.31 the variable AWS_ENDPOINT_URL, which newer ones read by themselves.

Put this folder on PYTHONPATH. Nothing is imported at start-up: the module that makes clients is changed when a
program imports it. Another sitecustomize further down the path still runs.
"""

import os
import sys

_TARGETS = ("botocore.session", "awscli.botocore.session")
_ENDPOINT_POSITION = 5  # of endpoint_url in Session.create_client, self not counted


def _teach(module):
    if hasattr(sys.modules.get(module.__package__ + ".configprovider"), "ConfiguredEndpointProvider"):
        return
    original = module.Session.create_client

    def create_client(self, *args, **kwargs):
        given = len(args) > _ENDPOINT_POSITION or kwargs.get("endpoint_url") is not None
        if not given and os.environ.get("AWS_ENDPOINT_URL"):
            kwargs["endpoint_url"] = os.environ["AWS_ENDPOINT_URL"]
        return original(self, *args, **kwargs)

    module.Session.create_client = create_client


class _Finder:
    """Finds nothing itself; it wraps the loader that the other finders give for a target."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in _TARGETS:
            return None
        for finder in sys.meta_path:
            spec = None if finder is _Finder else finder.find_spec(name, path, target)
            if spec is not None and spec.loader is not None:
                execute = spec.loader.exec_module

                def exec_module(module):
                    execute(module)
                    _teach(module)

                spec.loader.exec_module = exec_module
                return spec
        return None


def _run_the_other_one():
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.realpath(__file__))
    path = [entry for entry in sys.path if os.path.realpath(entry or ".") != here]
    spec = PathFinder.find_spec("sitecustomize", path)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(module_from_spec(spec))


if os.environ.get("AWS_ENDPOINT_URL"):
    sys.meta_path.insert(0, _Finder)
_run_the_other_one()
