package dev.s3gateway.backend.s3;

import dev.s3gateway.bytes.Body;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * A body as the SDK wants it. Each chunk is copied once into fresh heap arrays: the SDK wraps what it is given, moves
 * its limit, and never says when it was written, so a pooled buffer released behind its back would corrupt the object.
 */
final class SdkBody implements AsyncRequestBody {

    /** The SDK keeps up to 16 slices per upload; small ones bound what that means in bytes. */
    static final int SLICE = 64 * 1024;

    private final Body body;
    private final long length;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private final AtomicBoolean begun = new AtomicBoolean();

    SdkBody(Body body, long length) {
        this.body = body;
        this.length = length;
    }

    long length() {
        return length;
    }

    /** Whether no byte has been asked for, so that all may be sent on another connection. An empty one has no bytes. */
    boolean isUntouched() {
        return length > 0 && !begun.get();
    }

    /** What the body itself failed with, whatever the SDK makes of it. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /**
     * Emits when the zone is overdue: when it has not let us begin to send in {@code call}, or has not answered in
     * {@code silence} after the end. In between the SDK watches each write itself.
     */
    Mono<Long> overdue(S3Limits limits) {
        return Mono.firstWithSignal(ended.asMono().then(Mono.delay(limits.silence())),
                Mono.delay(limits.call()).flatMap(late -> begun.get() ? Mono.never() : Mono.just(late)));
    }

    @Override
    public Optional<Long> contentLength() {
        return Optional.of(length);
    }

    @Override
    public String contentType() {
        return "application/octet-stream";
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        // The SDK subscribes before it has a connection that stands, and leaves again if it ends. A body passes once.
        Sinks.Empty<Void> asked = Sinks.empty();
        slices().delaySubscription(asked.asMono()).doOnRequest(_ -> {
            begun.set(true);
            asked.tryEmitEmpty();
        }).subscribe(subscriber);
    }

    private Flux<ByteBuffer> slices() {
        // Copied where it arrives: nothing that is counted waits in a queue.
        return LastSlice.held(body.chunks().map(SdkBody::copied).concatMapIterable(slices -> slices, 1), length)
                .doOnError(failure::set)
                // Having all of it, the SDK cancels rather than wait for the end.
                .doFinally(_ -> ended.tryEmitEmpty());
    }

    private static List<ByteBuffer> copied(ByteBuf chunk) {
        try {
            List<ByteBuffer> slices = new ArrayList<>(chunk.readableBytes() / SLICE + 1);
            while (chunk.isReadable()) {
                byte[] slice = new byte[Math.min(SLICE, chunk.readableBytes())];
                chunk.readBytes(slice);
                slices.add(ByteBuffer.wrap(slice));
            }
            return slices;
        } finally {
            chunk.release();
        }
    }
}
