package dev.s3gateway.backend.s3;

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
class TestZonesTest extends ServiceContract {

    TestZonesTest(TestZone zone) {
        super(zone);
    }
}
