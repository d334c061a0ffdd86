package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * So many calls at once at a zone, so many more in line, first come first served. Beyond that a call is refused with
 * {@code TooManyCalls}: a {@link StoreFailure.Rejected}, since it is our own room that is full, and no circuit may open
 * for that. A put counts until its answer, a get until its body begins. Pings pass: a busy zone is not a dead one.
 */
public final class ConcurrencyLimit extends Guard {

    private final int limit;
    private final int mostWaiting;
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private int running;

    public ConcurrencyLimit(ObjectStore inner, GuardConfig config) {
        super(inner);
        this.limit = config.calls();
        this.mostWaiting = config.waiting();
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return sent(body, inner().put(planned, metadata, body));
    }

    @Override
    public Mono<Stored> putSummed(Locator planned, Metadata metadata, Body body, Mono<Integer> crc32c) {
        return sent(body, inner().putSummed(planned, metadata, body, crc32c));
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return sent(body, inner().uploadPart(upload, number, body));
    }

    @Override
    <T> Mono<T> guarded(Call call, Mono<T> mono) {
        return call == Call.PING ? mono : inTurn(mono, turn -> queued(turn, mono));
    }

    private <T> Mono<T> sent(Body body, Mono<T> call) {
        return inTurn(call, turn -> Unread.discarded(body, call, put -> queued(turn, put)));
    }

    /** Nearly always there is room, and nobody who leaves while he waits: that way costs no more than it must. */
    private <T> Mono<T> inTurn(Mono<T> call, Function<Turn, Mono<T>> crowded) {
        return Mono.defer(() -> {
            Turn turn = new Turn();
            return turn.comesAtOnce()
                    ? Watched.by(turn, call)
                    : crowded.apply(turn);
        });
    }

    private static <T> Mono<T> queued(Turn place, Mono<T> call) {
        return Mono.usingWhen(Mono.just(place), turn -> turn.come().then(call), Turn::ended);
    }

    /** One call's place, from its arrival to its end. */
    private final class Turn implements Watched.Watch<Object> {

        private final Sinks.Empty<Void> called = Sinks.empty();
        private boolean mine;

        boolean comesAtOnce() {
            synchronized (waiting) {
                if (running < limit) {
                    running++;
                    mine = true;
                }
                return mine;
            }
        }

        Mono<Void> come() {
            synchronized (waiting) {
                if (comesAtOnce()) {
                    return Mono.empty();
                }
                if (waiting.size() >= mostWaiting) {
                    return Mono.error(new StoreFailure.Rejected("TooManyCalls", running + " calls run and "
                            + waiting.size() + " wait"));
                }
                waiting.add(this);
                // Off the thread that ended the call before, or a long line of quick calls would become a deep stack.
                return called.asMono().publishOn(Schedulers.parallel());
            }
        }

        Mono<Void> ended() {
            return Mono.fromRunnable(this::end);
        }

        @Override
        public void answered(@Nullable Object answer) {
            end();
        }

        @Override
        public void failed(Throwable cause) {
            end();
        }

        @Override
        public void left() {
            end();
        }

        void end() {
            next().called.tryEmitEmpty();
        }

        /** Hands the place on; to nobody who listens where nobody waits or this call never had one. */
        private Turn next() {
            synchronized (waiting) {
                if (!mine) {
                    waiting.remove(this);
                    return this;
                }
                mine = false;
                Turn next = waiting.poll();
                if (next == null) {
                    running--;
                    return this;
                }
                next.mine = true;
                return next;
            }
        }
    }
}
