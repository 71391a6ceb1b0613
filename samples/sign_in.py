"""Stands in for a company's sign-in tool: puts a short session into the default profile, with the expiry it knows."""

import configparser
import os
import pathlib

import boto3

path = pathlib.Path(os.environ.get("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")).expanduser()

session = boto3.Session(profile_name="base").client("sts").get_session_token()["Credentials"]

files = configparser.RawConfigParser()
files.read(path)
files["default"] = {
    "aws_access_key_id": session["AccessKeyId"],
    "aws_secret_access_key": session["SecretAccessKey"],
    "aws_session_token": session["SessionToken"],
    "x_security_token_expires": session["Expiration"].isoformat(),
}
with path.open("w") as file:
    files.write(file)
print(f"Signed in; the default profile is good until {session['Expiration'].isoformat()}")
