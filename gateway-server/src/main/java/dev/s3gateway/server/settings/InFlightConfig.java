package dev.s3gateway.server.settings;

import dev.s3gateway.config.ByteSize;
import dev.s3gateway.server.http.Admission;
import io.netty.util.internal.PlatformDependent;
import java.util.Optional;

/**
 * How much may be in flight at once.
 *
 * @param bytes of buffers; left out, half of the direct memory that this JVM has for them
 */
public record InFlightConfig(int requests, Optional<ByteSize> bytes) {

    private static final long LEAST_BYTES = 8L << 20;

    public InFlightConfig {
        if (requests < 1) {
            throw new IllegalArgumentException("requests must be at least 1, but is " + requests);
        }
        bytes.filter(size -> size.bytes() < LEAST_BYTES).ifPresent(size -> {
            throw new IllegalArgumentException("bytes must be at least 8 MiB, but is " + size);
        });
    }

    /** For bodies that may each have a window of this size under way. */
    public Admission admission(ByteSize window) {
        long room = bytes.map(ByteSize::bytes).orElseGet(() -> PlatformDependent.maxDirectMemory() / 2);
        return new Admission(requests, Math.max(room, Math.max(LEAST_BYTES, 2 * window.bytes())), window.bytes());
    }
}
