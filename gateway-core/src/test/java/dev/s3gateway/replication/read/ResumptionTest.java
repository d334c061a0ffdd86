package dev.s3gateway.replication.read;

import static dev.s3gateway.backend.ScriptedStore.Call.GET;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.local.LocalStore;
import dev.s3gateway.backend.local.LocalZoneConfig;
import dev.s3gateway.backend.s3.S3Connections;
import dev.s3gateway.backend.s3.TestS3;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.replication.House;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One body, put together from an S3 service, a directory, and a zone that keeps no versions. */
class ResumptionTest {

    private static final byte[] LARGE = bytes();

    private TestS3 service;
    private S3Connections connections;
    private final House house = House.over(Map.<String, MemoryStore>of());
    @TempDir
    private Path root;
    private LocalStore disk;

    @BeforeEach
    void makeZones() throws Exception {
        // One service for each test: the houses are of different ledgers.
        service = TestS3.start();
        connections = new S3Connections(TestS3.fewConnections());
        disk = new LocalStore(new LocalZoneConfig(new ZoneCode("disk"), root, 2));
        disk.prepare().block();
        house.zones.put("s3", ScriptedStore.over(connections.to(service.zone("s3"))));
        house.zones.put("disk", ScriptedStore.over(disk));
        house.zones.put("sealed", ScriptedStore.over(MemoryStore.sealed("sealed")));
        house.createBucket(House.BUCKET);
        assertThat(house.write("cat.jpg", LARGE).complete()).isTrue();
    }

    @AfterEach
    void close() {
        house.rest();
        assertThat(house.background.running()).isEmpty();
        disk.close();
        connections.close();
        service.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aBodyThatBreaksOffInTwoZonesOfOtherKindsArrivesWhole(long seed) {
        List<String> order = new ArrayList<>(house.zones.keySet());
        Collections.shuffle(order, new Random(seed));
        breakOff(order.get(0));
        breakOff(order.get(1));

        assertThat(house.read("cat.jpg")).isEqualTo(LARGE);
    }

    @Test
    void aRangeThatBreaksOffGoesOnWhereItWas() {
        breakOff("s3");
        breakOff("disk");
        ByteRange wanted = new ByteRange(OptionalLong.of(70_000), OptionalLong.of(2_900_000));

        byte[] read = await(house.reader()
                .open(ObjectRef.of(House.BUCKET, "cat.jpg"), Optional.of(wanted), Conditions.NONE)
                .flatMap(opened -> House.bytes(opened.body())));

        assertThat(read).isEqualTo(Arrays.copyOfRange(LARGE, 70_000, 2_900_001));
    }

    private void breakOff(String zone) {
        house.zone(zone).on(GET, Scripts.sends(200_000, Scripts.bytes()).thenFails(Scripts.reset()));
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[3_000_000];
        new Random(6).nextBytes(bytes);
        return bytes;
    }
}
