"""The curl and aws examples of the systems that this gateway replaces, typed as their users type them.

usage: manuals.py ENDPOINT DATA_DIRECTORY
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

ENDPOINT, DATA = sys.argv[1], pathlib.Path(sys.argv[2])
S3 = "{http://s3.amazonaws.com/doc/2006-03-01/}"
AWS = dict(os.environ, AWS_ACCESS_KEY_ID="local-identity", AWS_SECRET_ACCESS_KEY="local-credential",
           AWS_DEFAULT_REGION="us-east-1", AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE="/dev/null",
           AWS_SHARED_CREDENTIALS_FILE="/dev/null")


def curl(*arguments, path):
    """Body, status and headers of one curl call."""
    with tempfile.NamedTemporaryFile("r") as headers:
        body = subprocess.run(
            ["curl", "-sS", "--max-time", "30", "-D", headers.name, *arguments, ENDPOINT + path],
            check=True, capture_output=True).stdout
        lines = [line for line in pathlib.Path(headers.name).read_text().splitlines() if line]
        last = max(index for index, line in enumerate(lines) if line.startswith("HTTP/"))
        named = dict(line.split(": ", 1) for line in lines[last + 1:] if ": " in line)
        return body, int(lines[last].split()[1]), {name.lower(): value for name, value in named.items()}


def aws(*arguments, status=0):
    done = subprocess.run(["aws", *arguments, "--endpoint-url", ENDPOINT], env=AWS, capture_output=True, text=True)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def psql(query):
    url = (DATA / "postgres" / "url").read_text().strip()
    return subprocess.run(["psql", url, "-c", query], check=True, capture_output=True, text=True).stdout


class ReplicatingGateway(unittest.TestCase):
    """System 0."""

    @classmethod
    def setUpClass(cls):
        cls.created = curl("-X", "PUT", path="/my-test-bucket")
        cls.uploaded = curl("-X", "PUT", "-H", "Content-Type: text/plain", "-d", "Hello from S3 Gateway!",
                            path="/my-test-bucket/test-file.txt")

    def test_backends_are_listed_without_secrets(self):
        body, status, _ = curl(path="/backends")
        answer = json.loads(body)
        self.assertEqual(200, status)
        self.assertEqual(3, answer["count"])
        self.assertEqual(3, len(answer["backends"]))
        for backend in answer["backends"]:
            self.assertLessEqual({"name", "provider", "zone_code", "region", "enabled", "is_primary"}, set(backend))
            self.assertIs(True, backend["enabled"])
        self.assertEqual([True, False, False], [backend["is_primary"] for backend in answer["backends"]])
        self.assertNotIn(b"secret", body.lower())

    def test_a_bucket_is_made_in_every_backend(self):
        self.assertEqual(200, self.created[1])
        self.assertEqual("3", self.created[2]["x-backend-count"])

    def test_an_upload_goes_to_every_backend(self):
        _, status, headers = self.uploaded
        self.assertEqual(200, status)
        self.assertEqual("3", headers["x-backend-count"])
        self.assertEqual(3, len(headers["x-backend-zones"].split(",")))
        self.assertEqual("complete", headers["x-replication-status"])

    def test_a_download_says_which_backend_served_it(self):
        body, status, headers = curl(path="/my-test-bucket/test-file.txt")
        self.assertEqual((b"Hello from S3 Gateway!", 200), (body, status))
        self.assertEqual("text/plain", headers["content-type"])
        self.assertEqual(self.uploaded[2]["x-backend-zones"].split(",")[0], headers["x-backend-used"])

    def test_objects_are_listed_as_xml(self):
        body, status, _ = curl(path="/my-test-bucket")
        listing = xml.fromstring(body)
        self.assertEqual(200, status)
        self.assertEqual(S3 + "ListBucketResult", listing.tag)
        self.assertIn("test-file.txt", [key.text for key in listing.iter(S3 + "Key")])

    def test_replication_status(self):
        body, status, _ = curl(path="/api/replicas/status?bucket=my-test-bucket")
        self.assertEqual(200, status)
        self.assertIn(b"test-file.txt", body)
        json.loads(body)

    def test_operations_log(self):
        body, status, _ = curl(path="/api/operations/log?bucket=my-test-bucket")
        self.assertEqual(200, status)
        self.assertIn(b"test-file.txt", body)
        json.loads(body)

    def test_health_names_every_backend(self):
        body, status, _ = curl(path="/health")
        self.assertEqual(200, status)
        health = json.loads(body)
        self.assertEqual("healthy", health["status"])
        self.assertEqual(3, len(health["backends"]))


class SovereignGateway(unittest.TestCase):
    """System 1: the S3 and status examples."""

    def test_aws_cli(self):
        self.assertEqual("make_bucket: any-name\n", aws("s3", "mb", "s3://any-name"))
        self.assertIn("any-name", aws("s3", "ls"))
        with tempfile.TemporaryDirectory() as folder:
            source, copy = pathlib.Path(folder, "test.txt"), pathlib.Path(folder, "copy.txt")
            source.write_text("Hello World\n")
            aws("s3", "cp", str(source), "s3://any-name/")
            self.assertIn("test.txt", aws("s3", "ls", "s3://any-name/"))
            aws("s3", "cp", "s3://any-name/test.txt", str(copy))
            self.assertEqual("Hello World\n", copy.read_text())
            aws("s3", "sync", folder, "s3://any-name/synced/")
            self.assertEqual("", aws("s3", "sync", folder, "s3://any-name/synced/"))
        aws("s3", "rb", "s3://any-name", status=1)
        aws("s3", "rm", "s3://any-name", "--recursive")
        aws("s3", "rb", "s3://any-name")
        self.assertNotIn("any-name", aws("s3", "ls"))

    def test_direct_api_under_s3(self):
        self.assertEqual(200, curl("-X", "PUT", path="/s3/my-bucket")[1])
        self.assertEqual(200, curl("-X", "PUT", "-d", "Hello World", path="/s3/my-bucket/test.txt")[1])
        self.assertEqual(b"Hello World", curl(path="/s3/my-bucket/test.txt")[0])
        self.assertIn(b"<Key>test.txt</Key>", curl(path="/s3/my-bucket")[0])
        self.assertIn(b"<Name>my-bucket</Name>", curl(path="/s3")[0])
        self.assertEqual(b"Hello World", curl(path="/my-bucket/test.txt")[0], "the same bucket without /s3")
        self.assertEqual(204, curl("-X", "DELETE", path="/s3/my-bucket/test.txt")[1])
        self.assertEqual(404, curl(path="/s3/my-bucket/test.txt")[1])

    def test_status(self):
        for path in ["/health", "/backends", "/api/replicas/status", "/api/operations/log"]:
            body, status, headers = curl(path=path)
            self.assertEqual(200, status, path)
            self.assertTrue(headers["content-type"].startswith("application/json"), path)
            json.loads(body)
        for path in ["/health/live", "/health/ready", "/metrics"]:
            self.assertEqual(200, curl(path=path)[1], path)

    def test_one_object_with_its_copies(self):
        curl("-X", "PUT", path="/copies-bucket")
        curl("-X", "PUT", "-d", "x", path="/copies-bucket/deep/key.txt")
        body, status, _ = curl(path="/api/objects/copies-bucket/deep/key.txt")
        self.assertEqual(200, status)
        self.assertEqual(["complete"] * 3, [copy["replica_status"] for copy in json.loads(body)["copies"]])
        self.assertEqual(404, curl(path="/api/objects/copies-bucket/never")[1])

    def test_its_two_queries(self):
        curl("-X", "PUT", path="/queried-bucket")
        curl("-X", "PUT", "-d", "x", path="/queried-bucket/queried.txt")
        log = psql("SELECT * FROM operations_log ORDER BY created_at DESC LIMIT 10;")
        self.assertIn("queried.txt", log)
        self.assertIn("PutObject", log)
        self.assertIn("(10 rows)", log)
        copies = psql("""SELECT object_key, current_replica_count, required_replica_count, sync_status
                         FROM objects ORDER BY created_at DESC LIMIT 10;""")
        self.assertRegex(copies, r"queried\.txt +\| +3 \| +3 \| synced")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
