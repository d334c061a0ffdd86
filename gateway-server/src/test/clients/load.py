"""boto3 puts load on the gateway until a file appears; any request that fails ends it with an error.

Usage: load.py GATEWAY STOP_FILE     prints how many requests of which kind were answered
"""
import hashlib
import os
import random
import sys
import threading
import time
from collections import Counter

import boto3
from botocore.config import Config

PART = 5 << 20
endpoint, stop = sys.argv[1], sys.argv[2]
done, failures, lock = Counter(), [], threading.Lock()


def client():
    # No repetitions: a request that fails shall be seen.
    config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, read_timeout=60)
    return boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="local-identity",
                        aws_secret_access_key="local-credential", region_name="us-east-1", config=config)


def small(s3, name, source):
    body = source.randbytes(source.choice([0, 10, 5_000, 300_000, 1_500_000]))
    s3.put_object(Bucket="load", Key=name, Body=body)
    assert s3.get_object(Bucket="load", Key=name)["Body"].read() == body, name
    assert s3.head_object(Bucket="load", Key=name)["ContentLength"] == len(body), name
    s3.list_objects_v2(Bucket="load", Prefix=name.split("/")[0])
    # The services of the test keep their objects in its own memory.
    time.sleep(0.05)
    if source.random() < 0.3:
        s3.delete_object(Bucket="load", Key=name)


def in_parts(s3, name, source):
    bodies = [source.randbytes(PART), source.randbytes(1000)]
    upload = s3.create_multipart_upload(Bucket="load", Key=name)["UploadId"]
    parts = []
    for number, body in enumerate(bodies, 1):
        answer = s3.upload_part(Bucket="load", Key=name, UploadId=upload, PartNumber=number, Body=body)
        parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        time.sleep(0.3)
    s3.complete_multipart_upload(Bucket="load", Key=name, UploadId=upload, MultipartUpload={"Parts": parts})
    found = s3.get_object(Bucket="load", Key=name)["Body"].read()
    assert hashlib.md5(found).digest() == hashlib.md5(b"".join(bodies)).digest(), name


def slow_read(s3, name, source):
    body = source.randbytes(4_000_000)
    s3.put_object(Bucket="load", Key=name, Body=body)
    stream, found = s3.get_object(Bucket="load", Key=name)["Body"], b""
    while chunk := stream.read(400_000):
        found += chunk
        time.sleep(0.2)
    assert found == body, name


def work(what, number):
    s3, source, turn = client(), random.Random(number), 0
    while not os.path.exists(stop) and not failures:
        turn += 1
        try:
            what(s3, f"{what.__name__}-{number}/{turn % 20}", source)
            with lock:
                done[what.__name__] += 1
        except Exception as failure:  # noqa: BLE001
            with lock:
                failures.append(f"{what.__name__} {turn} at {time.strftime('%H:%M:%S')}: {failure!r}")


client().create_bucket(Bucket="load")
threads = [threading.Thread(target=work, args=(what, number))
           for number, what in enumerate([small, small, in_parts, slow_read])]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(dict(done), failures)
sys.exit(1 if failures or any(done[name] == 0 for name in ("small", "in_parts", "slow_read")) else 0)
