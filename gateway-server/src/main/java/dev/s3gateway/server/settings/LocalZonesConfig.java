package dev.s3gateway.server.settings;

/** How zones in directories are worked; {@code threads}: calls of one zone that may wait for its disk at once. */
public record LocalZonesConfig(int threads) {

    public LocalZonesConfig {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads must be between 1 and 1024, but is " + threads);
        }
    }
}
