package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import reactor.core.publisher.Mono;

/** A script that never lets a call through to the zone. */
record Replaced(Mono<Void> outcome) implements Script {

    @Override
    public Mono<Stored> put(ObjectStore zone, Locator planned, Metadata metadata, Body body) {
        return Held.until(outcome, body).then(Mono.empty());
    }

    @Override
    public Mono<StoredPart> part(ObjectStore zone, ZoneUpload upload, int number, Body body) {
        return Held.until(outcome, body).then(Mono.empty());
    }

    @Override
    public <T> Mono<T> answer(Mono<T> call) {
        return outcome.then(Mono.empty());
    }
}
