package dev.s3gateway.backend.direct;

import dev.s3gateway.access.AccessConfig;
import dev.s3gateway.access.AccessKey;
import dev.s3gateway.access.AnonymousRights;
import dev.s3gateway.access.AuthMode;
import dev.s3gateway.access.RateLimit;
import dev.s3gateway.access.Users;
import dev.s3gateway.backend.s3.RawZone;
import dev.s3gateway.backend.s3.TestS3;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.config.Secret;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.s3.auth.Authenticator;
import dev.s3gateway.s3.auth.Regions;
import dev.s3gateway.s3.auth.SigV4Authenticator;
import dev.s3gateway.s3.auth.Signed;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.RequestTarget;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.Targets;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;

/** A zone that looks at every signature, hash, chunk and sum, and answers a PUT with the MD5 of what it has understood. */
final class JudgingZone implements Closeable {

    /** A PUT that passed: how its body was vouched for, the body itself, and the sums that stood behind it. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two
    record Judged(String payload, Optional<String> encoding, byte[] bytes, List<Checksum> sums) {}

    private final RawZone zone;
    private final List<Judged> passed = new CopyOnWriteArrayList<>();
    private final Authenticator authenticator;
    private final boolean takesUnsigned;

    /** @param takesUnsigned false: what is not covered by the signature is refused */
    JudgingZone(boolean takesUnsigned) throws IOException {
        AccessKey root = new AccessKey(TestS3.ACCESS_KEY, Secret.of(TestS3.SECRET_KEY));
        AccessConfig config = new AccessConfig(AuthMode.REQUIRED, Optional.of(root), List.of(), List.of(), 100);
        this.authenticator = new SigV4Authenticator(() -> Users.of(config),
                AnonymousRights.in(AuthMode.REQUIRED, List.of()), new Regions("us-east-1", Set.of()::contains),
                new RateLimit(100, Duration.ofMinutes(1)));
        this.takesUnsigned = takesUnsigned;
        this.zone = RawZone.that(line -> {
            while (line.readHead().isPresent()) {
                line.send100IfExpected();
                judge(line);
            }
        });
    }

    URI endpoint() {
        return zone.endpoint();
    }

    List<Judged> passed() {
        return passed;
    }

    @Override
    public void close() throws IOException {
        zone.close();
    }

    private void judge(RawZone.Line line) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        line.readBody(line.header("content-length").map(Long::parseLong).orElse(0L), body);
        try {
            Judged judged = judged(line, body.toByteArray());
            passed.add(judged);
            line.send("200 OK\r\nETag: \"" + md5(judged.bytes()) + "\"", new byte[0]);
        } catch (Failure failure) {
            line.send("400 Bad Request", ("<Error><Code>BadDigest</Code><Message>" + failure.getMessage()
                    + "</Message></Error>").getBytes(StandardCharsets.UTF_8));
        }
    }

    private Judged judged(RawZone.Line line, byte[] body) {
        Signed signed = authenticator.verify(request(line, body));
        byte[] bytes = Objects.requireNonNull(Body.collect(signed.request().body(), 16 << 20).block()).bytes();
        String payload = line.header("x-amz-content-sha256").orElseThrow();
        if (!takesUnsigned && payload.contains("UNSIGNED")) {
            throw new Failure.Malformed(Failure.Fault.INVALID_REQUEST, "unsigned");
        }
        return new Judged(payload, line.header("content-encoding"), bytes, signed.payload().checksums().get());
    }

    private static S3Request request(RawZone.Line line, byte[] body) {
        String[] first = line.head().lines().findFirst().orElseThrow().split(" ", 3);
        RequestTarget sent = RequestTarget.parse(first[1]);
        Map<String, List<String>> headers = new TreeMap<>();
        line.head()
                .lines()
                .skip(1)
                .filter(text -> text.indexOf(':') > 0)
                .forEach(text -> headers.computeIfAbsent(text.substring(0, text.indexOf(':')), _ -> new ArrayList<>())
                        .add(text.substring(text.indexOf(':') + 1).strip()));
        Body streamed = new Body.Streaming(OptionalLong.of(body.length), Flux.just(Unpooled.copiedBuffer(body)));
        return new S3Request("judged", first[0], sent.rawPath(), sent.rawQuery(),
                new Targets(Optional.empty()).of(line.header("host").stream().toList(), sent),
                Query.parse(sent.rawQuery()), new Headers(headers), streamed, false, "127.0.0.1", Instant.now());
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }
}
