package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digested;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.object.Metadata;
import reactor.core.publisher.Mono;

/** A store whose every put ends in the sum of its bytes. */
public final class Summed extends ForwardingStore {

    private final ObjectStore rest;

    public Summed(ObjectStore rest) {
        this.rest = rest;
    }

    @Override
    protected ObjectStore rest() {
        return rest;
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        if (body.length().orElse(0) == 0) {
            return rest.put(planned, metadata, body);
        }
        return Mono.defer(() -> {
            Digests digests = Digests.of(body);
            return rest.putSummed(planned, metadata, digests.body(), digests.results().map(Digested::crc32c));
        });
    }
}
