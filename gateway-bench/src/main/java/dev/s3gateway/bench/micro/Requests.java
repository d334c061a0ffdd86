package dev.s3gateway.bench.micro;

import dev.s3gateway.access.AccessConfig;
import dev.s3gateway.access.AccessKey;
import dev.s3gateway.access.AnonymousRights;
import dev.s3gateway.access.AuthMode;
import dev.s3gateway.access.RateLimit;
import dev.s3gateway.access.Users;
import dev.s3gateway.bench.load.Signer;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.config.Secret;
import dev.s3gateway.s3.auth.Authenticator;
import dev.s3gateway.s3.auth.Regions;
import dev.s3gateway.s3.auth.SigV4Authenticator;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.RequestTarget;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.Targets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What clients send, signed by the bench, and who checks it. */
final class Requests {

    static final Signer SIGNER = new Signer("local-identity", "local-credential", "us-east-1");
    private static final String HOST = "127.0.0.1:8000";
    private static final int FAILURES_PER_MINUTE = 100;

    private Requests() {}

    static Authenticator authenticator() {
        Users users = Users.of(new AccessConfig(AuthMode.REQUIRED,
                Optional.of(new AccessKey("local-identity", Secret.of("local-credential"))), List.of(), List.of(),
                FAILURES_PER_MINUTE));
        return new SigV4Authenticator(() -> users, AnonymousRights.in(AuthMode.REQUIRED, List.of()),
                Regions.only("us-east-1"), new RateLimit(FAILURES_PER_MINUTE, Duration.ofMinutes(1)));
    }

    static S3Request request(String method, String path, Signer.Signed signed, Body body) {
        RequestTarget sent = RequestTarget.parse(path);
        return new S3Request("request", method, sent.rawPath(), sent.rawQuery(),
                new Targets(Optional.empty()).of(List.of(HOST), sent), Query.parse(sent.rawQuery()),
                Headers.of(signed.headers()), body, false, "127.0.0.1", Instant.now());
    }

    static String host() {
        return HOST;
    }
}
