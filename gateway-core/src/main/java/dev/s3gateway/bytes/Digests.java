package dev.s3gateway.bytes;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.object.ChecksumAlgorithm;
import io.netty.buffer.ByteBuf;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

/**
 * Hashes a body while it is read, in one pass and without a copy. Whoever is handed one and wants more of it asks for
 * more, before the body is read: so no digest is computed twice.
 */
public final class Digests {

    private final Hashing hashing = new Hashing();
    private final Sinks.One<Digested> results = Sinks.one();
    private final Consumer<Digested> check;
    private final Body.Streaming body;

    private Digests(Body source, Consumer<Digested> check) {
        this.check = check;
        Flux<ByteBuf> hashed = Flux.from(reader -> source.chunks()
                .subscribe(new Reading(Operators.toCoreSubscriber(reader))));
        this.body = new Body.Streaming(source.length(), hashed,
                source.discard().doFinally(_ -> results.tryEmitError(unread())));
    }

    /** The size and the CRC-32C, which are always known. */
    public static Digests of(Body body) {
        return checking(body, _ -> {});
    }

    /** As {@link #of}. What the check throws is an error in place of the completion, and of the results. */
    public static Digests checking(Body body, Consumer<Digested> check) {
        return new Digests(body, check);
    }

    /** Has these computed as well; to be called before the body is read. */
    @CanIgnoreReturnValue
    public Digests with(Set<ChecksumAlgorithm> checksums) {
        checksums.forEach(hashing::add);
        return this;
    }

    /** Has the MD5 computed as well, which is by far the dearest of them; to be called before the body is read. */
    @CanIgnoreReturnValue
    public Digests withMd5() {
        hashing.addMd5();
        return this;
    }

    /** Whether the MD5 will be known, whoever asked for it. */
    public boolean hasMd5() {
        return hashing.hasMd5();
    }

    /** The bytes, to be read or discarded. */
    public Body.Streaming body() {
        return body;
    }

    /**
     * Can be asked any number of times, before the body is read or after. It emits just before the body completes, so it
     * may serve as the gate of {@link HoldBack}; it fails when the body fails, is cancelled or is discarded.
     */
    public Mono<Digested> results() {
        return results.asMono();
    }

    private void end() {
        Digested digested = hashing.finish();
        check.accept(digested);
        results.tryEmitValue(digested);
    }

    private static CancellationException unread() {
        return new CancellationException("the body was not read to its end");
    }

    private final class Reading extends Between<ByteBuf, ByteBuf> {

        private volatile boolean over;

        Reading(CoreSubscriber<? super ByteBuf> actual) {
            super(actual);
        }

        @Override
        public void onNext(ByteBuf chunk) {
            hashing.update(chunk);
            actual.onNext(chunk);
        }

        /** What the check throws is told, and the source, such as a client's request, is not cancelled: it has completed. */
        @Override
        public void onComplete() {
            try {
                end();
            } catch (RuntimeException refusal) {
                onError(refusal);
                return;
            }
            over = true;
            actual.onComplete();
        }

        @Override
        public void onError(Throwable failure) {
            over = true;
            results.tryEmitError(failure);
            actual.onError(failure);
        }

        @Override
        public void cancel() {
            if (!over) {
                over = true;
                results.tryEmitError(unread());
            }
            super.cancel();
        }
    }
}
