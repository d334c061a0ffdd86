"""Copies as they lie in the zones themselves: asked there, and not through the gateway.

A zone is a backend of s3_backends.json: an S3 service with endpoint and keys, or a directory with a path.
"""
import collections
import hashlib
import json
import pathlib
import re
import time

import boto3
from botocore.config import Config

SEALED = re.compile(r"![0-9a-f-]{36}\.\d+$")
# What a gateway puts into a bucket for itself, as a directory zone writes it: all else is a client's.
OWN_FILES = ("%2Es3gateway/marker", "%2Es3gateway/probe-")
PATIENCE = 120


def client(endpoint, identity, secret):
    return boto3.client("s3", endpoint_url=endpoint, aws_access_key_id=identity, aws_secret_access_key=secret,
                        region_name="us-east-1", config=Config(s3={"addressing_style": "path"},
                                                               retries={"total_max_attempts": 3}))


def gateway(endpoint):
    return client(endpoint, "local-identity", "local-credential")


def of(file):
    return [zone_of(backend) for backend in json.loads(pathlib.Path(file).read_text())["backends"]]


def zone_of(backend):
    if "path" in backend:
        return Directory(backend["name"], pathlib.Path(backend["path"]))
    return Service(backend["name"], client(backend["endpoint_url"], backend["access_key"], backend["secret_key"]))


def listed(s3, bucket):
    return {entry["Key"]: entry for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
            for entry in page.get("Contents", [])}


def digest(chunks):
    sha = hashlib.sha256()
    for chunk in chunks:
        sha.update(chunk)
    return sha.hexdigest()


def digest_of(file):
    with open(file, "rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


class Service:
    """Objects under their own names, or each copy under the name with its version behind it."""

    def __init__(self, name, s3):
        self.name, self.s3 = name, s3

    def found(self, bucket):
        """The ETag and the SHA-256 of the bytes of each object; None where a key has two."""
        copies = {}
        for key, entry in listed(self.s3, bucket).items():
            if not key.startswith(".s3gateway/"):
                name = SEALED.sub("", key)
                copies[name] = None if name in copies else (entry["ETag"], self.read(bucket, key))
        return copies

    def read(self, bucket, key):
        try:
            return digest(self.s3.get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(1 << 20))
        except self.s3.exceptions.NoSuchKey:
            return "removed since it was listed"

    def differences(self, bucket, wanted):
        found = self.found(bucket)
        return [(key, found.get(key), wanted.get(key)) for key in sorted(found.keys() | wanted.keys())
                if key not in found or found[key] != wanted.get(key)]


class Directory:
    """A file for each copy, with a description beside it; which is whose is told by the bytes."""

    def __init__(self, name, path):
        self.name, self.path = name, path

    def differences(self, bucket, wanted):
        files = [file for file in (self.path / bucket).rglob("*") if file.is_file() and file.suffix != ".json"
                 and not str(file.relative_to(self.path / bucket)).startswith(OWN_FILES)]
        found = collections.Counter(map(self.read, files))
        expected = collections.Counter(sha for _, sha in wanted.values())
        return list((found - expected) + (expected - found))

    @staticmethod
    def read(file):
        try:
            return digest_of(file)
        except FileNotFoundError:
            return "removed since it was listed"


def await_equal(zones, bucket, wanted):
    """Waits until each zone holds exactly these bytes under exactly these ETags: { key: (ETag, SHA-256) }."""
    for zone in zones:
        end = time.monotonic() + PATIENCE
        while (different := zone.differences(bucket, wanted)) and time.monotonic() < end:
            time.sleep(1)
        assert not different, f"in {zone.name}: {different[:10]}"
