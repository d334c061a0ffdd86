package dev.s3gateway.s3.wire;

import dev.s3gateway.bytes.Body;
import java.util.Map;
import java.util.TreeMap;

/** One response. The body is not read yet; whoever sends the response reads it or discards it. */
public record S3Response(int status, Map<String, String> headers, Body body) {

    public S3Response {
        headers = java.util.Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    public static S3Response of(int status) {
        return new S3Response(status, Map.of(), Body.EMPTY);
    }

    public static S3Response ok() {
        return of(200);
    }

    public S3Response with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new S3Response(status, more, body);
    }

    public S3Response with(Map<String, String> added) {
        Map<String, String> more = new TreeMap<>(headers);
        more.putAll(added);
        return new S3Response(status, more, body);
    }

    public S3Response with(Body replacement) {
        return new S3Response(status, headers, replacement);
    }
}
