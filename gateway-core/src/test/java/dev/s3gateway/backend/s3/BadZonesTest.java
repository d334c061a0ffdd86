package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.ObjectStore;

/** Bad zones by way of the SDK. */
class BadZonesTest extends BadZonesContract {

    private final S3Connections connections = new S3Connections(LIMITS);

    @Override
    protected ObjectStore store(S3ZoneConfig zone) {
        return connections.to(zone);
    }

    @Override
    protected void close() {
        connections.close();
    }
}
