package dev.s3gateway.server;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One zone as an operator describes it: the union of what the replaced systems' files say.
 *
 * @param code the zone's stable name; where it is left out, its {@code name}
 * @param path the directory of a local zone; a relative one lies in the data directory
 * @param endpoint where an S3 service is; {@code file:/…} is another way to name a directory
 */
record ZoneConfig(Optional<String> code, Optional<String> name, Optional<String> provider, Optional<String> region,
        Optional<Boolean> primary, Optional<Boolean> enabled, Optional<Path> path, Optional<String> endpoint,
        Optional<Secret> accessKey, Optional<Secret> secretKey, Optional<Boolean> usePathStyle,
        Optional<Boolean> sslSkipVerify, Optional<Boolean> disableChecksum, Optional<String> metaBucket) {

    ZoneConfig {
        if (code.isEmpty() && name.isEmpty()) {
            throw new IllegalArgumentException("a zone needs a 'code' (in JSON zone_code) such as FI-HEL-UC-1");
        }
        var _ = new ZoneCode(code.or(() -> name).orElseThrow());
        if (path.isPresent() && endpoint.isPresent()) {
            throw new IllegalArgumentException(
                    "endpoint and path exclude each other: a zone is a directory or a service");
        }
    }

    ZoneCode zone() {
        return new ZoneCode(code.or(() -> name).orElseThrow());
    }

    boolean isEnabled() {
        return enabled.orElse(true);
    }

    boolean isPrimary() {
        return primary.orElse(false);
    }

    /** The directory of a local zone. */
    Optional<Path> directory() {
        return path.or(() -> endpoint.filter(text -> text.startsWith("file:")).map(text -> Path.of(URI.create(text))));
    }

    /** How an operator calls it in a message. */
    String words() {
        return "the zone " + zone() + name.map(text -> " (" + text + ")").orElse("");
    }
}
