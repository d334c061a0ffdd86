package dev.s3gateway.bytes;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One reader of a {@link Tee}: its queue, what it took, and whether it still counts. */
final class TeeLane implements Outlet.Tap {

    private final Runnable changed;
    private final Outlet outlet = new Outlet(this);
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final Sinks.Empty<Void> dropped = Sinks.empty();
    private volatile boolean reading = true;
    private volatile boolean delivered;
    private volatile boolean lost;
    private volatile boolean ranDry = true;
    private volatile @Nullable Throwable cut;

    /** {@code changed} is told whenever the lane took something or stopped reading. */
    TeeLane(Runnable changed) {
        this.changed = changed;
    }

    Body.Streaming share(Body whole) {
        return new Body.Streaming(whole.length(), outlet, Mono.fromRunnable(outlet::cancel));
    }

    void offer(ByteBuf chunk) {
        queued.addAndGet(chunk.readableBytes());
        outlet.offer(chunk);
    }

    void complete() {
        delivered = true;
        outlet.complete();
    }

    /** The body failed: the lane hears of it and answers in its own time. */
    void sourceFailed(Throwable cause) {
        cutOff(cause);
    }

    void drop(LaneDropped.Reason reason) {
        LaneDropped cause = new LaneDropped(reason);
        lost = true;
        cutOff(cause);
        // After the body's failure, so that the lane may react to it; its outcome does not wait for that.
        dropped.tryEmitError(cause);
        changed.run();
    }

    /** Fails when the lane is dropped, otherwise says nothing. */
    Mono<Void> dropped() {
        return dropped.asMono();
    }

    /** The lane has answered, has failed, or nobody waits for it any more. */
    void ended(boolean well) {
        lost = !well;
        reading = false;
        outlet.fail(new LaneDropped(LaneDropped.Reason.ENDED));
        changed.run();
    }

    /** What the lane failed of: of being cut off, if it was, whatever it says itself. */
    Throwable causeOf(Throwable failure) {
        Throwable first = cut;
        return first == null ? failure : first;
    }

    /** Whether its queue counts in the window. */
    boolean reading() {
        return reading;
    }

    /** Whether it has succeeded or may still succeed. */
    boolean hopeful() {
        return !lost;
    }

    long queued() {
        return reading ? queued.get() : 0;
    }

    long taken() {
        return taken.get();
    }

    /** Whether bytes waited for it all the time since the last call. */
    boolean keptWaiting() {
        boolean waiting = queued() > 0;
        boolean allTheTime = waiting && !ranDry;
        ranDry = !waiting;
        return allTheTime;
    }

    @Override
    public void taken(int bytes) {
        taken.addAndGet(bytes);
        if (queued.addAndGet(-bytes) == 0) {
            ranDry = true;
        }
        changed.run();
    }

    @Override
    public void left() {
        lost = !delivered || queued.get() > 0;
        reading = false;
        changed.run();
    }

    private void cutOff(Throwable cause) {
        if (cut == null) {
            cut = cause;
        }
        reading = false;
        outlet.fail(cause);
    }
}
