package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The first half of a sentence: so much of a body passes. {@code thenFails} and {@code thenStalls} end it. */
public record Partial(int count, Unit unit) {

    /** What is counted. */
    public enum Unit {
        CHUNKS, BYTES;

        int of(ByteBuf chunk) {
            return this == CHUNKS ? 1 : chunk.readableBytes();
        }
    }

    public Script thenFails(Supplier<StoreFailure> failure) {
        return new Ending(this, Mono.defer(() -> Mono.error(failure.get())));
    }

    /** Takes or sends nothing more, and does not end. */
    public Script thenStalls() {
        return new Ending(this, Mono.never());
    }

    private record Ending(Partial part, Mono<Void> end) implements Script {

        @Override
        public Mono<Stored> put(ObjectStore zone, Locator planned, Metadata metadata, Body body) {
            return part.count == 0 ? Held.until(end, body).then(Mono.empty()) : Mono.defer(() -> taken(body));
        }

        @Override
        public Mono<StoredPart> part(ObjectStore zone, ZoneUpload upload, int number, Body body) {
            return part.count == 0 ? Held.until(end, body).then(Mono.empty()) : Mono.defer(() -> taken(body));
        }

        @Override
        public Mono<Found> get(ObjectStore zone, Locator locator, Optional<ByteRange.Resolved> range) {
            return zone.get(locator, range).map(found -> new Found(found.size(), cut(found.body())));
        }

        private <T> Mono<T> taken(Body body) {
            AtomicInteger soFar = new AtomicInteger();
            Mono<T> never = end.then(Mono.empty());
            // No prefetch: what was not accepted must stay where it is, as it does when a zone's window is shut.
            return body.chunks()
                    .concatMap(chunk -> isPassed(chunk, soFar) ? never : Mono.<T>empty(), 0)
                    .next()
                    .switchIfEmpty(never);
        }

        private boolean isPassed(ByteBuf chunk, AtomicInteger soFar) {
            int now = soFar.addAndGet(part.unit.of(chunk));
            chunk.release();
            return now >= part.count;
        }

        private Body cut(Body body) {
            Flux<ByteBuf> chunks = part.count == 0
                    ? body.discard().thenMany(Flux.empty())
                    : Flux.defer(() -> beginning(body.chunks(), new AtomicInteger()));
            return new Body.Streaming(body.length(), chunks.concatWith(end.then(Mono.empty())), body.discard());
        }

        private Flux<ByteBuf> beginning(Flux<ByteBuf> chunks, AtomicInteger soFar) {
            return chunks.map(chunk -> trimmed(chunk, soFar)).takeUntil(_ -> soFar.get() >= part.count);
        }

        private ByteBuf trimmed(ByteBuf chunk, AtomicInteger soFar) {
            int tooMany = soFar.addAndGet(part.unit.of(chunk)) - part.count;
            return tooMany <= 0 ? chunk : chunk.writerIndex(chunk.writerIndex() - tooMany);
        }
    }
}
