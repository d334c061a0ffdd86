package dev.s3gateway.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** Gathers a small body on the heap. */
final class Collected {

    private final List<byte[]> parts = new ArrayList<>();
    private long size;

    private Collected() {}

    static Mono<Body.Buffered> of(Body body, int atMost) {
        return switch (body) {
            case Body.Buffered buffered when buffered.bytes().length <= atMost -> Mono.just(buffered);
            case Body long_ when long_.length().orElse(0) > atMost -> long_.discard().then(tooLong(atMost));
            case Body any -> gather(any.chunks(), atMost);
        };
    }

    private static Mono<Body.Buffered> gather(Flux<ByteBuf> chunks, int atMost) {
        return Mono.from(reader -> chunks.subscribe(new Gathering(Operators.toCoreSubscriber(reader), atMost)));
    }

    private static <T> Mono<T> tooLong(int atMost) {
        return Mono.error(() -> new BodyTooLong(atMost));
    }

    private static byte[] copied(ByteBuf chunk) {
        try {
            return ByteBufUtil.getBytes(chunk);
        } finally {
            chunk.release();
        }
    }

    private void add(byte[] part) {
        parts.add(part);
        size += part.length;
    }

    private Body.Buffered whole() {
        if (parts.size() == 1) {
            return new Body.Buffered(parts.getFirst());
        }
        byte[] bytes = new byte[Math.toIntExact(size)];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, bytes, at, part.length);
            at += part.length;
        }
        return new Body.Buffered(bytes);
    }

    /** Reads all of it, once it is asked for the whole. */
    private static final class Gathering extends Between<ByteBuf, Body.Buffered> {

        private final int atMost;
        private final Collected collected = new Collected();
        private boolean asked;
        private volatile boolean over;

        Gathering(CoreSubscriber<? super Body.Buffered> actual, int atMost) {
            super(actual);
            this.atMost = atMost;
        }

        @Override
        public void request(long n) {
            if (!asked) {
                asked = true;
                super.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(ByteBuf chunk) {
            if (over) {
                chunk.release();
                return;
            }
            collected.add(copied(chunk));
            if (collected.size > atMost) {
                super.cancel();
                onError(new BodyTooLong(atMost));
            }
        }

        @Override
        public void onComplete() {
            if (!over) {
                over = true;
                actual.onNext(collected.whole());
                actual.onComplete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!over) {
                over = true;
                actual.onError(failure);
            }
        }

        @Override
        public void cancel() {
            over = true;
            super.cancel();
        }
    }
}
