"""A worker on boto3: runs one operation and dies of its error."""

import sys

import boto3

if sys.argv[1] == "PutObject":
    boto3.client("s3").put_object(Bucket="demo", Key="invoice", Body=b"paid")
elif sys.argv[1] == "HeadObject":
    boto3.client("s3").head_object(Bucket="demo", Key="invoice")
elif sys.argv[1] == "GetCallerIdentity":
    boto3.client("sts").get_caller_identity()
elif sys.argv[1] == "ListTables":
    boto3.client("dynamodb").list_tables()
elif sys.argv[1] == "DescribeRegions":
    boto3.client("ec2").describe_regions()
print("stored")
