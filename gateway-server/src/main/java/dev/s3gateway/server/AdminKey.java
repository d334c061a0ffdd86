package dev.s3gateway.server;

import dev.s3gateway.bytes.Sha256;
import dev.s3gateway.config.ConfigProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The key to the management endpoints. Only its hash is kept; it is shown once, when it is made.
 *
 * @param shown the key itself where it was made just now
 */
record AdminKey(String hash, Optional<String> shown) {

    private static final String PREFIX = "s3_key_";

    /** The key of {@code S3GATEWAY_ADMIN_API_KEY} or {@code …_FILE}, or that of the data directory, or a new one. */
    static AdminKey of(Path data, Map<String, String> environment) {
        try {
            Optional<String> preset = preset(environment);
            if (preset.isPresent()) {
                return new AdminKey(hashOf(preset.get()), Optional.empty());
            }
            Path file = file(data);
            return Files.exists(file) ? new AdminKey(Files.readString(file).strip(), Optional.empty()) : made(file);
        } catch (IOException e) {
            throw new ConfigProblem("The admin API key cannot be had (" + e + "): see that " + data
                    + " and the file in S3GATEWAY_ADMIN_API_KEY_FILE can be read.");
        }
    }

    static Path file(Path data) {
        return data.resolve("admin-key.sha256");
    }

    /** Whether a caller who sent this is the admin. */
    boolean matches(String sent) {
        return MessageDigest.isEqual(hash.getBytes(StandardCharsets.US_ASCII),
                hashOf(sent).getBytes(StandardCharsets.US_ASCII));
    }

    private static Optional<String> preset(Map<String, String> environment) throws IOException {
        String key = environment.getOrDefault("S3GATEWAY_ADMIN_API_KEY", "");
        String file = environment.getOrDefault("S3GATEWAY_ADMIN_API_KEY_FILE", "");
        String value = key.isEmpty() && !file.isEmpty() ? Files.readString(Path.of(file)).strip() : key;
        return Optional.of(value).filter(text -> !text.isEmpty());
    }

    private static AdminKey made(Path file) throws IOException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        PrivateFile.write(file, hashOf(key) + "\n");
        return new AdminKey(hashOf(key), Optional.of(key));
    }

    // A key of 256 random bits cannot be guessed, so one round of SHA-256 is as good as a slow hash.
    private static String hashOf(String key) {
        return Sha256.hex(key);
    }
}
