package dev.s3gateway.server;

import dev.s3gateway.server.settings.GatewayConfig;
import dev.s3gateway.access.AccessConfig;
import dev.s3gateway.access.AccessKey;
import dev.s3gateway.access.AuthMode;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * Who may sign, with root's first key pair supplied where none is configured: the well-known one where everybody on
 * this machine has root's rights anyway, else one that is made once and kept in the data directory.
 *
 * @param mode open or required, never auto
 * @param rootKey the key pair to show to the operator: its id only, or all of it where it is well known
 * @param hint where its secret is to be found
 */
record Credentials(AccessConfig access, AuthMode mode, AccessKey rootKey, String hint) {

    private static final AccessKey WELL_KNOWN = new AccessKey("local-identity", Secret.of(AccessConfig.LOCAL_SECRET));

    static Credentials of(GatewayConfig config, Path data) {
        AccessConfig access = config.auth();
        AuthMode mode = access.modeFor(config.isOnLoopback());
        if (!access.rootKeys().isEmpty()) {
            return new Credentials(access, mode, access.rootKeys().getFirst(), "the secret is in the configuration");
        }
        if (mode == AuthMode.OPEN && config.isOnLoopback()) {
            return new Credentials(access.withRootKey(WELL_KNOWN), mode, WELL_KNOWN, AccessConfig.LOCAL_SECRET);
        }
        Path file = data.resolve("root-key");
        AccessKey kept = kept(file);
        return new Credentials(access.withRootKey(kept), mode, kept, "the secret is in " + file);
    }

    private static AccessKey kept(Path file) {
        try {
            if (Files.notExists(file)) {
                PrivateFile.write(file, "root-" + random(9) + "\n" + random(30) + "\n");
            }
            List<String> lines = Files.readAllLines(file);
            return new AccessKey(lines.get(0), Secret.of(lines.get(1)));
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new ConfigProblem("Root's key pair in " + file + " cannot be had (" + e
                    + "): mend or remove that file, or set auth.root-keys.");
        }
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
