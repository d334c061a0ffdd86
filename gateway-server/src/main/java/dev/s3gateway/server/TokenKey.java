package dev.s3gateway.server;

import dev.s3gateway.bytes.Sha256;
import dev.s3gateway.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The key of continuation tokens, derived from what gateways with one database share: its password. */
final class TokenKey {

    private TokenKey() {}

    static byte[] from(Secret password) {
        MessageDigest digest = Sha256.running();
        digest.update("s3gateway continuation tokens\0".getBytes(StandardCharsets.UTF_8));
        return digest.digest(password.reveal().getBytes(StandardCharsets.UTF_8));
    }
}
