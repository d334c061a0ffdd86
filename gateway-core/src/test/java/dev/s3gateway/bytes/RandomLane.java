package dev.s3gateway.bytes;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.SplittableRandom;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/** One lane of a random upload. Reads at its own random pace and keeps what it was given. */
final class RandomLane {

    private final Temper temper;
    private final Scheduler time;
    private final SplittableRandom random;
    private final int patience;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private volatile int count; // written by one thread at a time

    RandomLane(Temper temper, Scheduler time, SplittableRandom random) {
        this.temper = temper;
        this.time = time;
        this.random = random;
        this.patience = random.nextInt(20);
    }

    Temper temper() {
        return temper;
    }

    Scheduler time() {
        return time;
    }

    int receivedBytes() {
        return count;
    }

    Mono<Long> pause() {
        return Mono.delay(Duration.ofMillis(Math.max(0, random.nextInt(12) - 9)), time);
    }

    Mono<byte[]> readAll(Body body) {
        boolean paced = random.nextBoolean();
        return body.chunks()
                .concatMap(chunk -> keep(chunk).then(paced ? pause() : Mono.empty()), 0)
                .then(Mono.fromSupplier(received::toByteArray));
    }

    Mono<Void> readSome(Body body) {
        return body.chunks().concatMap(chunk -> keep(chunk).then(pause()), 0).take(patience).then();
    }

    /** Takes a few chunks, and then no more, without leaving. */
    Mono<byte[]> readSomeAndStall(Body body) {
        return body.chunks()
                .concatMap(chunk -> keep(chunk).then(count > patience * 10 ? Mono.never() : pause()), 0)
                .then(Mono.never());
    }

    /** Asks for several chunks at once, as a client with a write buffer does. */
    Mono<byte[]> readInBatches(Body body) {
        return Mono.create(answer -> body.chunks().subscribe(new Batches(answer)));
    }

    private Mono<Void> keep(ByteBuf chunk) {
        byte[] bytes = new byte[chunk.readableBytes()];
        chunk.readBytes(bytes).release();
        received.writeBytes(bytes);
        count = received.size();
        return Mono.empty();
    }

    private final class Batches extends BaseSubscriber<ByteBuf> {

        private final MonoSink<byte[]> answer;
        private int open;

        Batches(MonoSink<byte[]> answer) {
            this.answer = answer;
            answer.onDispose(this);
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            askAgain();
        }

        @Override
        protected void hookOnNext(ByteBuf chunk) {
            keep(chunk).subscribe();
            open--;
            if (open == 0) {
                time.schedule(this::askAgain);
            }
        }

        @Override
        protected void hookOnComplete() {
            answer.success(received.toByteArray());
        }

        @Override
        protected void hookOnError(Throwable failure) {
            answer.error(failure);
        }

        private void askAgain() {
            open = 1 + random.nextInt(5);
            request(open);
        }
    }
}
