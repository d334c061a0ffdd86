package dev.s3gateway.s3.auth;

import dev.s3gateway.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The key of one access key for one day, region and service. */
final class SigningKey {

    private final byte[] key;

    private SigningKey(byte[] key) {
        this.key = key;
    }

    static SigningKey derive(Secret secret, Scope scope) {
        byte[] date = Hashes.hmac(("AWS4" + secret.reveal()).getBytes(StandardCharsets.UTF_8),
                scope.date());
        byte[] region = Hashes.hmac(date, scope.region());
        byte[] service = Hashes.hmac(region, scope.service());
        return new SigningKey(Hashes.hmac(service, scope.terminal()));
    }

    /** In lower-case hex. */
    String sign(String stringToSign) {
        return HexFormat.of().formatHex(Hashes.hmac(key, stringToSign));
    }
}
