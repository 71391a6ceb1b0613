"""A worker that keeps the session it got at start, until that session ends under it."""

import time

import boto3

session = boto3.client("sts").assume_role(
    RoleArn="arn:aws:iam::123456789012:role/worker", RoleSessionName="batch", DurationSeconds=900
)["Credentials"]
s3 = boto3.client(
    "s3",
    aws_access_key_id=session["AccessKeyId"],
    aws_secret_access_key=session["SecretAccessKey"],
    aws_session_token=session["SessionToken"],
)
while True:
    s3.put_object(Bucket="demo", Key="invoice", Body=b"paid")
    print("stored", flush=True)
    time.sleep(0.1)
