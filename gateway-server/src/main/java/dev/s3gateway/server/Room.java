package dev.s3gateway.server;

import dev.s3gateway.server.http.Admission;
import io.netty.util.internal.PlatformDependent;

/** How much may be in flight at once: half of the direct memory that this JVM has for buffers. */
final class Room {

    private static final int MOST_REQUESTS = 4096;
    private static final long LEAST_BYTES = 8L << 20;

    private Room() {}

    static Admission admission() {
        return new Admission(MOST_REQUESTS, Math.max(LEAST_BYTES, PlatformDependent.maxDirectMemory() / 2));
    }
}
