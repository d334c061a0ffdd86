package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.ForwardingStore;
import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
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
import java.util.Iterator;
import java.util.List;
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
    private final List<? extends ObjectStore> ways;
    private final ObjectStore sdk;
    private final Background background;
    private final InstantSource clock;
    private final AtomicReference<State> state = new AtomicReference<>(
            new State(Optional.empty(), Instant.MIN, Optional.of("not tested yet: no bucket has been used")));

    /** The direct path that is used; where there is none, when to test it next. */
    private record State(Optional<Way> direct, Instant next, Optional<String> finding) {}

    /** A direct path that works, and whether the zone looks at sums that come by it. */
    private record Way(ObjectStore store, boolean sums) {}

    /** @param ways to reach the zone directly: the first that passes is taken */
    public ChosenPath(ZoneCode zone, List<? extends ObjectStore> ways, ObjectStore sdk, Background background,
            InstantSource clock) {
        this.zone = zone;
        this.ways = ways;
        this.sdk = sdk;
        this.background = background;
        this.clock = clock;
    }

    public DataPath.InUse inUse() {
        State now = state.get();
        return new DataPath.InUse(DataPath.AUTO, now.direct.isPresent() ? DataPath.DIRECT : DataPath.SDK,
                now.finding);
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return Mono.defer(() -> knowing(planned).put(planned, metadata, body));
    }

    @Override
    public boolean sendsSums() {
        return state.get().direct.filter(Way::sums).isPresent();
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
        return carrier(state.get());
    }

    @Override
    public String toString() {
        return rest().toString();
    }

    private ObjectStore carrier(State now) {
        return now.direct.map(Way::store).orElse(sdk);
    }

    private ObjectStore knowing(Locator locator) {
        State now = state.get();
        // What somebody else put there is no reason to write into their bucket.
        if (now.direct.isEmpty() && locator.tag().isEmpty() && !clock.instant().isBefore(now.next)) {
            test(now, locator.bucket());
        }
        return carrier(now);
    }

    private void test(State before, String bucket) {
        State testing = new State(Optional.empty(), clock.instant().plus(AGAIN), before.finding);
        if (state.compareAndSet(before, testing)) {
            background.start("self-test of the direct path to " + zone,
                    tested(bucket, ways.iterator())
                            .doOnNext(this::passed)
                            .onErrorResume(failure -> Mono.fromRunnable(() -> failed(failure))));
        }
    }

    /** The next way is tried only where the zone refuses this one: whatever else is wrong is wrong with all of them. */
    private Mono<Way> tested(String bucket, Iterator<? extends ObjectStore> left) {
        ObjectStore way = left.next();
        return new SelfTest(way, sdk, zone, bucket).passed()
                .map(sums -> new Way(way, sums))
                .onErrorResume(StoreFailure.Rejected.class,
                        refusal -> left.hasNext() ? tested(bucket, left) : Mono.error(refusal));
    }

    private void passed(Way way) {
        state.set(new State(Optional.of(way), Instant.MAX, Optional.empty()));
        LOG.info("zone {}: objects pass directly, the self-test agrees with the SDK; {}", zone, way.sums
                ? "it refuses bytes that a wrong sum stands behind"
                : "it does not look at a sum behind the bytes");
    }

    private void failed(Throwable failure) {
        String finding = String.valueOf(failure.getMessage());
        state.set(new State(Optional.empty(), clock.instant().plus(AGAIN), Optional.of(finding)));
        LOG.warn("zone {}: the SDK carries the objects, since the direct path failed its self-test: {}", zone, finding);
    }
}
