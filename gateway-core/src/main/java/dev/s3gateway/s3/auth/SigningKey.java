package dev.s3gateway.s3.auth;

import dev.s3gateway.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.Mac;

/** The key of one access key for one day, region and service. */
final class SigningKey {

    private final Mac keyed;

    private SigningKey(Mac keyed) {
        this.keyed = keyed;
    }

    static SigningKey derive(Secret secret, Scope scope) {
        byte[] date = Hashes.hmac(("AWS4" + secret.reveal()).getBytes(StandardCharsets.UTF_8),
                scope.date());
        byte[] region = Hashes.hmac(date, scope.region());
        byte[] service = Hashes.hmac(region, scope.service());
        return new SigningKey(Hashes.keyed(Hashes.hmac(service, scope.terminal())));
    }

    /** In lower-case hex. */
    String sign(String stringToSign) {
        return HexFormat.of().formatHex(Hashes.copy(keyed).doFinal(stringToSign.getBytes(StandardCharsets.UTF_8)));
    }
}
