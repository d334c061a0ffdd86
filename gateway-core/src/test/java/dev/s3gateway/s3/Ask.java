package dev.s3gateway.s3;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.RequestTarget;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.Targets;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request in the making. The header {@code caller} says who sends it; without one it is root. */
record Ask(String method, String target, Map<String, String> headers, Body body) {

    static Ask of(String method, String target) {
        return new Ask(method, target, Map.of(), Body.EMPTY);
    }

    /** {@code PUT /photos/cat.jpg}. */
    static Ask of(String line) {
        String[] words = line.strip().split(" ", 2);
        return of(words[0], words[1].strip());
    }

    static Ask put(String target, String body) {
        return of("PUT", target).body(body);
    }

    static Ask get(String target) {
        return of("GET", target);
    }

    Ask with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Ask(method, target, more, body);
    }

    /** {@code range: bytes=0-1; x-amz-acl: private}. */
    Ask withAll(String lines) {
        Ask ask = this;
        for (String line : lines.split("; ", -1)) {
            String[] field = line.split(":", 2);
            ask = field.length == 2 ? ask.with(field[0].strip(), field[1].strip()) : ask;
        }
        return ask;
    }

    Ask as(String user) {
        return with("caller", user);
    }

    Ask body(String text) {
        return body(new Body.Buffered(text.getBytes(StandardCharsets.UTF_8)));
    }

    Ask body(Body other) {
        return new Ask(method, target, headers, other);
    }

    S3Request request() {
        RequestTarget sent = RequestTarget.parse(target);
        return new S3Request("request-1", method, sent.rawPath(), sent.rawQuery(),
                new Targets(Optional.empty()).of(List.of(), sent), Query.parse(sent.rawQuery()), Headers.of(headers),
                body, false, "127.0.0.1", Instant.EPOCH);
    }
}
