package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.ForwardingStore;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Two ways to one zone. The SDK carries its objects until the direct path has passed its {@link SelfTest}, which needs a
 * bucket: it is made in the first one that a call names, beside that call. A zone that failed it is tried again later.
 */
public final class ChosenPath extends ForwardingStore {

    private static final Logger LOG = LoggerFactory.getLogger(ChosenPath.class);
    private static final Duration AGAIN = Duration.ofMinutes(5);

    private final ZoneCode zone;
    private final ObjectStore direct;
    private final ObjectStore sdk;
    private final Background background;
    private final InstantSource clock;
    private final AtomicReference<State> state = new AtomicReference<>(
            new State(false, Instant.MIN, Optional.of("not tested yet: no bucket has been used")));

    /** Whether the direct path is used; if not, when to test it next. */
    private record State(boolean direct, Instant next, Optional<String> finding) {}

    public ChosenPath(ZoneCode zone, ObjectStore direct, ObjectStore sdk, Background background, InstantSource clock) {
        this.zone = zone;
        this.direct = direct;
        this.sdk = sdk;
        this.background = background;
        this.clock = clock;
    }

    public DataPath.InUse inUse() {
        State now = state.get();
        return new DataPath.InUse(DataPath.AUTO, now.direct ? DataPath.DIRECT : DataPath.SDK, now.finding);
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return Mono.defer(() -> knowing(planned).put(planned, metadata, body));
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        return Mono.defer(() -> knowing(locator).get(locator, range));
    }

    @Override
    public Mono<ZoneUpload> createUpload(Locator planned, Metadata metadata) {
        return Mono.defer(() -> knowing(planned).createUpload(planned, metadata));
    }

    @Override
    protected ObjectStore rest() {
        return state.get().direct ? direct : sdk;
    }

    @Override
    public String toString() {
        return rest().toString();
    }

    private ObjectStore knowing(Locator locator) {
        State now = state.get();
        if (now.direct) {
            return direct;
        }
        // What somebody else put there is no reason to write into their bucket.
        if (locator.tag().isEmpty() && !clock.instant().isBefore(now.next)) {
            test(now, locator.bucket());
        }
        return sdk;
    }

    private void test(State before, String bucket) {
        State testing = new State(false, clock.instant().plus(AGAIN), before.finding);
        if (state.compareAndSet(before, testing)) {
            background.start("self-test of the direct path to " + zone,
                    new SelfTest(direct, sdk, zone, bucket).passed()
                            .doOnSuccess(_ -> passed())
                            .onErrorResume(failure -> Mono.fromRunnable(() -> failed(failure))));
        }
    }

    private void passed() {
        state.set(new State(true, Instant.MAX, Optional.empty()));
        LOG.info("zone {}: objects pass directly, the self-test agrees with the SDK", zone);
    }

    private void failed(Throwable failure) {
        String finding = String.valueOf(failure.getMessage());
        state.set(new State(false, clock.instant().plus(AGAIN), Optional.of(finding)));
        LOG.warn("zone {}: the SDK carries the objects, since the direct path failed its self-test: {}", zone, finding);
    }
}
