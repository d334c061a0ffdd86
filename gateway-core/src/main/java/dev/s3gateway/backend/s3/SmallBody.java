package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.BodyTooLong;
import reactor.core.publisher.Mono;

/**
 * A small body is sent in one go with its head: a zone that refuses it early would otherwise cut us off in between, and
 * a slow client would hold a connection for it. Of an empty one the head itself is the last byte.
 */
public final class SmallBody {

    /** The longest that is small. */
    public static final int MOST = 64 * 1024;

    private SmallBody() {}

    /** All of it, once it has ended well with the length that was announced. */
    public static Mono<byte[]> bytes(Body body, long length) {
        return Body.collect(body, MOST)
                .map(Body.Buffered::bytes)
                .filter(bytes -> bytes.length == length)
                .switchIfEmpty(Mono.error(() -> incomplete(length)))
                .onErrorMap(BodyTooLong.class, _ -> incomplete(length));
    }

    private static StoreFailure incomplete(long length) {
        return new StoreFailure.Rejected("IncompleteBody", "not the announced " + length + " bytes");
    }
}
