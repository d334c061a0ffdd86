package dev.s3gateway.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.KeyTrait;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.local.LocalStore;
import dev.s3gateway.backend.local.LocalZoneConfig;
import dev.s3gateway.backend.probe.Probe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** What a probe finds out about zones that are known. */
@Timeout(120)
class ProbedZonesTest {

    private final String bucket = "probed-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void aDirectoryKeepsEverythingUnderAnyNameButLocksNothing(@TempDir Path root) {
        ZoneCode code = new ZoneCode("zone-1");
        try (LocalStore store = new LocalStore(new LocalZoneConfig(code, root, 4))) {
            store.prepare().block();

            Capabilities found = probed(store, "zone-1");

            assertThat(lacking(found)).containsExactlyInAnyOrder(Ability.OBJECT_LOCK, Ability.CONDITIONAL_PUT);
            assertThat(found.keys().allowAll()).isTrue();
            store.deleteBucket(bucket).block();
        }
    }

    @Test
    void s3ProxyIsKnownForItsFileNames() throws Exception {
        try (TestS3 service = TestS3.start();
                S3Connections connections = new S3Connections(TestS3.fewConnections())) {
            Capabilities found = probed(connections.to(service.zone("zone-1")), "zone-1");

            assertThat(found.has(Ability.DIGEST)).isTrue();
            assertThat(found.has(Ability.READ_AFTER_WRITE)).isTrue();
            assertThat(found.has(Ability.WHOLE_OR_NOTHING)).isTrue();
            assertThat(found.has(Ability.VERSIONS)).isTrue();
            assertThat(found.keys().unsafe()).contains(KeyTrait.DOUBLE_SLASH, KeyTrait.DOT_SEGMENT);
            assertThat(found.answers().values()).hasSize(Ability.values().length);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.s3gateway.backend.s3.TestZone#listed")
    @EnabledIfEnvironmentVariable(named = "S3_TEST_ZONES", matches = ".+")
    void realServicesAreFoundToHaveExactlyTheFlawsThatTheyAreKnownFor(TestZone zone) {
        ServiceKind kind = ServiceKind.of(zone.kind());
        try (S3Connections connections = new S3Connections(TestS3.standard())) {
            ObjectStore store = connections.to(zone.config());

            Capabilities found = probed(store, zone.name());

            assertThat(found.has(Ability.VERSIONS)).isEqualTo(kind.keepsVersions());
            assertThat(found.has(Ability.WHOLE_OR_NOTHING)).isEqualTo(!kind.keepsBrokenUploads());
            assertThat(found.has(Ability.DIGEST)).isTrue();
            assertThat(found.has(Ability.READ_AFTER_WRITE)).isTrue();
        }
    }

    private Capabilities probed(ObjectStore store, String zone) {
        Mono<Capabilities> work = store.createBucket(bucket)
                .then(Mono.defer(
                        () -> new Probe(InstantSource.system()).full(store, new ZoneCode(zone), bucket)));
        return Objects.requireNonNull(work.block(Duration.ofMinutes(2)));
    }

    private static Set<Ability> lacking(Capabilities found) {
        return Set.of(Ability.values()).stream().filter(ability -> !found.has(ability)).collect(Collectors.toSet());
    }
}
