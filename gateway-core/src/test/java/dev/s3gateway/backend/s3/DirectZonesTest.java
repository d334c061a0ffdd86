package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.direct.DirectConnections;
import dev.s3gateway.backend.direct.DirectLimits;
import dev.s3gateway.backend.direct.TestLoops;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The same as {@link TestZonesTest} by way of our own client. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.s3gateway.backend.s3.TestZone#listed")
@EnabledIfEnvironmentVariable(named = "S3_TEST_ZONES", matches = ".+")
class DirectZonesTest extends ServiceContract {

    private static TestLoops loops;
    private static DirectConnections direct;

    private final TestZone zone;

    DirectZonesTest(TestZone zone) {
        super(zone);
        this.zone = zone;
    }

    @BeforeAll
    static void open() {
        loops = new TestLoops();
        direct = new DirectConnections(loops.loops(), DirectLimits.STANDARD);
    }

    @AfterAll
    static void shut() {
        direct.close();
        loops.close();
    }

    @Override
    protected ObjectStore store() {
        return direct.to(zone.config(), super.store());
    }
}
