"""Writes a report to S3 every second. It takes its session once, at the start."""

import logging
import time

import boto3
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/report-writer"

logging.Formatter.converter = time.gmtime
logging.basicConfig(
    level=logging.INFO,
    format="%(asctime)sZ %(levelname)s %(message)s",
    datefmt="%Y-%m-%dT%H:%M:%S",
)
log = logging.getLogger("report-worker")

base = boto3.Session(profile_name="base")
response = base.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="report-worker")
credentials = response["Credentials"]
log.info("session for report-writer expires %s", credentials["Expiration"].isoformat())

s3 = boto3.client(
    "s3",
    region_name="us-east-1",
    aws_access_key_id=credentials["AccessKeyId"],
    aws_secret_access_key=credentials["SecretAccessKey"],
    aws_session_token=credentials["SessionToken"],
)

number = 0
while True:
    number += 1
    try:
        s3.put_object(Bucket="reports", Key=f"report-{number}.txt", Body=b"all well\n")
        log.info("report %d written", number)
    except ClientError as error:
        log.error("report %d: %s", number, error)
    time.sleep(1)
