package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import reactor.core.publisher.Mono;

/** A store whose every put says this sum, for scripts that know of puts alone. */
final class Summing extends ForwardingStore {

    private final ObjectStore rest;
    private final Mono<Integer> crc32c;

    Summing(ObjectStore rest, Mono<Integer> crc32c) {
        this.rest = rest;
        this.crc32c = crc32c;
    }

    @Override
    protected ObjectStore rest() {
        return rest;
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return rest.putSummed(planned, metadata, body, crc32c);
    }
}
