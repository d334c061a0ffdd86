"""Copies by boto3 and by the aws command; what they make is compared with its source, also in each zone's directory.

usage: copies.py ENDPOINT ZONES_DIRECTORY
"""
import hashlib
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest
import uuid

import boto3
from botocore.exceptions import ClientError

ENDPOINT, ZONES = sys.argv[1], pathlib.Path(sys.argv[2])
AWS = dict(os.environ, AWS_ACCESS_KEY_ID="local-identity", AWS_SECRET_ACCESS_KEY="local-credential",
           AWS_DEFAULT_REGION="us-east-1", AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE="/dev/null",
           AWS_SHARED_CREDENTIALS_FILE="/dev/null")
PART = 8 * 1024 * 1024
LARGE = random.Random(5).randbytes(20 * 1024 * 1024 + 1)


def aws(*arguments):
    done = subprocess.run(["aws", *arguments, "--endpoint-url", ENDPOINT], env=AWS, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def in_parts(body):
    md5s = [hashlib.md5(body[at:at + PART]).digest() for at in range(0, len(body), PART)]
    return '"%s-%d"' % (hashlib.md5(b"".join(md5s)).hexdigest(), len(md5s))


class Copies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.s3 = boto3.client("s3", endpoint_url=ENDPOINT, aws_access_key_id="local-identity",
                              aws_secret_access_key="local-credential", region_name="us-east-1")
        cls.bucket = "copies-" + uuid.uuid4().hex[:12]
        cls.other = cls.bucket + "-other"
        cls.s3.create_bucket(Bucket=cls.bucket)
        cls.s3.create_bucket(Bucket=cls.other)

    def read(self, key, bucket=None):
        return self.s3.get_object(Bucket=bucket or self.bucket, Key=key)["Body"].read()

    def each_zone(self, key, bucket):
        for zone in sorted(path for path in ZONES.iterdir() if path.is_dir()):
            copies = [path for path in (zone / bucket).rglob(key + "!*") if path.suffix != ".json"]
            self.assertEqual(1, len(copies), f"{key} in {zone.name}")
            yield copies[0].read_bytes()

    def test_odd_keys_are_copied_under_odd_keys(self):
        for key in ["plain", "a/b c", "plus+percent%41", "ünïcödé/\U0001f600", "question?versionId=mark", "a//b/", "a/../b"]:
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=key.encode(), Metadata={"colour": "blue"})
            answer = self.s3.copy_object(Bucket=self.other, Key="copy of " + key,
                                         CopySource={"Bucket": self.bucket, "Key": key})
            self.assertEqual('"%s"' % hashlib.md5(key.encode()).hexdigest(), answer["CopyObjectResult"]["ETag"])
            self.assertEqual(key.encode(), self.read("copy of " + key, self.other))
            head = self.s3.head_object(Bucket=self.other, Key="copy of " + key)
            self.assertEqual({"colour": "blue"}, head["Metadata"])

    def test_a_copy_lies_in_every_zone(self):
        body = random.Random(3).randbytes(300_000)
        self.s3.put_object(Bucket=self.bucket, Key="source", Body=body)
        answer = self.s3.copy_object(Bucket=self.bucket, Key="target", CopySource=f"{self.bucket}/source")
        headers = answer["ResponseMetadata"]["HTTPHeaders"]
        self.assertEqual(("3", "complete"), (headers["x-backend-count"], headers["x-replication-status"]))
        for copy in self.each_zone("target", self.bucket):
            self.assertEqual(body, copy)

    def test_metadata_are_replaced_in_place(self):
        self.s3.put_object(Bucket=self.bucket, Key="meta", Body=b"meta", ContentType="a/b", Metadata={"colour": "blue"})
        with self.assertRaises(ClientError) as same:
            self.s3.copy_object(Bucket=self.bucket, Key="meta", CopySource=f"{self.bucket}/meta")
        self.assertEqual("InvalidRequest", same.exception.response["Error"]["Code"])
        self.s3.copy_object(Bucket=self.bucket, Key="meta", CopySource=f"{self.bucket}/meta",
                            MetadataDirective="REPLACE", ContentType="c/d", Metadata={"size": "small"})
        head = self.s3.head_object(Bucket=self.bucket, Key="meta")
        self.assertEqual(("c/d", {"size": "small"}), (head["ContentType"], head["Metadata"]))
        self.assertEqual(b"meta", self.read("meta"))

    def test_conditions_on_the_source(self):
        etag = self.s3.put_object(Bucket=self.bucket, Key="if", Body=b"if")["ETag"]
        source = dict(Bucket=self.bucket, Key="if-copy", CopySource=f"{self.bucket}/if")
        self.s3.copy_object(CopySourceIfMatch=etag, **source)
        for refused in [dict(CopySourceIfNoneMatch=etag), dict(CopySourceIfMatch='"nope"')]:
            with self.assertRaises(ClientError) as raised:
                self.s3.copy_object(**refused, **source)
            self.assertEqual("PreconditionFailed", raised.exception.response["Error"]["Code"])

    def test_a_large_object_is_copied_in_parts_and_in_one_piece(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(LARGE)
            file.flush()
            self.s3.upload_file(file.name, self.bucket, "large")
        self.s3.copy({"Bucket": self.bucket, "Key": "large"}, self.other, "managed")
        self.assertEqual(in_parts(LARGE), self.s3.head_object(Bucket=self.other, Key="managed")["ETag"])
        self.assertEqual(LARGE, self.read("managed", self.other))
        for copy in self.each_zone("managed", self.other):
            self.assertEqual(hashlib.sha256(LARGE).digest(), hashlib.sha256(copy).digest())
        answer = self.s3.copy_object(Bucket=self.other, Key="whole", CopySource=f"{self.bucket}/large")
        self.assertEqual('"%s"' % hashlib.md5(LARGE).hexdigest(), answer["CopyObjectResult"]["ETag"])
        self.assertEqual(LARGE, self.read("whole", self.other))

    def test_the_aws_command_copies_and_moves(self):
        self.s3.put_object(Bucket=self.bucket, Key="by hand/large", Body=LARGE)
        self.s3.put_object(Bucket=self.bucket, Key="by hand/small", Body=b"small", ContentType="text/plain")
        aws("s3", "cp", f"s3://{self.bucket}/by hand/large", f"s3://{self.other}/cp/large")
        aws("s3", "cp", "--recursive", f"s3://{self.bucket}/by hand/", f"s3://{self.other}/all/")
        aws("s3", "mv", f"s3://{self.other}/cp/large", f"s3://{self.other}/mv/large")
        aws("s3", "sync", f"s3://{self.bucket}/by hand/", f"s3://{self.other}/sync/")
        self.assertEqual("", aws("s3", "sync", f"s3://{self.bucket}/by hand/", f"s3://{self.other}/sync/"))
        for key, body in [("all/large", LARGE), ("all/small", b"small"), ("mv/large", LARGE), ("sync/large", LARGE)]:
            self.assertEqual(body, self.read(key, self.other), key)
        self.assertEqual("text/plain", self.s3.head_object(Bucket=self.other, Key="all/small")["ContentType"])
        listed = self.s3.list_objects_v2(Bucket=self.other, Prefix="cp/")
        self.assertEqual(0, listed["KeyCount"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
