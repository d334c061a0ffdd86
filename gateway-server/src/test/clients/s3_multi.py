"""The manual of system 2, typed as its users type it, and a look at each service beside the gateway.

usage: s3_multi.py SCENE GATEWAY ACCESS SECRET SERVICE...   (the services' keys: test-identity / test-credential)
"""
import hashlib
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

SCENE, ENDPOINT, ACCESS, SECRET, *SERVICES = sys.argv[1:]
CONFIGURED = tempfile.NamedTemporaryFile("w", suffix=".aws")
# Left alone, the first major version of the CLI presigns for us-east-1 by a method that has no X-Amz-Expires.
print("[default]\ns3 =\n  signature_version = s3v4", file=CONFIGURED, flush=True)
AWS = dict(os.environ, AWS_ACCESS_KEY_ID=ACCESS, AWS_SECRET_ACCESS_KEY=SECRET, AWS_DEFAULT_REGION="us-east-1",
           AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE=CONFIGURED.name, AWS_SHARED_CREDENTIALS_FILE="/dev/null")
PARTS = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)


def client(endpoint, access, secret):
    return boto3.client("s3", endpoint_url=endpoint, aws_access_key_id=access, aws_secret_access_key=secret,
                        region_name="us-east-1", config=Config(s3={"addressing_style": "path"},
                                                               signature_version="s3v4", retries={"max_attempts": 2}))


gateway = client(ENDPOINT, ACCESS, SECRET)
services = [client(endpoint, "test-identity", "test-credential") for endpoint in SERVICES]
primary, fallback = services[0], services[-1]


def aws(*arguments, status=0):
    done = subprocess.run(["aws", *arguments, "--endpoint-url", ENDPOINT], env=AWS, capture_output=True, text=True)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def body(s3, key, bucket="mybucket", **more):
    return s3.get_object(Bucket=bucket, Key=key, **more)["Body"].read()


def keys(s3, bucket="mybucket"):
    return [entry["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
            for entry in page.get("Contents", [])]


def buckets(s3):
    return [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]


def missing(test, code, call, **arguments):
    with test.assertRaises(ClientError) as refusal:
        call(**arguments)
    test.assertEqual(code, refusal.exception.response["Error"]["Code"])


def fetch(url):
    """Status and body."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


class Folder(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    def copied(self, source):
        copy = self.folder / "downloaded.txt"
        aws("s3", "cp", source, str(copy))
        return copy.read_bytes()


class Basic(Folder):
    """Writes go to the primary alone."""

    @classmethod
    def setUpClass(cls):
        cls.made = aws("s3", "mb", "s3://mybucket")

    def test_a_bucket_is_made_in_the_primary_alone(self):
        self.assertEqual("make_bucket: mybucket\n", self.made)
        self.assertIn("mybucket", buckets(primary))
        self.assertNotIn("mybucket", buckets(fallback))

    def test_a_file_goes_to_the_primary_alone_and_is_read_from_there(self):
        aws("s3", "cp", self.file("test.txt", b"hello\n"), "s3://mybucket/test.txt")

        self.assertEqual(b"hello\n", self.copied("s3://mybucket/test.txt"))
        self.assertEqual(b"hello\n", body(primary, "test.txt"))
        self.assertNotIn("mybucket", buckets(fallback))
        answer = gateway.get_object(Bucket="mybucket", Key="test.txt")
        answer["Body"].close()
        self.assertEqual("hot-storage", answer["ResponseMetadata"]["HTTPHeaders"]["x-backend-used"])

    def test_uploads_in_parts_go_there_as_well(self):
        content = random.Random(1).randbytes((11 << 20) + 1)
        path = self.file("big", content)
        aws("s3", "cp", path, "s3://mybucket/by-cli")
        gateway.upload_file(path, "mybucket", "by-boto3", Config=PARTS)

        for key in ["by-cli", "by-boto3"]:
            self.assertEqual(content, body(gateway, key), key)
            self.assertEqual(content, body(primary, key), key)
        self.assertTrue(gateway.head_object(Bucket="mybucket", Key="by-boto3")["ETag"].endswith('-3"'))
        self.assertEqual(content, self.copied("s3://mybucket/by-boto3"))

    def test_what_is_removed_is_gone(self):
        aws("s3", "cp", self.file("x", b"x"), "s3://mybucket/passing")
        aws("s3", "rm", "s3://mybucket/passing")

        missing(self, "404", gateway.head_object, Bucket="mybucket", Key="passing")
        missing(self, "NoSuchKey", gateway.get_object, Bucket="mybucket", Key="passing")
        self.assertNotIn("passing", keys(gateway))

    def test_presigned_urls_work_until_they_expire(self):
        gateway.put_object(Bucket="mybucket", Key="shared", Body=b"for you")
        url = aws("s3", "presign", "s3://mybucket/shared", "--expires-in", "60").strip()
        self.assertEqual((200, b"for you"), fetch(url))

        short = gateway.generate_presigned_url("get_object", Params={"Bucket": "mybucket", "Key": "shared"},
                                               ExpiresIn=1)
        deadline = time.monotonic() + 20
        while fetch(short)[0] == 200 and time.monotonic() < deadline:
            time.sleep(0.2)
        status, answer = fetch(short)
        self.assertEqual(403, status)
        self.assertIn(b"<Code>AccessDenied</Code>", answer)
        self.assertIn(b"Request has expired", answer)

    def test_presigned_urls_hold_for_seven_days_at_most(self):
        longest, longer = (gateway.generate_presigned_url("get_object", Params={"Bucket": "mybucket", "Key": "none"},
                                                          ExpiresIn=seconds) for seconds in (604800, 604801))
        self.assertEqual(404, fetch(longest)[0])
        status, answer = fetch(longer)
        self.assertEqual(400, status)
        self.assertIn(b"AuthorizationQueryParametersError", answer)

    def test_only_the_root_key_may_come_in(self):
        self.assertEqual(403, fetch(ENDPOINT + "/mybucket")[0])
        missing(self, "InvalidAccessKeyId", client(ENDPOINT, "test-identity", "test-credential").list_buckets)
        missing(self, "SignatureDoesNotMatch", client(ENDPOINT, ACCESS, "wrong").list_buckets)


class Fallback(Folder):
    """What others put into the fallback is found there."""

    @classmethod
    def setUpClass(cls):
        cls.parts = random.Random(2).randbytes((6 << 20) + 5)
        fallback.create_bucket(Bucket="mybucket")
        fallback.put_object(Bucket="mybucket", Key="old/one.txt", Body=b"from the fallback", ContentType="x/y",
                            Metadata={"colour": "blue"})
        fallback.put_object(Bucket="mybucket", Key="twice.txt", Body=b"the fallback's")
        path = pathlib.Path(tempfile.mkdtemp()) / "parts"
        path.write_bytes(cls.parts)
        fallback.upload_file(str(path), "mybucket", "in-parts", Config=PARTS)
        primary.create_bucket(Bucket="mybucket")
        primary.put_object(Bucket="mybucket", Key="twice.txt", Body=b"the primary's")

    def test_an_object_of_the_fallback_is_read(self):
        self.assertEqual(b"from the fallback", self.copied("s3://mybucket/old/one.txt"))
        answer = gateway.get_object(Bucket="mybucket", Key="old/one.txt")
        self.assertEqual(b"from the fallback", answer["Body"].read())
        self.assertEqual("cold-storage", answer["ResponseMetadata"]["HTTPHeaders"]["x-backend-used"])
        self.assertEqual(("x/y", {"colour": "blue"}), (answer["ContentType"], answer["Metadata"]))
        head = gateway.head_object(Bucket="mybucket", Key="old/one.txt")
        self.assertEqual(hashlib.md5(b"from the fallback").hexdigest(), head["ETag"].strip('"'))
        self.assertEqual(b"the", body(gateway, "old/one.txt", Range="bytes=5-7"))

    def test_an_object_that_came_in_parts_is_read(self):
        self.assertEqual(self.parts, body(gateway, "in-parts"))
        self.assertEqual(self.parts[5 << 20:], body(gateway, "in-parts", Range="bytes=5242880-"))

    def test_the_first_backend_that_has_it_answers(self):
        self.assertEqual(b"the primary's", body(gateway, "twice.txt"))

    def test_what_nobody_has_is_not_found(self):
        missing(self, "404", gateway.head_object, Bucket="mybucket", Key="nobody's")
        missing(self, "NoSuchKey", gateway.get_object, Bucket="mybucket", Key="nobody's")
        missing(self, "NoSuchBucket", gateway.list_objects_v2, Bucket="nobodys-bucket")

    def test_a_listing_tells_each_key_once_in_order(self):
        gateway.put_object(Bucket="mybucket", Key="new.txt", Body=b"new")
        listed = [key for key in keys(gateway) if key in ("in-parts", "new.txt", "old/one.txt", "twice.txt")]
        self.assertEqual(["in-parts", "new.txt", "old/one.txt", "twice.txt"], listed)
        self.assertIn("PRE old/", aws("s3", "ls", "s3://mybucket/"))

    def test_each_bucket_is_listed_once(self):
        missing(self, "NoSuchKey", gateway.get_object, Bucket="mybucket", Key="look-up")
        self.assertEqual(1, buckets(gateway).count("mybucket"), buckets(gateway))
        self.assertEqual(1, aws("s3", "ls").count("mybucket"))

    def test_a_write_wins_and_goes_to_the_primary(self):
        fallback.put_object(Bucket="mybucket", Key="overwritten", Body=b"old")
        self.assertEqual(b"old", body(gateway, "overwritten"))
        gateway.put_object(Bucket="mybucket", Key="overwritten", Body=b"new")

        self.assertEqual(b"new", body(gateway, "overwritten"))
        self.assertEqual(b"old", body(fallback, "overwritten"))

    def test_what_is_removed_here_does_not_come_back_from_there(self):
        fallback.put_object(Bucket="mybucket", Key="removed", Body=b"still here")
        gateway.delete_object(Bucket="mybucket", Key="removed")

        missing(self, "404", gateway.head_object, Bucket="mybucket", Key="removed")
        self.assertNotIn("removed", keys(gateway))
        self.assertEqual(b"still here", body(fallback, "removed"))


class Mirror(Folder):
    """With --mirror the limitations of the manual are gone."""

    @classmethod
    def setUpClass(cls):
        aws("s3", "mb", "s3://mybucket")

    def test_a_file_lies_in_both(self):
        aws("s3", "cp", self.file("test.txt", b"hello\n"), "s3://mybucket/test.txt")
        self.assertEqual(["mybucket"], buckets(gateway))
        for service in [gateway, primary, fallback]:
            self.assertEqual(b"hello\n", body(service, "test.txt"))

    def test_an_upload_in_parts_lies_in_both(self):
        content = random.Random(3).randbytes((11 << 20) + 1)
        path = self.file("big", content)
        aws("s3", "cp", path, "s3://mybucket/by-cli")
        gateway.upload_file(path, "mybucket", "by-boto3", Config=PARTS)
        for key in ["by-cli", "by-boto3"]:
            for service in [gateway, primary, fallback]:
                self.assertEqual(content, body(service, key), key)

    def test_the_answer_says_so(self):
        headers = gateway.put_object(Bucket="mybucket", Key="k", Body=b"k")["ResponseMetadata"]["HTTPHeaders"]
        self.assertEqual(("complete", "hot-storage,cold-storage"),
                         (headers["x-replication-status"], headers["x-backend-zones"]))

    def test_a_sync_of_what_is_there_moves_nothing(self):
        for name in ["a.txt", "b.txt"]:
            self.file(name, name.encode())
        self.assertIn("upload:", aws("s3", "sync", str(self.folder), "s3://mybucket/synced/"))
        self.assertEqual("", aws("s3", "sync", str(self.folder), "s3://mybucket/synced/"))


class ThreeTiers(unittest.TestCase):
    """The third is asked where the first two have nothing."""

    @classmethod
    def setUpClass(cls):
        for service in services:
            service.create_bucket(Bucket="mybucket")
        for tier, service in enumerate(services[1:], 2):
            service.put_object(Bucket="mybucket", Key="in-two", Body=f"of tier {tier}".encode())
        services[2].put_object(Bucket="mybucket", Key="in-the-third", Body=b"of tier 3")

    def test_in_their_order(self):
        self.assertEqual(b"of tier 2", body(gateway, "in-two"))
        self.assertEqual(b"of tier 3", body(gateway, "in-the-third"))
        self.assertEqual(["in-the-third", "in-two"], keys(gateway))


class S3Proxy(unittest.TestCase):
    """What system 1 calls its S3Proxy is read last and never written to."""

    @classmethod
    def setUpClass(cls):
        primary.create_bucket(Bucket="mybucket")
        primary.put_object(Bucket="mybucket", Key="old", Body=b"of the proxy")

    def test_it_is_read(self):
        self.assertEqual(b"of the proxy", body(gateway, "old"))

    def test_it_is_not_written_to(self):
        headers = gateway.put_object(Bucket="mybucket", Key="new", Body=b"x")["ResponseMetadata"]["HTTPHeaders"]
        gateway.create_bucket(Bucket="another")
        self.assertEqual(("zone-1,zone-2,zone-3", "complete"),
                         (headers["x-backend-zones"], headers["x-replication-status"]))
        self.assertEqual([["old"], ["mybucket"]], [keys(primary), buckets(primary)])
        self.assertEqual(["new", "old"], keys(gateway))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], SCENE], verbosity=2)
