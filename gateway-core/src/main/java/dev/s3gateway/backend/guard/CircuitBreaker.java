package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Stops asking a zone that does not answer. So many {@code Unreachable} or {@code Throttled} in a row, of whatever
 * calls, open the circuit; then every call fails at once and nobody waits for a dead zone. Only {@link #ping} passes an
 * open circuit, and only a ping that was answered closes it: that is the {@link HealthProbe}'s call, so no client's
 * request is ever the experiment. Any other answer, a refusal included, proves that the zone is there; but a refusal of
 * our keys is one of all calls, and counts as no answer.
 */
public final class CircuitBreaker extends Guard {

    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);

    private final ZoneCode zone;
    private final int mostFailures;
    private final InstantSource clock;
    private final AtomicInteger failures = new AtomicInteger();
    private final Trust trust = new Trust();
    private final AtomicReference<Health> health = new AtomicReference<>(Health.UNKNOWN);

    public CircuitBreaker(ZoneCode zone, ObjectStore inner, GuardConfig config, InstantSource clock) {
        super(inner);
        this.zone = zone;
        this.mostFailures = config.failures();
        this.clock = clock;
    }

    public ZoneCode zone() {
        return zone;
    }

    public boolean isOpen() {
        return health().open();
    }

    public Health health() {
        return health.get();
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

    /** Always asks the zone, and closes the circuit when it answers. */
    @Override
    public Mono<Void> ping() {
        return Mono.defer(() -> pingAt(Schedulers.parallel().now(TimeUnit.NANOSECONDS)));
    }

    @Override
    <T> Mono<T> guarded(Call call, Mono<T> mono) {
        return Mono.defer(() -> isOpen() ? Mono.error(open()) : mono.transform(this::watched));
    }

    /** A call that is not made does not read its body. */
    private <T> Mono<T> sent(Body body, Mono<T> call) {
        return Mono.defer(() -> isOpen() ? body.discard().then(Mono.error(open())) : watched(call));
    }

    private <T> Mono<T> watched(Mono<T> call) {
        return Watched.by(trust, call);
    }

    private final class Trust implements Watched.Watch<Object> {

        @Override
        public void answered(@Nullable Object answer) {
            CircuitBreaker.this.answered();
        }

        @Override
        public void failed(Throwable cause) {
            if (cause instanceof StoreFailure failure) {
                CircuitBreaker.this.failed(failure);
            }
        }
    }

    private StoreFailure open() {
        return new StoreFailure.Unreachable("the circuit of " + zone + " is open: "
                + health().lastError().orElse("unknown"), null);
    }

    private Mono<Void> pingAt(long begun) {
        return watched(inner().ping())
                .doOnSuccess(_ -> pinged(Duration.ofNanos(Schedulers.parallel().now(TimeUnit.NANOSECONDS) - begun)))
                .doOnError(StoreFailure.class, this::refusedPing);
    }

    private void answered() {
        failures.set(0);
        health.updateAndGet(known -> known.answered(clock.instant()));
    }

    private void failed(StoreFailure failure) {
        switch (failure) {
            case StoreFailure.NotFound _ -> answered();
            case StoreFailure.Rejected rejected when rejected.isOfOurKeys() -> unanswered(failure);
            case StoreFailure.Rejected _,StoreFailure.Corrupt _ -> {
                answered();
                remember(failure);
            }
            case StoreFailure.Unreachable _,StoreFailure.Throttled _ -> unanswered(failure);
        }
    }

    private void unanswered(StoreFailure failure) {
        remember(failure);
        if (failures.incrementAndGet() >= mostFailures) {
            turn(true);
        }
    }

    private void remember(StoreFailure failure) {
        health.updateAndGet(known -> known.failed(clock.instant(), String.valueOf(failure.getMessage())));
    }

    private void pinged(Duration took) {
        health.updateAndGet(known -> known.pinged(took));
        turn(false);
    }

    /** A zone that refuses to be written to may still be read from: a full disk is no reason to leave it. */
    private void refusedPing(StoreFailure failure) {
        switch (failure) {
            case StoreFailure.Rejected rejected when rejected.isOfOurKeys() -> {
            }
            case StoreFailure.NotFound _,StoreFailure.Rejected _,StoreFailure.Corrupt _ -> turn(false);
            case StoreFailure.Unreachable _,StoreFailure.Throttled _ -> {
            }
        }
    }

    private void turn(boolean open) {
        Health before = health.getAndUpdate(known -> known.with(open));
        if (open && !before.open()) {
            LOG.warn("zone {} does not answer, its circuit is open: {}", zone, before.lastError().orElse("unknown"));
        } else if (!open && before.open()) {
            LOG.info("zone {} answers again, its circuit is closed", zone);
        }
    }
}
