package dev.s3gateway.bytes;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/**
 * Bytes whose length and sum are known beforehand. All chunks pass at once but the one that makes the length full, which
 * waits until the source has ended and the sum of all is right: what {@link HoldBack} does for bodies of which nothing is
 * known costs a chunk of delay each time, and the processor's cache has forgotten it by then.
 */
public final class Proven extends FluxOperator<ByteBuf, ByteBuf> {

    private final long size;
    private final int crc32c;
    private final Supplier<? extends Throwable> wrong;

    private Proven(Flux<ByteBuf> source, long size, int crc32c, Supplier<? extends Throwable> wrong) {
        super(source);
        this.size = size;
        this.crc32c = crc32c;
        this.wrong = wrong;
    }

    /** The same chunks; in place of the last one comes the failure where they are not the bytes that they should be. */
    public static Flux<ByteBuf> by(long size, int crc32c, Flux<ByteBuf> chunks, Supplier<? extends Throwable> wrong) {
        return new Proven(chunks, size, crc32c, wrong);
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        source.subscribe(new Summing(actual));
    }

    private final class Summing extends Between<ByteBuf, ByteBuf> {

        private final Hashing sum = new Hashing();
        private final AtomicReference<@Nullable ByteBuf> last = new AtomicReference<>();
        private long seen;
        private boolean over;
        private volatile boolean left;

        Summing(CoreSubscriber<? super ByteBuf> actual) {
            super(actual);
        }

        @Override
        public void cancel() {
            left = true;
            super.cancel();
            release();
        }

        @Override
        public void onNext(ByteBuf chunk) {
            seen += chunk.readableBytes();
            if (over || seen > size) {
                chunk.release();
                refuse();
            } else if (seen < size || !chunk.isReadable()) {
                sum.update(chunk);
                actual.onNext(chunk);
            } else {
                sum.update(chunk);
                hold(chunk);
            }
        }

        private void hold(ByteBuf chunk) {
            last.set(chunk);
            if (left) {
                release();
            } else {
                // It was asked for and is not passed on; the end need not be asked for, but an empty chunk before it.
                super.request(1);
            }
        }

        @Override
        public void onComplete() {
            if (over) {
                return;
            }
            if (seen != size || sum.finish().crc32c() != crc32c) {
                refuse();
                return;
            }
            over = true;
            ByteBuf held = last.getAndSet(null);
            if (held != null) {
                actual.onNext(held);
            }
            actual.onComplete();
        }

        @Override
        public void onError(Throwable failure) {
            if (!over) {
                over = true;
                release();
                actual.onError(failure);
            }
        }

        private void refuse() {
            if (!over) {
                over = true;
                super.cancel();
                release();
                actual.onError(wrong.get());
            }
        }

        private void release() {
            ByteBuf held = last.getAndSet(null);
            if (held != null) {
                held.release();
            }
        }
    }
}
