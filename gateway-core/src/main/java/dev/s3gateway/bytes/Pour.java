package dev.s3gateway.bytes;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * Hands chunks to something that blocks, such as a file, on threads that may block: one chunk at a time, the next one
 * asked for when the last one is done. Each chunk is released after its turn, also when nobody wants it any more; a
 * queue between threads ({@code publishOn}) would drop chunks at a cancellation without letting go of them.
 */
public final class Pour {

    /** Takes one chunk; must neither keep nor release it. What it throws ends the pouring. */
    @FunctionalInterface
    public interface Sink {
        void take(ByteBuf chunk);
    }

    private Pour() {}

    /** Completes on a thread of {@code threads} after the last chunk; fails as the chunks or the sink do. */
    public static Mono<Void> into(Sink sink, Flux<ByteBuf> chunks, Scheduler threads) {
        return Mono.create(end -> {
            Pouring pouring = new Pouring(sink, threads, end);
            end.onCancel(pouring);
            chunks.subscribe(pouring);
        });
    }

    private static final class Pouring extends BaseSubscriber<ByteBuf> {

        private final Sink sink;
        private final Scheduler threads;
        private final MonoSink<Void> end;

        /** The stream itself and the chunk whose turn it is, if any: whoever is last tells the end. */
        private final AtomicInteger open = new AtomicInteger(1);
        private volatile @Nullable Throwable failure;
        private volatile boolean abandoned;

        Pouring(Sink sink, Scheduler threads, MonoSink<Void> end) {
            this.sink = sink;
            this.threads = threads;
            this.end = end;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(1);
        }

        // Not through a Worker: disposing of one would forget a waiting task and with it its chunk.
        @Override
        protected void hookOnNext(ByteBuf chunk) {
            open.incrementAndGet();
            try {
                threads.schedule(() -> take(chunk));
            } catch (RejectedExecutionException closed) {
                chunk.release();
                giveUp(closed);
            }
        }

        @Override
        protected void hookOnComplete() {
            if (open.decrementAndGet() == 0) {
                schedule(this::tell);
            }
        }

        @Override
        protected void hookOnError(Throwable cause) {
            failure = cause;
            hookOnComplete();
        }

        @Override
        protected void hookOnCancel() {
            abandoned = true;
        }

        private void take(ByteBuf chunk) {
            try {
                if (!abandoned) {
                    sink.take(chunk);
                }
            } catch (RuntimeException refused) {
                giveUp(refused);
            } finally {
                chunk.release();
            }
            if (open.decrementAndGet() == 0) {
                tell();
            } else {
                request(1);
            }
        }

        private void giveUp(Throwable cause) {
            cancel();
            end.error(cause);
        }

        private void tell() {
            Throwable cause = failure;
            if (cause == null) {
                end.success();
            } else {
                end.error(cause);
            }
        }

        private void schedule(Runnable task) {
            try {
                threads.schedule(task);
            } catch (RejectedExecutionException closed) {
                end.error(closed);
            }
        }
    }
}
