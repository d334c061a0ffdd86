"""boto3 with its defaults against a running gateway; copies are compared in each zone's directory.

usage: boto3_defaults.py ENDPOINT ZONES_DIRECTORY [CA_FILE]
"""
import hashlib
import os
import pathlib
import sys
import tempfile
import threading
import unittest
import uuid

import boto3
from botocore.exceptions import ClientError

ENDPOINT, ZONES = sys.argv[1], pathlib.Path(sys.argv[2])
CA = sys.argv[3] if len(sys.argv) > 3 else None
KEYS = dict(
    aws_access_key_id=os.environ.get("S3GATEWAY_TEST_KEY", "local-identity"),
    aws_secret_access_key=os.environ.get("S3GATEWAY_TEST_SECRET", "local-credential"),
    region_name="us-east-1",
)
SIZES = [0, 1, 64 * 1024 + 1, 5 * 1024 * 1024, 100 * 1024 * 1024]
ODD_KEYS = [
    "plain", "a", "a/b", "a/", "a/b/", "dir//double", "../../etc/passwd", "a/../b", "./here", "/leading",
    "space in name", "plus+and&amp;", "percent%41%2F", "quote'\"", "semi;colon=;", "back\\slash", "tilde~*()!",
    "ünïcödé", "e\u0301 and \u00e9", "\U0001f600 emoji", "\uffee before emoji", "tab\tand\nline", "x" * 1024,
    "UPPER", "upper", ".s3gateway/looks-like-ours", "key!0.1",
]


def client():
    return boto3.client("s3", endpoint_url=ENDPOINT, verify=CA, **KEYS)


def content(size, seed):
    block = hashlib.sha512(seed.encode()).digest() * 1024
    return (block * (size // len(block) + 1))[:size]


def digests_in(zone):
    found = set()
    for path in zone.rglob("*"):
        if path.is_file():
            digest = hashlib.sha256()
            with open(path, "rb") as data:
                while block := data.read(1 << 20):
                    digest.update(block)
            found.add(digest.hexdigest())
    return found


class Defaults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.s3 = client()
        cls.bucket = "boto3-" + uuid.uuid4().hex[:12]
        cls.s3.create_bucket(Bucket=cls.bucket)

    def error(self, call, **arguments):
        with self.assertRaises(ClientError) as raised:
            call(**arguments)
        return raised.exception.response["Error"]["Code"], raised.exception.response["ResponseMetadata"]

    def test_sizes_round_trip_and_lie_in_every_zone(self):
        zones = sorted(path for path in ZONES.iterdir() if path.is_dir())
        self.assertEqual(3, len(zones))
        written = {}
        for size in SIZES:
            body = content(size, f"{self.bucket}-{size}")
            answer = self.s3.put_object(Bucket=self.bucket, Key=f"size-{size}", Body=body)
            headers = answer["ResponseMetadata"]["HTTPHeaders"]
            self.assertEqual('"%s"' % hashlib.md5(body).hexdigest(), answer["ETag"])
            self.assertEqual("3", headers["x-backend-count"])
            self.assertEqual("complete", headers["x-replication-status"])
            read = self.s3.get_object(Bucket=self.bucket, Key=f"size-{size}")
            self.assertEqual(size, read["ContentLength"])
            self.assertTrue(read["ResponseMetadata"]["HTTPHeaders"]["x-backend-used"])
            self.assertEqual(hashlib.sha256(body).digest(), hashlib.sha256(read["Body"].read()).digest())
            if size:
                written[size] = hashlib.sha256(body).hexdigest()
        for zone in zones:
            present = digests_in(zone)
            for size, digest in written.items():
                self.assertIn(digest, present, f"{size} bytes in {zone.name}")

    def test_transfers_in_parts_round_trip_and_lie_in_every_zone(self):
        body = content(50 * 1024 * 1024 + 1, f"{self.bucket}-parts")
        with tempfile.TemporaryDirectory() as here:
            up, down = pathlib.Path(here, "up"), pathlib.Path(here, "down")
            up.write_bytes(body)
            self.s3.upload_file(str(up), self.bucket, "parts", ExtraArgs={"Metadata": {"colour": "blue"}})
            self.s3.download_file(self.bucket, "parts", str(down))
            self.assertEqual(hashlib.sha256(body).digest(), hashlib.sha256(down.read_bytes()).digest())
        head = self.s3.head_object(Bucket=self.bucket, Key="parts", PartNumber=7)
        self.assertEqual({"colour": "blue"}, head["Metadata"])
        self.assertEqual(7, head["PartsCount"])
        self.assertEqual(len(body) - 6 * 8 * 1024 * 1024, head["ContentLength"])
        part = 8 * 1024 * 1024
        md5s = b"".join(hashlib.md5(body[at:at + part]).digest() for at in range(0, len(body), part))
        self.assertEqual('"%s-7"' % hashlib.md5(md5s).hexdigest(), head["ETag"])
        for zone in sorted(path for path in ZONES.iterdir() if path.is_dir()):
            self.assertIn(hashlib.sha256(body).hexdigest(), digests_in(zone), zone.name)

    def test_an_upload_that_is_given_up_is_gone(self):
        upload = self.s3.create_multipart_upload(Bucket=self.bucket, Key="given-up")["UploadId"]
        named = dict(Bucket=self.bucket, Key="given-up", UploadId=upload)
        self.s3.upload_part(PartNumber=1, Body=b"x", **named)
        self.assertEqual(1, len(self.s3.list_parts(**named)["Parts"]))
        uploads = self.s3.list_multipart_uploads(Bucket=self.bucket)["Uploads"]
        self.assertIn(upload, [one["UploadId"] for one in uploads])
        self.s3.abort_multipart_upload(**named)
        self.assertEqual("NoSuchUpload", self.error(self.s3.list_parts, **named)[0])

    def test_odd_keys_round_trip_and_are_listed_in_byte_order(self):
        bucket = self.bucket + "-odd"
        self.s3.create_bucket(Bucket=bucket)
        for key in ODD_KEYS:
            self.s3.put_object(Bucket=bucket, Key=key, Body=key.encode(), Metadata={"n": str(len(key))})
        for key in ODD_KEYS:
            read = self.s3.get_object(Bucket=bucket, Key=key)
            self.assertEqual(key.encode(), read["Body"].read(), key)
            self.assertEqual({"n": str(len(key))}, read["Metadata"])
        expected = sorted(ODD_KEYS, key=lambda key: key.encode())
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 4})
        self.assertEqual(expected, [item["Key"] for page in pages for item in page.get("Contents", [])])
        pages = self.s3.get_paginator("list_objects").paginate(Bucket=bucket, PaginationConfig={"PageSize": 5})
        self.assertEqual(expected, [item["Key"] for page in pages for item in page.get("Contents", [])])
        top = self.s3.list_objects_v2(Bucket=bucket, Delimiter="/")
        self.assertEqual(
            sorted({key[: key.index("/") + 1] for key in ODD_KEYS if "/" in key}, key=lambda key: key.encode()),
            [item["Prefix"] for item in top["CommonPrefixes"]])
        gone = self.s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in ODD_KEYS]})
        self.assertEqual(len(ODD_KEYS), len(gone["Deleted"]))
        self.assertNotIn("Contents", self.s3.list_objects_v2(Bucket=bucket))
        self.s3.delete_bucket(Bucket=bucket)

    def test_ranges_conditions_and_metadata(self):
        body = content(300_000, "ranges")
        put = self.s3.put_object(
            Bucket=self.bucket, Key="r", Body=body, ContentType="text/x-test", CacheControl="max-age=5",
            ContentDisposition="attachment", ContentLanguage="de", Metadata={"Colour": "blue", "empty": ""})
        etag = put["ETag"]
        head = self.s3.head_object(Bucket=self.bucket, Key="r")
        self.assertEqual(("text/x-test", "max-age=5", "attachment", "de"), (
            head["ContentType"], head["CacheControl"], head["ContentDisposition"], head["ContentLanguage"]))
        self.assertEqual({"colour": "blue", "empty": ""}, head["Metadata"])
        for wanted, expected in [("bytes=0-0", body[:1]), ("bytes=5-", body[5:]), ("bytes=-7", body[-7:]),
                                 ("bytes=299999-400000", body[-1:]), ("bytes=100000-200000", body[100000:200001])]:
            read = self.s3.get_object(Bucket=self.bucket, Key="r", Range=wanted)
            self.assertEqual(206, read["ResponseMetadata"]["HTTPStatusCode"])
            self.assertEqual(expected, read["Body"].read(), wanted)
        self.assertEqual("InvalidRange", self.error(
            self.s3.get_object, Bucket=self.bucket, Key="r", Range="bytes=300000-")[0])
        self.assertEqual("304", self.error(self.s3.get_object, Bucket=self.bucket, Key="r", IfNoneMatch=etag)[0])
        self.assertEqual("PreconditionFailed", self.error(
            self.s3.get_object, Bucket=self.bucket, Key="r", IfMatch='"nope"')[0])
        self.assertEqual("PreconditionFailed", self.error(
            self.s3.put_object, Bucket=self.bucket, Key="r", Body=b"x", IfNoneMatch="*")[0])
        self.assertEqual("NoSuchKey", self.error(
            self.s3.put_object, Bucket=self.bucket, Key="missing", Body=b"x", IfMatch=etag)[0])
        self.s3.put_object(Bucket=self.bucket, Key="r", Body=b"new", IfMatch=etag)
        self.assertEqual(b"new", self.s3.get_object(Bucket=self.bucket, Key="r")["Body"].read())

    def test_every_checksum_is_verified_stored_and_returned(self):
        for algorithm in ["CRC32", "SHA1", "SHA256"]:
            put = self.s3.put_object(Bucket=self.bucket, Key=algorithm, Body=b"checked", ChecksumAlgorithm=algorithm)
            read = self.s3.get_object(Bucket=self.bucket, Key=algorithm, ChecksumMode="ENABLED")
            self.assertEqual(put["Checksum" + algorithm], read["Checksum" + algorithm])
            self.assertEqual(b"checked", read["Body"].read())
        code, _ = self.error(self.s3.put_object, Bucket=self.bucket, Key="bad", Body=b"x", ChecksumCRC32="AAAAAA==")
        self.assertEqual("BadDigest", code)
        self.assertEqual("404", self.error(self.s3.head_object, Bucket=self.bucket, Key="bad")[0])

    def test_exactly_one_of_many_creators_wins(self):
        outcomes = []

        def create(n):
            try:
                client().put_object(Bucket=self.bucket, Key="race", Body=str(n).encode(), IfNoneMatch="*")
                outcomes.append(n)
            except ClientError as refused:
                self.assertIn(refused.response["Error"]["Code"], ("PreconditionFailed", "ConditionalRequestConflict"))

        threads = [threading.Thread(target=create, args=(n,)) for n in range(16)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        self.assertEqual(1, len(outcomes))
        self.assertEqual(str(outcomes[0]).encode(), self.s3.get_object(Bucket=self.bucket, Key="race")["Body"].read())

    def test_what_is_missing_has_the_code_that_aws_documents(self):
        self.assertEqual("NoSuchKey", self.error(self.s3.get_object, Bucket=self.bucket, Key="none")[0])
        self.assertEqual("NoSuchBucket", self.error(self.s3.get_object, Bucket="no-such-bucket-x", Key="none")[0])
        self.assertEqual("BucketNotEmpty", self._delete_non_empty())
        self.s3.delete_object(Bucket=self.bucket, Key="never-was")
        self.assertEqual("NotImplemented", self.error(self.s3.get_bucket_tagging, Bucket=self.bucket)[0])

    def _delete_non_empty(self):
        self.s3.put_object(Bucket=self.bucket, Key="kept", Body=b"x")
        return self.error(self.s3.delete_bucket, Bucket=self.bucket)[0]

    def test_presigned_urls(self):
        import urllib.request
        import ssl
        context = ssl.create_default_context(cafile=CA) if CA else None
        put = self.s3.generate_presigned_url("put_object", Params={"Bucket": self.bucket, "Key": "pre signed"})
        request = urllib.request.Request(put, data=b"by url", method="PUT")
        self.assertEqual(200, urllib.request.urlopen(request, context=context).status)
        get = self.s3.generate_presigned_url("get_object", Params={"Bucket": self.bucket, "Key": "pre signed"})
        self.assertEqual(b"by url", urllib.request.urlopen(get, context=context).read())

    def test_a_wrong_secret_is_refused(self):
        other = boto3.client("s3", endpoint_url=ENDPOINT, verify=CA, region_name="us-east-1",
                             aws_access_key_id=KEYS["aws_access_key_id"], aws_secret_access_key="wrong")
        self.assertEqual("SignatureDoesNotMatch", self.error(other.list_buckets)[0])
        other = boto3.client("s3", endpoint_url=ENDPOINT, verify=CA, region_name="us-east-1",
                             aws_access_key_id="unknown", aws_secret_access_key="wrong")
        self.assertEqual("InvalidAccessKeyId", self.error(other.list_buckets)[0])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
