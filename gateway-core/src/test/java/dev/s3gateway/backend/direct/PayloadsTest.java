package dev.s3gateway.backend.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.Chunks;
import dev.s3gateway.backend.Claim;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.backend.s3.S3Connections;
import dev.s3gateway.backend.s3.S3ZoneConfig;
import dev.s3gateway.backend.s3.TestS3;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.VersionId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** How bodies are vouched for on the wire, judged by the part of the gateway that judges clients. */
@Timeout(60)
class PayloadsTest {

    private static final Metadata METADATA = Metadata.ofType("text/plain");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestLoops loops = new TestLoops();
    private final S3Connections sdk = new S3Connections(TestS3.fewConnections());
    private final DirectConnections connections = new DirectConnections(loops.loops(), DirectLimits.STANDARD);
    private final Chunks chunks = new Chunks();

    @AfterEach
    void close() {
        chunks.assertAllReleased();
        connections.close();
        loops.close();
        sdk.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 16_000, 65_536, 65_537, 1_048_575, 1_048_576, 1_048_577, 3_000_000})
    void aSumStandsBehindTheLastByte(int size) throws IOException {
        byte[] bytes = bytes(size);
        try (JudgingZone zone = new JudgingZone(true)) {
            Stored stored = summed(store(zone), chunks.body(bytes, new Random(size)), crc(bytes));

            JudgingZone.Judged judged = zone.passed().getFirst();
            assertThat(judged.payload()).isEqualTo("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
            assertThat(judged.encoding()).contains("aws-chunked");
            assertThat(judged.bytes()).isEqualTo(bytes);
            assertThat(judged.sums()).containsExactly(checksum(crc(bytes)));
            assertThat(stored.digest()).isInstanceOfSatisfying(ZoneDigest.CheckedOurs.class,
                    checked -> assertThat(checked.md5()).isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000, 2_000_000})
    void aWrongSumIsRefusedByAZoneThatLooks(int size) throws IOException {
        byte[] bytes = bytes(size);
        try (JudgingZone zone = new JudgingZone(true)) {
            assertThatThrownBy(() -> summed(store(zone), chunks.body(bytes, new Random(size)), ~crc(bytes)))
                    .isInstanceOf(StoreFailure.Rejected.class);
            assertThat(zone.passed()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 16_000, 65_536, 65_537, 131_072, 200_000, 3_000_000})
    void aSignatureCoversEveryByteAndTheSum(int size) throws IOException {
        byte[] bytes = bytes(size);
        try (JudgingZone zone = new JudgingZone(false)) {
            ObjectStore store = signing(zone);
            var _ = summed(store, chunks.body(bytes, new Random(size)), crc(bytes));
            var _ = await(store.put(locator(), METADATA, chunks.body(bytes, new Random(size + 1))));

            assertThat(zone.passed()).extracting(JudgingZone.Judged::bytes).containsExactly(bytes, bytes);
            assertThat(zone.passed().getFirst().payload()).isEqualTo("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER");
            assertThat(zone.passed().getFirst().sums()).containsExactly(checksum(crc(bytes)));
            assertThat(zone.passed().getLast().payload())
                    .matches(size <= 65_536 ? "[0-9a-f]{64}" : "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
        }
    }

    @Test
    void whatIsInMemoryIsSignedByItsHashHoweverLongAndNothingIsSignedAsNothing() throws IOException {
        byte[] bytes = bytes(500_000);
        try (JudgingZone zone = new JudgingZone(false)) {
            ObjectStore store = signing(zone);
            var _ = await(store.put(locator(), METADATA, new Body.Buffered(bytes)));
            var _ = await(store.put(locator(), METADATA, Body.EMPTY));
            var _ = await(store.uploadPart(new ZoneUpload(locator(), "upload"), 1, new Body.Buffered(bytes)));

            assertThat(zone.passed()).extracting(JudgingZone.Judged::payload).allMatch(text -> text.length() == 64);
            assertThat(zone.passed()).extracting(JudgingZone.Judged::bytes)
                    .containsExactly(bytes, new byte[0], bytes);
        }
    }

    @Test
    void theEncodingOfTheClientStandsBehindTheFraming() throws IOException {
        Metadata gzip = new Metadata("text/plain", Map.of("content-encoding", "gzip"), Map.of());
        byte[] bytes = bytes(10);
        try (JudgingZone zone = new JudgingZone(true)) {
            var _ = await(store(zone).putSummed(locator(), gzip, chunks.body(bytes, 3), Mono.just(crc(bytes))));

            assertThat(zone.passed().getFirst().encoding()).contains("aws-chunked,gzip");
        }
    }

    @Test
    void aBodyThatFailsAndASumThatNeverComesLeaveNothing() throws IOException {
        byte[] bytes = bytes(300_000);
        IllegalStateException broken = new IllegalStateException("the sum is not known");
        try (JudgingZone zone = new JudgingZone(true)) {
            assertThatThrownBy(() -> await(store(zone).putSummed(locator(), METADATA,
                    chunks.body(bytes, 50_000), Mono.error(broken)))).isSameAs(broken);
            assertThatThrownBy(() -> await(signing(zone).putSummed(locator(), METADATA,
                    chunks.announcing(300_001, chunks.of(bytes, 50_000)), Mono.just(1))))
                    .isInstanceOf(StoreFailure.Rejected.class);
            assertThat(zone.passed()).isEmpty();
        }
    }

    @Test
    void aProbeSendsItsSumsTheSameWay() throws IOException {
        Body.Buffered body = new Body.Buffered(bytes(10));
        try (JudgingZone zone = new JudgingZone(true)) {
            var _ = await(store(zone).claim(locator(), body, new Claim.Trailer(crc(body.bytes()))));

            assertThat(zone.passed().getFirst().payload()).isEqualTo("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
            assertThatThrownBy(() -> await(store(zone).claim(locator(), body, new Claim.Trailer(1))))
                    .isInstanceOf(StoreFailure.Rejected.class);
        }
    }

    @Test
    void aZoneThatWantsSignedBodiesIsFoundOutByTheSelfTest() throws Exception {
        try (TestS3 service = TestS3.start(); JudgingZone door = new JudgingZone(false)) {
            ObjectStore rest = sdk.to(service.zone("zone-1"));
            var _ = await(rest.createBucket("bucket"));
            DirectObjectStore refused = connections.to(TestS3.zone("zone-1", door.endpoint()), rest);
            DirectObjectStore taken = connections.to(service.zone("zone-1"), rest);
            Background background = new Background(PATIENCE);
            ChosenPath path = new ChosenPath(new ZoneCode("zone-1"), List.of(refused, taken.signing()), rest,
                    background, InstantSource.system());

            var _ = await(path.put(locator(), METADATA, Body.of("the first one")));
            background.stop().block(PATIENCE);

            assertThat(path.inUse()).isEqualTo(new DataPath.InUse(DataPath.AUTO, DataPath.DIRECT, Optional.empty()));
        }
    }

    private ObjectStore store(JudgingZone zone) {
        return direct(zone);
    }

    private ObjectStore signing(JudgingZone zone) {
        return direct(zone).signing();
    }

    private DirectObjectStore direct(JudgingZone zone) {
        S3ZoneConfig config = TestS3.zone("zone-1", zone.endpoint());
        return connections.to(config, sdk.to(config));
    }

    private static Stored summed(ObjectStore store, Body body, int crc32c) {
        return await(store.putSummed(locator(), METADATA, body, Mono.just(crc32c)));
    }

    private static <T> T await(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }

    private static Locator locator() {
        return new Locator(new ZoneCode("zone-1"), "bucket", "a key/ü", Optional.empty(),
                new Stamp(1, new VersionId(UUID.randomUUID()), 1));
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static Checksum checksum(int crc) {
        return Checksum.of(ChecksumAlgorithm.CRC32C, ByteBuffer.allocate(Integer.BYTES).putInt(crc).array());
    }
}
