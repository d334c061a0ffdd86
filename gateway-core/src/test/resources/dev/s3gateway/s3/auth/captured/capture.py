"""Writes what boto3 signs and sends, one file for each request, as vectors for the tests of the verifier."""
import sys, io, boto3, botocore.awsrequest
from botocore.config import Config
from urllib.parse import urlsplit
out = sys.argv[1]
def capture(name):
    def hook(request, **kw):
        u = urlsplit(request.url)
        lines = ['%s %s' % (request.method, u.path + ('?' + u.query if u.query else '')), 'host: ' + u.netloc]
        for k, v in request.headers.items():
            if k.lower() in ('user-agent',): continue
            lines.append('%s: %s' % (k.lower(), v.decode() if isinstance(v, bytes) else v))
        b = request.body or b''
        b = b.read() if hasattr(b, 'read') else b
        open('%s/%s.http' % (out, name), 'wb').write(('\n'.join(lines) + '\n\n').encode() + b)
        r = botocore.awsrequest.AWSResponse(request.url, 200, {}, None); r._content = b''; return r
    return hook
def client(scheme, **kw):
    return boto3.client('s3', endpoint_url=scheme + '://127.0.0.1:8000', aws_access_key_id='AKIAIOSFODNN7EXAMPLE',
        aws_secret_access_key='wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', region_name='us-east-1', config=Config(**kw))
KEY = "odd/ key+(1)~'é%2F;:@&=,$!*/../x"
def run(name, scheme, call, **kw):
    c = client(scheme, **kw); c.meta.events.register('before-send.s3.*', capture(scheme + '-' + name))
    try: call(c)
    except Exception as e: print(name, e)
for s in ('http', 'https'):
    run('put', s, lambda c: c.put_object(Bucket='photos', Key=KEY, Body=b'a cat', Metadata={'a': 'x  y'}))
    run('put-empty', s, lambda c: c.put_object(Bucket='photos', Key='empty', Body=b''))
    run('put-file', s, lambda c: c.put_object(Bucket='photos', Key='file', Body=io.BytesIO(b'a cat'), ContentEncoding='gzip'))
    run('put-sha256', s, lambda c: c.put_object(Bucket='photos', Key='file', Body=b'a cat', ChecksumAlgorithm='SHA256'))
    run('put-unsigned', s, lambda c: c.put_object(Bucket='photos', Key='file', Body=b'a cat'), s3={'payload_signing_enabled': False}, request_checksum_calculation='when_required')
    run('get', s, lambda c: c.get_object(Bucket='photos', Key=KEY, Range='bytes=0-9'))
    run('head', s, lambda c: c.head_object(Bucket='photos', Key=KEY))
    run('list', s, lambda c: c.list_objects_v2(Bucket='photos', Prefix=KEY, Delimiter='/', MaxKeys=2, StartAfter='ü'))
    run('delete-many', s, lambda c: c.delete_objects(Bucket='photos', Delete={'Objects': [{'Key': KEY}]}))
    run('buckets', s, lambda c: c.list_buckets())
    run('create', s, lambda c: c.create_bucket(Bucket='photos'))
for m, extra in (('get_object', {}), ('put_object', {}), ('head_object', {}), ('delete_object', {})):
    u = urlsplit(client('http', signature_version='s3v4').generate_presigned_url(m, Params=dict(Bucket='photos', Key=KEY, **extra), ExpiresIn=600))
    open('%s/presigned-%s.http' % (out, m.split('_')[0]), 'w').write('%s %s?%s\nhost: %s\n\n' % (m.split('_')[0].upper(), u.path, u.query, u.netloc))
u = urlsplit(client('http', signature_version='s3v4').generate_presigned_url('get_object', Params=dict(Bucket='photos', Key=KEY, ResponseContentType='text/plain', VersionId='1'), ExpiresIn=600))
open('%s/presigned-response.http' % out, 'w').write('GET %s?%s\nhost: %s\n\n' % (u.path, u.query, u.netloc))
