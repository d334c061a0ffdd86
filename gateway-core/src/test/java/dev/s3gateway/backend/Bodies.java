package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A script that changes how bodies pass. */
record Bodies(UnaryOperator<Flux<ByteBuf>> onPut, UnaryOperator<Flux<ByteBuf>> onGet) implements Script {

    @Override
    public Mono<Stored> put(ObjectStore zone, Locator planned, Metadata metadata, Body body) {
        return zone.put(planned, metadata, changed(body, onPut));
    }

    @Override
    public Mono<StoredPart> part(ObjectStore zone, ZoneUpload upload, int number, Body body) {
        return zone.uploadPart(upload, number, changed(body, onPut));
    }

    @Override
    public Mono<Found> get(ObjectStore zone, Locator locator, Optional<ByteRange.Resolved> range) {
        return zone.get(locator, range).map(found -> new Found(found.size(), changed(found.body(), onGet)));
    }

    private static Body changed(Body body, UnaryOperator<Flux<ByteBuf>> change) {
        return new Body.Streaming(body.length(), change.apply(body.chunks()), body.discard());
    }
}
