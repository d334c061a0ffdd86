package dev.s3gateway.s3.wire;

import dev.s3gateway.bytes.Body;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One response. The body is not read yet; whoever sends the response reads it or discards it. Immutable; no record, since
 * its constructor would have to copy headers that nobody else can change.
 */
public final class S3Response {

    private final int status;
    private final SortedMap<String, String> headers;
    private final Body body;

    private S3Response(int status, SortedMap<String, String> headers, Body body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    public static S3Response of(int status) {
        return new S3Response(status, Collections.emptySortedMap(), Body.EMPTY);
    }

    public static S3Response ok() {
        return of(200);
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    public Body body() {
        return body;
    }

    public S3Response with(String header, String value) {
        SortedMap<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new S3Response(status, more, body);
    }

    public S3Response with(Map<String, String> added) {
        if (added.isEmpty()) {
            return this;
        }
        SortedMap<String, String> more = new TreeMap<>(headers);
        more.putAll(added);
        return new S3Response(status, more, body);
    }

    public S3Response with(Body replacement) {
        return new S3Response(status, headers, replacement);
    }
}
