package dev.s3gateway.backend.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.ForwardingStore;
import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

@Timeout(30)
class ChosenPathTest {

    private static final ZoneCode ZONE = new ZoneCode("zone-1");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MemoryStore sdk = MemoryStore.natural("zone-1");
    private final Background background = new Background(PATIENCE);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));

    @BeforeEach
    void makeTheBucket() {
        sdk.createBucket("bucket").block(PATIENCE);
    }

    @Test
    void theFirstCallIsTheSdksAndProvesTheDirectPathForTheNext() {
        Counting direct = new Counting(sdk);
        ChosenPath path = path(direct);
        assertThat(path.inUse().used()).isEqualTo(DataPath.SDK);

        Locator first = put(path);
        afterTheTest();
        int tested = direct.puts.get();
        Locator second = put(path);

        assertThat(path.inUse()).isEqualTo(new DataPath.InUse(DataPath.AUTO, DataPath.DIRECT, Optional.empty()));
        assertThat(direct.puts).hasValue(tested + 1);
        assertThat(tested).isEqualTo(1);
        assertThat(sdk.stampedAt(first).concatWith(sdk.stampedAt(second)).count().block(PATIENCE)).isEqualTo(2);
    }

    @Test
    void aSelfTestLeavesNothingBehind() {
        ChosenPath path = path(sdk);
        sdk.delete(put(path)).block(PATIENCE);
        afterTheTest();

        sdk.deleteBucket("bucket").block(PATIENCE);
    }

    @Test
    void aDirectPathThatReadsOtherBytesIsNotUsedAndIsTriedAgainLater() {
        AtomicInteger wrong = new AtomicInteger(1);
        ChosenPath path = path(new ForwardingStore() {
            @Override
            protected ObjectStore rest() {
                return sdk;
            }

            @Override
            public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
                return wrong.get() == 0
                        ? sdk.get(locator, range)
                        : sdk.get(locator, range)
                                .flatMap(found -> found.body().discard().thenReturn(new Found(3, Body.of("bad"))));
            }
        });
        Locator first = put(path);
        afterTheTest();
        sdk.delete(first).block(PATIENCE);

        assertThat(path.inUse().used()).isEqualTo(DataPath.SDK);
        assertThat(path.inUse().finding().orElse("")).contains("its bytes");

        wrong.set(0);
        sdk.delete(put(path)).block(PATIENCE);
        afterTheTest();
        assertThat(path.inUse().used()).isEqualTo(DataPath.SDK);

        now.updateAndGet(before -> before.plus(Duration.ofMinutes(5)));
        sdk.delete(put(path)).block(PATIENCE);
        afterTheTest();
        assertThat(path.inUse().used()).isEqualTo(DataPath.DIRECT);
        sdk.deleteBucket("bucket").block(PATIENCE);
    }

    @Test
    void aZoneThatHoldsNothingOfTheDirectPathsIsServedByTheSdk() {
        MemoryStore elsewhere = MemoryStore.natural("zone-1");
        elsewhere.createBucket("bucket").block(PATIENCE);
        ChosenPath path = path(elsewhere);

        var _ = put(path);
        afterTheTest();

        assertThat(path.inUse().used()).isEqualTo(DataPath.SDK);
        assertThat(path.inUse().finding().orElse("")).contains("its stamp");
    }

    @Test
    void anObjectOfSomebodyElseIsNoReasonToWriteIntoTheirBucket() {
        Counting direct = new Counting(sdk);
        ChosenPath path = path(direct);

        path.get(locator().withZoneVersion("\"0123456789abcdef0123456789abcdef\""), Optional.empty())
                .onErrorComplete()
                .block(PATIENCE);
        afterTheTest();

        assertThat(direct.puts).hasValue(0);
    }

    private static final class Counting extends ForwardingStore {

        private final ObjectStore inner;
        private final AtomicInteger puts = new AtomicInteger();

        Counting(ObjectStore inner) {
            this.inner = inner;
        }

        @Override
        protected ObjectStore rest() {
            return inner;
        }

        @Override
        public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
            puts.incrementAndGet();
            return inner.put(planned, metadata, body);
        }
    }

    private ChosenPath path(ObjectStore direct) {
        return new ChosenPath(ZONE, List.of(direct), sdk, background, now::get);
    }

    private void afterTheTest() {
        background.stop().block(PATIENCE);
    }

    private static Locator put(ObjectStore store) {
        return store.put(locator(), Metadata.ofType("text/plain"), Body.of("x"))
                .blockOptional(PATIENCE)
                .orElseThrow()
                .locator();
    }

    private static Locator locator() {
        return new Locator(ZONE, "bucket", "key", Optional.empty(), new Stamp(1, new VersionId(UUID.randomUUID()), 1));
    }
}
