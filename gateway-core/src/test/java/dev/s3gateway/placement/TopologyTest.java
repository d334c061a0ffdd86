package dev.s3gateway.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.BucketName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopologyTest {

    private static final BucketName PHOTOS = new BucketName("photos");
    private final Zone oslo = zone("oslo", false, true);
    private final Zone bergen = zone("bergen", true, true);
    private final Zone tromso = zone("tromso", false, false);
    private final Zone vardo = zone("vardo", false, true);

    @Test
    void thePrimaryComesFirstAndDisabledZonesDoNotCome() {
        Placement placement = topology(BucketDefaults.STANDARD).of(PHOTOS);

        assertThat(placement.codes()).extracting(ZoneCode::value).containsExactly("bergen", "oslo", "vardo");
        assertThat(placement.requiredReplicas()).isEqualTo(3);
    }

    @Test
    void withoutReplicationOnlyThePrimaryIsATarget() {
        var alone = new BucketDefaults(Ack.SETTLED, false, 1, OptionalInt.empty(), true);

        Placement placement = topology(alone).of(PHOTOS);

        assertThat(placement.codes()).extracting(ZoneCode::value).containsExactly("bergen");
        assertThat(placement.requiredReplicas()).isEqualTo(1);
    }

    @Test
    void asyncUploadNeedsOneCopyWhateverTheMinimumIs() {
        var async = BucketDefaults.STANDARD.withMinReplicas(2).withAck(Ack.PRIMARY);

        assertThat(topology(async).of(PHOTOS).needed()).isEqualTo(1);
        assertThat(topology(async.withAck(Ack.QUORUM)).of(PHOTOS).needed()).isEqualTo(2);
    }

    @Test
    void aDisabledZoneIsNotFound() {
        Topology topology = topology(BucketDefaults.STANDARD);

        assertThat(topology.zone(new ZoneCode("tromso"))).isEmpty();
        assertThat(topology.zone(new ZoneCode("oslo"))).hasValue(oslo);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Topology(List.of(oslo, oslo), BucketDefaults.STANDARD))
                .hasMessageContaining("oslo");
        assertThatThrownBy(() -> BucketDefaults.STANDARD.withMinReplicas(0)).hasMessageContaining("min-replicas");
        assertThatThrownBy(() -> new BucketDefaults(Ack.SETTLED, true, 3, OptionalInt.of(2), true))
                .hasMessageContaining("required-replicas");
    }

    @Test
    void readsGoToThePrimaryThenToTheNearestAndLastToOpenCircuits() {
        var health = health(Map.of("oslo", 50, "vardo", 5, "bergen", 90), Set.of());
        var holders = List.of(new ZoneCode("oslo"), new ZoneCode("vardo"), new ZoneCode("bergen"),
                new ZoneCode("tromso"));

        assertThat(new ReadOrder(health).of(topology(BucketDefaults.STANDARD), holders))
                .containsExactly(bergen, vardo, oslo);
        assertThat(new ReadOrder(health(Map.of("oslo", 50, "vardo", 5), Set.of("bergen", "vardo")))
                .of(topology(BucketDefaults.STANDARD), holders)).containsExactly(oslo, bergen, vardo);
    }

    @Test
    void preferredZonesAreReadFromBeforeNearerOnesButBehindThePrimary() {
        var health = health(Map.of("oslo", 50, "vardo", 5, "bergen", 90), Set.of());
        var holders = List.of(new ZoneCode("vardo"), new ZoneCode("oslo"), new ZoneCode("bergen"));

        assertThat(new ReadOrder(health).of(preferring("oslo"), holders)).containsExactly(bergen, oslo, vardo);
        assertThat(new ReadOrder(health).of(preferring("vardo", "oslo"), holders))
                .containsExactly(bergen, vardo, oslo);
        assertThat(new ReadOrder(health(Map.of(), Set.of("oslo"))).of(preferring("oslo"), holders))
                .containsExactly(bergen, vardo, oslo);
    }

    private Topology preferring(String... zones) {
        return topology(BucketDefaults.STANDARD.preferring(Stream.of(zones).map(ZoneCode::new).toList()));
    }

    private Topology topology(BucketDefaults defaults) {
        return new Topology(List.of(oslo, bergen, tromso, vardo), defaults);
    }

    private static ZoneHealth health(Map<String, Integer> millis, Set<String> open) {
        return new ZoneHealth() {
            @Override
            public boolean usable(ZoneCode zone) {
                return !open.contains(zone.value());
            }

            @Override
            public Duration latency(ZoneCode zone) {
                return Duration.ofMillis(millis.getOrDefault(zone.value(), 0));
            }
        };
    }

    private static Zone zone(String code, boolean primary, boolean enabled) {
        return new Zone(new ZoneCode(code), code, "memory", "eu", Optional.empty(), primary, enabled,
                MemoryStore.natural(code));
    }
}
