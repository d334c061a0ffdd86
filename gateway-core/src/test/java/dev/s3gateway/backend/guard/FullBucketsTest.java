package dev.s3gateway.backend.guard;

import static dev.s3gateway.backend.ScriptedStore.Call.CREATE_UPLOAD;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.backend.ScriptedStore.Call.UPLOAD_PART;
import static dev.s3gateway.backend.Scripts.refuses;
import static dev.s3gateway.backend.guard.Fixture.METADATA;
import static dev.s3gateway.backend.guard.Fixture.OSLO;
import static dev.s3gateway.backend.guard.Fixture.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneUpload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** F24: a zone without room is left alone with writes for a while, and with nothing else. */
@Timeout(30)
class FullBucketsTest {

    private final Fixture oslo = new Fixture();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));
    private final FullBuckets store = new FullBuckets(OSLO, oslo.zone, GuardsTest.CONFIG, now::get);

    @AfterEach
    void everyChunkIsReleased() {
        oslo.chunks.assertAllReleased();
    }

    @ParameterizedTest
    @ValueSource(strings = {"QuotaExceeded", "InsufficientStorage", "507", "XMinioStorageFull"})
    void aBucketThatIsFullGetsNoByteUntilThePauseIsOver(String code) {
        Stored before = put("before").blockOptional().orElseThrow();
        oslo.zone.once(PUT, refuses(says(code)));
        assertThatThrownBy(() -> put("a").block()).isInstanceOf(StoreFailure.Rejected.class);

        assertThatThrownBy(() -> put("b").block()).hasMessageContaining("full a moment ago");
        assertThatThrownBy(() -> store.createUpload(planned("c"), METADATA).block())
                .hasMessageContaining("full a moment ago");
        assertThat(oslo.zone.count(PUT)).isEqualTo(2);
        assertThat(oslo.zone.count(CREATE_UPLOAD)).isZero();
        assertThat(store.names()).containsExactly("photos");
        assertThat(store.size(before.locator()).block()).isEqualTo(100);
        assertThat(store.delete(before.locator()).thenReturn(true).block()).isTrue();

        pass(GuardsTest.CONFIG.full());
        assertThat(store.names()).isEmpty();
        assertThat(put("d").block()).isNotNull();
    }

    @Test
    void anUploadThatHadBegunIsEndedAlthoughItsBucketIsFull() {
        ZoneUpload begun = store.createUpload(planned("parts"), METADATA).blockOptional().orElseThrow();
        PartTag part = store.uploadPart(begun, 1, oslo.body()).blockOptional().orElseThrow().part();
        ZoneUpload other = store.createUpload(planned("other"), METADATA).blockOptional().orElseThrow();
        oslo.zone.once(PUT, refuses(says("QuotaExceeded")));
        assertThatThrownBy(() -> put("a").block()).isInstanceOf(StoreFailure.Rejected.class);

        assertThatThrownBy(() -> store.uploadPart(other, 1, oslo.body()).block()).hasMessageContaining("full a moment");
        assertThat(store.abortUpload(other).thenReturn(true).block()).isTrue();
        assertThat(store.completeUpload(begun, List.of(part)).block()).isNotNull();
        assertThat(oslo.zone.count(UPLOAD_PART)).isEqualTo(1);
    }

    @Test
    void anotherRefusalKeepsNothingFromTheZone() {
        oslo.zone.once(PUT, refuses(says("AccessDenied")));
        assertThatThrownBy(() -> put("a").block()).isInstanceOf(StoreFailure.Rejected.class);

        assertThat(put("b").block()).isNotNull();
    }

    @Test
    void itIsAskedAgainAfterEachPauseAndNoSooner() {
        oslo.zone.on(PUT, refuses(says("QuotaExceeded")));

        for (int i = 0; i < 30; i++) {
            assertThatThrownBy(() -> put("a").block()).isInstanceOf(StoreFailure.Rejected.class);
            pass(GuardsTest.CONFIG.full().dividedBy(10));
        }

        assertThat(oslo.zone.count(PUT)).isEqualTo(3);
    }

    private Mono<Stored> put(String key) {
        return Mono.defer(() -> store.put(planned(key), METADATA, oslo.body()));
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private static Supplier<StoreFailure> says(String code) {
        return () -> new StoreFailure.Rejected(code, "no room");
    }
}
