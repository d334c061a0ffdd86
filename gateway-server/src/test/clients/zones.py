"""boto3 through the gateway, and beside it: what was written lies in each S3 zone, byte for byte.

Usage: zones.py GATEWAY ZONE...   (the zones' keys are test-identity / test-credential)
"""
import hashlib
import random
import sys
import time
import uuid

import boto3
from botocore.config import Config


def client(endpoint, identity, secret):
    return boto3.client("s3", endpoint_url=endpoint, aws_access_key_id=identity, aws_secret_access_key=secret,
                        region_name="us-east-1", config=Config(s3={"addressing_style": "path"}))


gateway = client(sys.argv[1], "local-identity", "local-credential")
zones = [client(endpoint, "test-identity", "test-credential") for endpoint in sys.argv[2:]]
bucket = "boto3-" + uuid.uuid4().hex[:10]
source = random.Random(7)
sizes = [0, 1, 1000, 65536, 65537, 300_000, 1 << 20, (1 << 20) + 1, 6_000_000]
bodies = {f"a/{size} ü": source.randbytes(size) for size in sizes}


def keys(s3, name=bucket):
    return [entry["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name)
            for entry in page.get("Contents", [])]


gateway.create_bucket(Bucket=bucket)
for key, body in bodies.items():
    answer = gateway.put_object(Bucket=bucket, Key=key, Body=body, ContentType="x/y", Metadata={"colour": "blue"})
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-replication-status"] == "complete", headers
    assert headers["x-backend-count"] == "3", headers
    assert answer["ETag"].strip('"') == hashlib.md5(body).hexdigest(), answer

assert keys(gateway) == sorted(bodies, key=lambda key: key.encode()), keys(gateway)
for key, body in bodies.items():
    assert gateway.get_object(Bucket=bucket, Key=key)["Body"].read() == body, key
    for zone in zones:
        copy = zone.get_object(Bucket=bucket, Key=key)
        assert copy["Body"].read() == body, (zone, key)
        assert copy["ContentType"] == "x/y" and copy["Metadata"]["colour"] == "blue", copy
ranged = gateway.get_object(Bucket=bucket, Key="a/6000000 ü", Range="bytes=1048570-2097160")["Body"].read()
assert ranged == bodies["a/6000000 ü"][1048570:2097161]

for key, body in bodies.items():
    answer = gateway.copy_object(Bucket=bucket, Key=key + " copy", CopySource={"Bucket": bucket, "Key": key},
                                 MetadataDirective="REPLACE", Metadata={"colour": "red"})
    assert answer["ResponseMetadata"]["HTTPHeaders"]["x-backend-count"] == "3", answer
    for zone in zones:
        copy = zone.get_object(Bucket=bucket, Key=key + " copy")
        assert copy["Body"].read() == body and copy["Metadata"]["colour"] == "red", (zone, key)
    gateway.delete_object(Bucket=bucket, Key=key + " copy")

for key in bodies:
    gateway.delete_object(Bucket=bucket, Key=key)
assert keys(gateway) == []
gateway.delete_bucket(Bucket=bucket)
print("fine")
