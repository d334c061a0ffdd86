"""What people really use, against a running gateway over real zones; every copy is then compared in each zone itself.

usage: matrix.py ENDPOINT BACKENDS_FILE
"""
import hashlib
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import uuid

import boto3.s3.transfer

import at_zones

ENDPOINT, ZONES = sys.argv[1], at_zones.of(sys.argv[2])
HOST = urllib.parse.urlsplit(ENDPOINT).netloc
LARGE = 200 << 20
KEYS = dict(AWS_ACCESS_KEY_ID="local-identity", AWS_SECRET_ACCESS_KEY="local-credential", AWS_DEFAULT_REGION="us-east-1",
            AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE="/dev/null", AWS_SHARED_CREDENTIALS_FILE="/dev/null")
NAMES = ["a", "a b/c+d.txt", "deep/er/and/deeper/file", "ünïcödé/\U0001f600.bin", "100%.txt", "empty", "UPPER", "upper"]


def run(*command, **variables):
    # What this machine says to all S3 clients, such as a bundle of certificates, is not meant for these.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(command, env=inherited | KEYS | variables, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def aws(*arguments):
    return run("aws", "--endpoint-url", ENDPOINT, "s3", *arguments)


def s3cmd(*arguments):
    return run("s3cmd", "--config=/dev/null", f"--host={HOST}", f"--host-bucket={HOST}", "--no-ssl", "--no-progress",
               "--access_key=local-identity", "--secret_key=local-credential", "--region=us-east-1", *arguments)


def rclone(*arguments):
    return run("rclone", "--config=/dev/null", "--log-level=INFO", "--stats=0", *arguments, RCLONE_CONFIG_GW_TYPE="s3",
               RCLONE_CONFIG_GW_PROVIDER="Other", RCLONE_CONFIG_GW_ENDPOINT=ENDPOINT, RCLONE_CONFIG_GW_ENV_AUTH="true")


def tree_of(directory):
    return {str(file.relative_to(directory)): at_zones.digest_of(file) for file in directory.rglob("*")
            if file.is_file()}


class Matrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.s3 = at_zones.gateway(ENDPOINT)
        cls.temporary = tempfile.TemporaryDirectory(prefix="matrix-")
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.here = pathlib.Path(cls.temporary.name)
        source = random.Random(17)
        cls.large = cls.here / "large"
        with open(cls.large, "wb") as file:
            for _ in range(LARGE >> 20):
                file.write(source.randbytes(1 << 20))
        cls.large_sha = at_zones.digest_of(cls.large)
        cls.tree = cls.here / "tree"
        sizes = [1, 300_000, 65536, 20, 5 << 20, 0, 7, 8]
        for name, size in [*zip(NAMES, sizes), *((f"many/{i}", i * 100) for i in range(30)), ("in parts", 20 << 20)]:
            path = cls.tree / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(source.randbytes(size))

    def setUp(self):
        self.bucket = "matrix-" + uuid.uuid4().hex[:12]
        self.back = self.here / self.bucket
        self.s3.create_bucket(Bucket=self.bucket)

    def equal_everywhere(self, wanted):
        """Each zone holds the gateway's keys, its ETags, and these bytes; nothing else of this bucket."""
        listed = at_zones.listed(self.s3, self.bucket)
        self.assertEqual(sorted(wanted), sorted(listed))
        at_zones.await_equal(ZONES, self.bucket, {key: (listed[key]["ETag"], sha) for key, sha in wanted.items()})

    def empty(self):
        """What is removed here leaves the zones too, so that the disk of the machine suffices."""
        for key in at_zones.listed(self.s3, self.bucket):
            self.s3.delete_object(Bucket=self.bucket, Key=key)
        at_zones.await_equal(ZONES, self.bucket, {})
        self.s3.delete_bucket(Bucket=self.bucket)

    def etag_in_parts(self, size):
        with open(self.large, "rb") as file:
            md5s = [hashlib.md5(part).digest() for part in iter(lambda: file.read(size), b"")]
        return f'"{hashlib.md5(b"".join(md5s)).hexdigest()}-{len(md5s)}"'

    def large_went_there(self, key, part):
        self.assertEqual(self.etag_in_parts(part), self.s3.head_object(Bucket=self.bucket, Key=key)["ETag"])
        self.equal_everywhere({key: self.large_sha})

    def large_came_back(self):
        self.assertEqual(self.large_sha, at_zones.digest_of(self.back))
        self.back.unlink()
        self.empty()

    def synchronised_twice(self, up, down, prefix="tree/"):
        """The second time moves nothing; the way back is the same tree."""
        up()
        first = at_zones.listed(self.s3, self.bucket)
        up()
        self.assertEqual(first, at_zones.listed(self.s3, self.bucket))
        tree = tree_of(self.tree)
        self.equal_everywhere({prefix + name: sha for name, sha in tree.items()})
        down()
        self.assertEqual(tree, tree_of(self.back))
        self.empty()

    def test_boto3_200_mebibytes(self):
        config = boto3.s3.transfer.TransferConfig(multipart_chunksize=8 << 20)
        self.s3.upload_file(str(self.large), self.bucket, "large", Config=config)
        self.large_went_there("large", 8 << 20)
        self.s3.download_file(self.bucket, "large", str(self.back), Config=config)
        self.large_came_back()

    def test_aws_200_mebibytes(self):
        aws("cp", str(self.large), f"s3://{self.bucket}/large", "--no-progress")
        self.large_went_there("large", 8 << 20)
        aws("cp", f"s3://{self.bucket}/large", str(self.back), "--no-progress")
        self.large_came_back()

    def test_aws_sync(self):
        there = f"s3://{self.bucket}/tree/"
        said = []
        self.synchronised_twice(lambda: said.append(aws("sync", "--no-progress", str(self.tree), there)),
                                lambda: aws("sync", "--no-progress", there, str(self.back)))
        self.assertEqual("", said[1])

    def test_s3cmd_200_mebibytes(self):
        s3cmd("put", "--multipart-chunk-size-mb=15", str(self.large), f"s3://{self.bucket}/large")
        self.large_went_there("large", 15 << 20)
        s3cmd("get", f"s3://{self.bucket}/large", str(self.back))
        self.large_came_back()

    def test_s3cmd_sync(self):
        there = f"s3://{self.bucket}/tree/"
        said = []
        self.synchronised_twice(lambda: said.append(s3cmd("sync", f"{self.tree}/", there)),
                                lambda: [self.back.mkdir(), s3cmd("sync", there, f"{self.back}/")])
        self.assertIn("upload:", said[0])
        self.assertNotIn("upload:", said[1])

    def test_rclone_200_mebibytes(self):
        rclone("copyto", "--s3-chunk-size=16M", "--s3-upload-cutoff=16M", str(self.large), f"gw:{self.bucket}/large")
        self.large_went_there("large", 16 << 20)
        rclone("copyto", f"gw:{self.bucket}/large", str(self.back))
        self.large_came_back()

    def test_rclone_sync(self):
        there = f"gw:{self.bucket}/tree"
        said = []
        options = ["--s3-chunk-size=5M", "--s3-upload-cutoff=5M"]
        self.synchronised_twice(lambda: said.append(rclone("sync", *options, str(self.tree), there)),
                                lambda: rclone("sync", there, str(self.back)))
        self.assertIn("Copied", said[0])
        self.assertNotIn("Copied", said[1])

    def test_restic(self):
        def restic(*arguments):
            return run("restic", "--no-cache", "-r", f"s3:{ENDPOINT}/{self.bucket}/restic", *arguments,
                       RESTIC_PASSWORD="secret", RESTIC_PROGRESS_FPS="0.1")

        restic("init")
        restic("backup", str(self.tree))
        restic("backup", str(self.tree))
        restic("check", "--read-data")
        restic("restore", "latest", "--target", str(self.back))
        self.assertEqual(tree_of(self.tree), tree_of(self.back / str(self.tree)[1:]))
        keys = at_zones.listed(self.s3, self.bucket)
        self.assertTrue(all(key.startswith("restic/") for key in keys))
        self.equal_everywhere({key: at_zones.digest(
            self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].iter_chunks(1 << 20)) for key in keys})
        self.empty()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
