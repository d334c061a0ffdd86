package dev.s3gateway.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ObjectStoreContract;
import dev.s3gateway.backend.ZoneCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract over real services: {@code .ci/zones/zones start rgw 1 >zones.jsonl}, then this test with
 * {@code S3_TEST_ZONES=zones.jsonl}.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.s3gateway.backend.s3.TestZone#listed")
@EnabledIfEnvironmentVariable(named = "S3_TEST_ZONES", matches = ".+")
class TestZonesTest extends ObjectStoreContract {

    private static final Map<String, S3ObjectStore> STORES = new ConcurrentHashMap<>();
    private static S3Connections connections = new S3Connections(TestS3.standard());

    private final TestZone zone;

    TestZonesTest(TestZone zone) {
        this.zone = zone;
    }

    @BeforeAll
    static void start() {
        connections = new S3Connections(TestS3.standard());
        STORES.clear();
    }

    @AfterAll
    static void stop() {
        connections.close();
    }

    @Override
    protected ObjectStore store() {
        return STORES.computeIfAbsent(zone.name(), _ -> connections.to(zone.config()));
    }

    @Override
    protected ZoneCode zone() {
        return new ZoneCode(zone.name());
    }

    @Override
    protected List<String> impossibleKeys() {
        return ServiceKind.of(zone.kind()).impossibleKeys();
    }

    @Override
    protected boolean isKnownFlaw(Throwable failure) {
        return ServiceKind.of(zone.kind()).isKnownFlaw(failure);
    }

    @Override
    protected boolean keepsBrokenUploads() {
        return ServiceKind.of(zone.kind()).keepsBrokenUploads();
    }

    @Test
    void aBucketOfOursIsNaturalExactlyWhereTheServiceKeepsVersions() {
        assertThat(await(store().createBucket(bucket)))
                .isEqualTo(ServiceKind.of(zone.kind()).keepsVersions() ? Layout.NATURAL : Layout.SEALED);
    }
}
