package dev.s3gateway.s3.auth;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.RequestTarget;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.Targets;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** A request as a client sends it, before anybody has looked at it. */
record Sent(String method, String target, Map<String, List<String>> headers, String body, boolean lengthKnown,
        String from, Instant at) {

    static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");

    static Sent of(String method, String target) {
        return new Sent(method, target, Map.of("host", List.of("127.0.0.1:8000")), "", true, "127.0.0.1", NOW);
    }

    Sent with(String header, String value) {
        return headers(all -> {
            all.put(header, List.of(value));
            return all;
        });
    }

    Sent adding(String header, String value) {
        return headers(all -> {
            List<String> values = new ArrayList<>(all.getOrDefault(header, List.of()));
            values.add(value);
            all.put(header, values);
            return all;
        });
    }

    Sent without(String header) {
        return headers(all -> {
            all.remove(header);
            return all;
        });
    }

    private Sent headers(UnaryOperator<Map<String, List<String>>> change) {
        return new Sent(method, target, change.apply(new LinkedHashMap<>(headers)), body, lengthKnown, from, at);
    }

    /** Each character is one byte. */
    Sent body(String replacement) {
        return new Sent(method, target, headers, replacement, lengthKnown, from, at);
    }

    /** As with {@code Transfer-Encoding: chunked}. */
    Sent ofUnknownLength() {
        return new Sent(method, target, headers, body, false, from, at);
    }

    Sent method(String other) {
        return new Sent(other, target, headers, body, lengthKnown, from, at);
    }

    Sent target(String other) {
        return new Sent(method, other, headers, body, lengthKnown, from, at);
    }

    Sent from(String address) {
        return new Sent(method, target, headers, body, lengthKnown, address, at);
    }

    Sent at(Instant moment) {
        return new Sent(method, target, headers, body, lengthKnown, from, moment);
    }

    String header(String name) {
        return headers.getOrDefault(name, List.of("")).getFirst();
    }

    private byte[] bytes() {
        return body.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The body comes in pieces of these sizes, again and again. */
    S3Request arrivedIn(int... pieces) {
        return arrived(new Pieces(bytes(), pieces));
    }

    S3Request arrived() {
        return arrivedIn(7, 1, 4096);
    }

    S3Request arrived(Pieces pieces) {
        RequestTarget sent = RequestTarget.parse(target);
        Body streamed = new Body.Streaming(
                lengthKnown ? OptionalLong.of(body.length()) : OptionalLong.empty(), pieces.flux());
        return new S3Request("test", method, sent.rawPath(), sent.rawQuery(),
                new Targets(Optional.of("s3.amazonaws.com")).of(List.of(header("host")), sent),
                Query.parse(sent.rawQuery()), new Headers(headers), streamed, false, from, at);
    }
}
