package dev.s3gateway.s3.auth;

import dev.s3gateway.access.AccessConfig;
import dev.s3gateway.access.AccessKey;
import dev.s3gateway.access.AnonymousRights;
import dev.s3gateway.access.AuthMode;
import dev.s3gateway.access.Authorizer;
import dev.s3gateway.access.RateLimit;
import dev.s3gateway.access.User;
import dev.s3gateway.access.Users;
import dev.s3gateway.config.Secret;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.replication.House;
import dev.s3gateway.s3.S3Service;
import dev.s3gateway.s3.op.CommonRules;
import dev.s3gateway.s3.op.ContinuationTokens;
import dev.s3gateway.s3.op.Operations;
import dev.s3gateway.s3.wire.S3Error;
import dev.s3gateway.s3.wire.S3Request;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/** An authenticator with AWS's documented key as alice's and another for root, and what it makes of a request. */
final class Gate {

    static final AccessKey ALICE = new AccessKey("AKIAIOSFODNN7EXAMPLE",
            Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
    static final AccessKey ROOT = new AccessKey("local-identity", Secret.of("local-credential"));

    /** The status and code of a refusal, or the sender of a request that was let in and read to its end. */
    record Verdict(String words, String body, List<Checksum> checksums) {}

    private final Authenticator authenticator;

    private Gate(AuthMode mode) {
        AccessConfig config = new AccessConfig(mode, Optional.of(ROOT), List.of(),
                List.of(new User("alice", List.of(ALICE))), 100);
        this.authenticator = new SigV4Authenticator(() -> Users.of(config),
                AnonymousRights.in(mode, List.of("s3.example.com")), new Regions("us-east-1", Set.of("FI")::contains),
                new RateLimit(config.failedSignaturesPerMinute(), Duration.ofMinutes(1)));
    }

    static Gate required() {
        return new Gate(AuthMode.REQUIRED);
    }

    static Gate open() {
        return new Gate(AuthMode.OPEN);
    }

    /** All of S3 behind this gate. */
    S3Service before(House house) {
        Authorizer authorizer = new Authorizer(house.ledger);
        return new S3Service(Operations.of(house.writer(), house.copier(), house.uploads(), house.reader(),
                house.remover(), house.lister(), house.buckets(), authorizer,
                new ContinuationTokens(new byte[]{1, 2, 3}), "us-east-1"), authenticator, authorizer,
                new CommonRules(house.buckets()), _ -> {});
    }

    Verdict judge(Sent sent) {
        return judge(sent.arrived());
    }

    Verdict judge(S3Request request) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            Signed signed = verified(request);
            signed.request().body().chunks().doOnNext(chunk -> take(chunk, read)).blockLast();
            return new Verdict("200 " + signed.caller().user(), read.toString(StandardCharsets.ISO_8859_1),
                    signed.payload().checksums().get());
        } catch (Failure failure) {
            S3Error error = S3Error.of(failure);
            return new Verdict(error.status() + " " + error.code(), read.toString(StandardCharsets.ISO_8859_1),
                    List.of());
        }
    }

    S3Request letIn(Sent sent) {
        Signed signed = verified(sent.arrived());
        signed.request().body().discard().block();
        return signed.request();
    }

    S3Error refusalOf(Sent sent) {
        try {
            throw new AssertionError(letIn(sent));
        } catch (Failure failure) {
            return S3Error.of(failure);
        }
    }

    OptionalLong lengthOf(S3Request request) {
        return verified(request).request().body().length();
    }

    /** Reads the first chunk and goes away. */
    void readOne(S3Request request) {
        Objects.requireNonNull(verified(request).request().body().chunks().next().block()).release();
    }

    private Signed verified(S3Request request) {
        return authenticator.verify(request);
    }

    private static void take(ByteBuf chunk, ByteArrayOutputStream to) {
        byte[] bytes = new byte[chunk.readableBytes()];
        chunk.readBytes(bytes).release();
        to.writeBytes(bytes);
    }
}
