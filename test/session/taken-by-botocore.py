"""Reads arrangements from standard input and prints, for each, which source botocore takes and with which key."""

import json
import os
import sys

import botocore.credentials
import botocore.session

METHODS = {
    'env': 'environment',
    'assume-role': 'assume-role',
    'assume-role-with-web-identity': 'web-identity',
    'sso': 'sso',
    'shared-credentials-file': 'shared-file',
    'config-file': 'config-file',
    'custom-process': 'process',
}
DEFERRED = ('assume-role', 'assume-role-with-web-identity', 'sso')


def taken(arrangement):
    os.environ.clear()
    os.environ.update(arrangement['env'])
    try:
        session = botocore.session.Session(profile=arrangement.get('option'))
        # Every client reads its region first, which is where a missing profile shows.
        session.get_scoped_config()
        found = session.get_credentials()
    except Exception as error:
        return {'error': type(error).__name__}
    if found is None:
        return {'kind': None}
    key = None if found.method in DEFERRED else found.access_key
    return {'kind': METHODS[found.method], 'key': key}


def cache_key(arguments):
    extra = {name: value for name, value in arguments.items() if name != 'RoleArn'}
    fetcher = botocore.credentials.AssumeRoleCredentialFetcher(
        None, None, arguments['RoleArn'], extra_args=extra
    )
    return fetcher._cache_key


def sso_key(arguments):
    fetcher = botocore.credentials.SSOCredentialFetcher(
        arguments.get('startUrl', 'https://unused'),
        'eu-west-1',
        arguments['roleName'],
        arguments['accountId'],
        None,
        sso_session_name=arguments.get('sessionName'),
    )
    return fetcher._create_cache_key()


request = json.load(sys.stdin)
answer = {
    'taken': [taken(one) for one in request.get('arrangements', [])],
    'roles': [cache_key(one) for one in request.get('roles', [])],
    'sso': [sso_key(one) for one in request.get('sso', [])],
}
print(json.dumps(answer))
