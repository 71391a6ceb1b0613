"""Answers one JSON line per JSON line: runs a boto3 call and tells what came of it."""

import json
import sys
import traceback

import boto3
from botocore.config import Config

_clients = {}


def client(step):
    settings = dict(step.get("config", {}))
    key = json.dumps([step["service"], step.get("credentials"), settings], sort_keys=True)
    if key not in _clients:
        given = step.get("credentials") or {}
        session = boto3.session.Session(
            aws_access_key_id=given.get("accessKeyId"),
            aws_secret_access_key=given.get("secretAccessKey"),
            aws_session_token=given.get("sessionToken"),
        )
        _clients[key] = session.client(step["service"], config=Config(**settings))
    return _clients[key]


def call(step):
    if "presign" in step:
        url = client(step).generate_presigned_url(step["presign"], step["params"], ExpiresIn=step["expiresIn"])
        return {"url": url}
    response = getattr(client(step), step["operation"])(**step.get("params", {}))
    if "Body" in response:
        response["Body"] = response["Body"].read().decode()
    return {"response": response}


for line in sys.stdin:
    try:
        result = call(json.loads(line))
    except Exception as error:  # whatever a program would have seen as a traceback
        answer = getattr(error, "response", None) or {}
        result = {
            "printed": traceback.format_exception_only(type(error), error)[-1].strip(),
            "code": answer.get("Error", {}).get("Code"),
            "status": answer.get("ResponseMetadata", {}).get("HTTPStatusCode"),
            "requestId": answer.get("ResponseMetadata", {}).get("RequestId"),
        }
    print(json.dumps(result, default=str), flush=True)
