package dev.s3gateway.bytes;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Reads the source of a {@link Tee} one chunk at a time, as long as the fullest lane has room in the window. */
final class TeePump implements CoreSubscriber<ByteBuf> {

    private final Body body;
    private final long window;
    private final Context context;
    private final List<TeeLane> lanes;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicInteger work = new AtomicInteger();
    private volatile @Nullable Subscription source;
    private volatile boolean ended;
    private volatile boolean asked;

    TeePump(Body body, int lanes, long window, Context context) {
        this.body = body;
        this.window = window;
        this.context = context;
        this.lanes = IntStream.range(0, lanes).mapToObj(_ -> new TeeLane(this::turn)).toList();
    }

    List<TeeLane> lanes() {
        return lanes;
    }

    /** Begins to read, or gives the body up when no lane wants it (any more). */
    Mono<Void> start() {
        return Mono.defer(() -> {
            if (!started.compareAndSet(false, true)) {
                return Mono.empty();
            }
            if (nobodyReads()) {
                return body.discard().onErrorComplete();
            }
            body.chunks().doOnDiscard(ByteBuf.class, ByteBuf::release).subscribe(this);
            return Mono.empty();
        });
    }

    /** Lets go of everything that is still held, whoever ended the run. */
    void close() {
        lanes.stream().filter(TeeLane::reading).forEach(lane -> lane.ended(false));
        start().subscribe();
    }

    /** Whether the reason that nothing comes is the lanes and not the source. */
    boolean full() {
        return !ended && !asked && source != null;
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        turn();
    }

    @Override
    public void onNext(ByteBuf chunk) {
        try {
            if (chunk.isReadable()) {
                lanes.stream().filter(TeeLane::reading).forEach(lane -> lane.offer(chunk.retainedSlice()));
            }
        } finally {
            chunk.release();
        }
        asked = false;
        turn();
    }

    @Override
    public void onComplete() {
        ended = true;
        lanes.forEach(TeeLane::complete);
    }

    @Override
    public void onError(Throwable failure) {
        ended = true;
        lanes.forEach(lane -> lane.sourceFailed(failure));
    }

    /** Asks for the next chunk when there is room for it. Any thread may call; one at a time does the work. */
    private void turn() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            step();
            missed = work.addAndGet(-missed);
        } while (missed != 0);
    }

    private void step() {
        Subscription subscription = source;
        if (subscription == null || ended) {
            return;
        }
        if (nobodyReads()) {
            ended = true;
            subscription.cancel();
        } else if (!asked && fullest() < window) {
            asked = true;
            subscription.request(1);
        }
    }

    private boolean nobodyReads() {
        return lanes.stream().noneMatch(TeeLane::reading);
    }

    private long fullest() {
        return lanes.stream().mapToLong(TeeLane::queued).max().orElse(0);
    }
}
