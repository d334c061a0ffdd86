package dev.s3gateway.s3.wire;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ObjectRef;
import java.time.Instant;

/**
 * One request, decoded once: routing, signature, policy and handler all see this same record.
 *
 * @param id the request id, made at the edge
 * @param rawPath the path exactly as it was sent, still encoded and without the query: what a signature covers
 * @param rawQuery the query exactly as it was sent, without the question mark
 * @param target the decoded path (and virtual host)
 * @param secure whether it came over TLS
 * @param sourceIp the address of the peer of the socket
 * @param receivedAt the gateway's clock at arrival
 */
public record S3Request(String id, String method, String rawPath, String rawQuery, Target target, Query query,
        Headers headers, Body body, boolean secure, String sourceIp, Instant receivedAt) {

    public S3Request withBody(Body replacement) {
        return new S3Request(id, method, rawPath, rawQuery, target, query, headers, replacement, secure, sourceIp,
                receivedAt);
    }

    public S3Request withHeaders(Headers replacement) {
        return new S3Request(id, method, rawPath, rawQuery, target, query, replacement, body, secure, sourceIp,
                receivedAt);
    }

    /** The bucket of a request whose route has a bucket or a key in its scope. */
    public BucketName bucket() {
        return switch (target) {
            case Target.Bucket bucket -> bucket.name();
            case Target.Key key -> key.object().bucket();
            case Target.Service _ -> throw new IllegalStateException("the route of this request has no bucket");
        };
    }

    /** The object of a request whose route has a key in its scope. */
    public ObjectRef object() {
        return switch (target) {
            case Target.Key key -> key.object();
            case Target.Bucket _,Target.Service _ -> throw new IllegalStateException(
                    "the route of this request has no key");
        };
    }
}
