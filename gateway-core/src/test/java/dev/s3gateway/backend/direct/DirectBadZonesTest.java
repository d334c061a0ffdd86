package dev.s3gateway.backend.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.s3gateway.backend.Drained;
import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.s3.BadZonesContract;
import dev.s3gateway.backend.s3.RawZone;
import dev.s3gateway.backend.s3.S3Connections;
import dev.s3gateway.backend.s3.S3ZoneConfig;
import dev.s3gateway.backend.s3.TestS3;
import dev.s3gateway.backend.s3.TestTls;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.config.Secret;
import io.netty.buffer.ByteBuf;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bad zones by way of our own client, and what only it is in danger of. */
class DirectBadZonesTest extends BadZonesContract {

    private static final DirectLimits SHORT = new DirectLimits(Duration.ofSeconds(1), Duration.ofSeconds(2),
            Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(60), 8);
    private static final String STORED = "200 OK\r\nETag: \"x\"";

    private final TestLoops loops = new TestLoops();
    private final S3Connections sdk = new S3Connections(LIMITS);
    private final DirectConnections connections = new DirectConnections(loops.loops(), SHORT);

    @Override
    protected ObjectStore store(S3ZoneConfig zone) {
        return connections.to(zone, sdk.to(zone));
    }

    @Override
    protected void close() {
        connections.close();
        loops.close();
        sdk.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 65_536, 65_537, 1_048_577})
    void aSuccessBeforeTheLastByteIsNoSuccess(int sent) throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.send100IfExpected();
            line.readBody(sent, OutputStream.nullOutputStream());
            line.send(STORED, new byte[0]);
            line.holdOn();
        })) {
            Flux<ByteBuf> slow = slowly(20, Duration.ofMillis(20));

            Throwable failure = catchThrowable(
                    () -> await(store(zone).put(locator(), METADATA, chunks.announcing(2_000_000, slow))));

            assertThat(failure).isInstanceOf(StoreFailure.Corrupt.class);
        }
    }

    @Test
    void aRefusalInTheMiddleStopsTheUploadAndIsHeard() throws Exception {
        AtomicInteger emitted = new AtomicInteger();
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.send100IfExpected();
            line.readBody(300_000, OutputStream.nullOutputStream());
            line.send("403 Forbidden", "<Error><Code>QuotaExceeded</Code></Error>".getBytes(StandardCharsets.UTF_8));
            line.holdOn();
        })) {
            Flux<ByteBuf> slow = slowly(200, Duration.ofMillis(10))
                    .doOnNext(_ -> emitted.incrementAndGet());

            Throwable failure = catchThrowable(
                    () -> await(store(zone).put(locator(), METADATA, chunks.announcing(20_000_000, slow))));

            assertThat(failure).isInstanceOfSatisfying(StoreFailure.Rejected.class,
                    rejected -> assertThat(rejected.code).isEqualTo("QuotaExceeded"));
            assertThat(emitted).hasValueLessThan(100);
        }
    }

    @Test
    void aZoneThatAnswersTwiceAnswersNobodyElse() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            while (line.readHead().isPresent()) {
                line.readBody();
                line.sendRaw("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 0\r\n\r\n".repeat(2));
            }
        })) {
            ObjectStore store = store(zone);
            for (int i = 0; i < 5; i++) {
                var _ = await(store.put(locator(), METADATA, Body.of("a body")));
            }

            assertThat(zone.lines()).hasSize(5);
        }
    }

    @Test
    void aConnectionThatTheZoneClosedInBetweenIsNoFailureOfACallThatMayBeRepeated() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.readBody();
            line.send("200 OK\r\nETag: \"x\"", new byte[10]);
            // The next request is read, and never answered: only then does the client learn.
            line.readHead();
            line.reset();
        })) {
            ObjectStore store = store(zone);

            for (int i = 0; i < 6; i++) {
                byte[] read = await(store.get(locator(), Optional.empty())
                        .flatMap(found -> Drained.of(found.body(), 100)));
                assertThat(read).hasSize(10);
            }
        }
    }

    @Test
    void aPutOnAConnectionThatTheZoneClosedIsTriedAgainByItsWriterAlone() throws Exception {
        AtomicInteger puts = new AtomicInteger();
        try (RawZone zone = RawZone.that(line -> {
            while (line.readHead().isPresent()) {
                line.readBody();
                if (puts.incrementAndGet() == 2) {
                    line.reset();
                    return;
                }
                line.send(STORED, new byte[0]);
            }
        })) {
            ObjectStore store = oneLoop(zone);
            var _ = await(store.put(locator(), METADATA, Body.of("first")));

            assertThat(catchThrowable(() -> await(store.put(locator(), METADATA, Body.of("second")))))
                    .isInstanceOf(StoreFailure.Unreachable.class);
            assertThat(puts).hasValue(2);
        }
    }

    @Test
    void aLargeBodyThatNobodyHasAskedForYetIsSentOnAnotherConnection() throws Exception {
        AtomicInteger heads = new AtomicInteger();
        try (RawZone zone = RawZone.that(line -> {
            while (line.readHead().isPresent()) {
                if (heads.incrementAndGet() == 2) {
                    line.reset();
                    return;
                }
                line.send100IfExpected();
                line.readBody();
                line.send(STORED, new byte[0]);
            }
        })) {
            ObjectStore store = oneLoop(zone);
            var _ = await(store.put(locator(), METADATA, Body.of("first")));

            assertThat(await(store.put(locator(), METADATA, chunks.body(new byte[3_000_000], 100_000))).size())
                    .isEqualTo(3_000_000);
            assertThat(heads).hasValue(3);
        }
    }

    @Test
    void aZoneThatNeverSaysContinueIsSentTheBodyAllTheSame() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.readBody();
            line.send(STORED, new byte[0]);
        })) {
            assertThat(put(zone, 2_000_000).size()).isEqualTo(2_000_000);
        }
    }

    @Test
    void aZoneThatKnowsNoExpectationsIsAskedWithoutThem() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            if (line.header("expect").isPresent()) {
                line.send("417 Expectation Failed", new byte[0]);
                return;
            }
            line.readBody();
            line.send(STORED, new byte[0]);
        })) {
            assertThat(put(zone, 2_000_000).size()).isEqualTo(2_000_000);
        }
    }

    @Test
    void aZoneThatTakesNothingIsGivenUp() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.sendRaw("HTTP/1.1 100 Continue\r\n\r\n");
            line.pause();
        })) {
            assertThat(catchThrowable(() -> put(zone, 30_000_000))).isInstanceOf(StoreFailure.Unreachable.class)
                    .hasMessageContaining("takes no further byte");
        }
    }

    @Test
    void aSilentSenderIsNotTakenForASilentZone() throws Exception {
        try (RawZone zone = RawZone.answering(STORED, new byte[0])) {
            Flux<ByteBuf> pausing = chunks.of(new byte[100_000], 100_000)
                    .concatWith(chunks.of(new byte[100_000], 100_000).delaySubscription(Duration.ofSeconds(3)));

            assertThat(await(store(zone).put(locator(), METADATA, chunks.announcing(200_000, pausing))).size())
                    .isEqualTo(200_000);
        }
    }

    @Test
    void aCopyThatStopsComingIsAFailureWhileItIsRead() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.sendRaw("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(50));
            line.holdOn();
        })) {
            assertThat(catchThrowable(() -> read(zone, Optional.empty()))).isInstanceOf(StoreFailure.Unreachable.class)
                    .hasMessageContaining("no further byte of the copy");
        }
    }

    @Test
    void aSmallCopyThatStopsComingIsNoAnswer() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.sendRaw("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 100\r\n\r\n" + "x".repeat(50));
            line.holdOn();
        })) {
            assertThat(catchThrowable(() -> await(store(zone).get(locator(), Optional.empty()))))
                    .isInstanceOf(StoreFailure.Unreachable.class)
                    .hasMessageContaining("no further byte of the answer");
        }
    }

    @Test
    void aSmallCopyThatBreaksOffIsNoAnswer() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.sendRaw("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 100\r\n\r\n" + "x".repeat(50));
            line.reset();
        })) {
            assertThat(catchThrowable(() -> await(store(zone).get(locator(), Optional.empty()))))
                    .isInstanceOf(StoreFailure.Unreachable.class);
        }
    }

    @Test
    void aSmallCopyIsHandedOutAsAWhole() throws Exception {
        try (RawZone zone = RawZone.answering(STORED, new byte[32_768])) {
            Found found = await(store(zone).get(locator(), Optional.empty()));

            assertThat(found.body()).isInstanceOfSatisfying(Body.Buffered.class,
                    whole -> assertThat(whole.bytes()).hasSize(32_768));
        }
    }

    @Test
    void aSlowReaderIsNotTakenForASilentZone() throws Exception {
        try (RawZone zone = RawZone.answering(STORED, new byte[3_000_000])) {
            long read = await(store(zone).get(locator(), Optional.empty())
                    .flatMapMany(found -> found.body().chunks())
                    .concatMap(chunk -> Mono.just(released(chunk)).delayElement(Duration.ofMillis(200)), 0)
                    .reduce(0L, Long::sum));

            assertThat(read).isEqualTo(3_000_000);
        }
    }

    @Test
    void oneBadConnectionLeavesTheOthersAlone() throws Exception {
        AtomicInteger connection = new AtomicInteger();
        try (RawZone zone = RawZone.that(line -> {
            boolean bad = connection.incrementAndGet() % 3 == 0;
            while (line.readHead().isPresent()) {
                line.send100IfExpected();
                if (bad) {
                    line.readBody(70_000, OutputStream.nullOutputStream());
                    line.reset();
                    return;
                }
                line.readBody();
                line.send(STORED, new byte[0]);
            }
        })) {
            ObjectStore store = store(zone);

            List<Boolean> stored = await(Flux.range(0, 24)
                    .flatMap(_ -> store.put(locator(), METADATA, chunks.body(new byte[300_000], 50_000))
                            .thenReturn(true)
                            .onErrorReturn(StoreFailure.class, false), 6)
                    .collectList());

            assertThat(stored).contains(true, false).hasSize(24);
        }
    }

    @Test
    void aCertificateNeedNotBeSignedWhereTheOperatorSaysSo(@TempDir Path directory) throws Exception {
        try (RawZone zone = RawZone.over(TestTls.server(directory, "CN=somewhere else"), line -> {
            while (line.readHead().isPresent()) {
                line.send100IfExpected();
                line.readBody();
                line.send(STORED, new byte[0]);
            }
        })) {
            S3ZoneConfig checked = TestS3.zone("zone-1", zone.endpoint());
            S3ZoneConfig trusting = new S3ZoneConfig(checked.zone(), checked.endpoint(), checked.region(),
                    checked.accessKey(), checked.secretKey(), true, false, true);

            assertThat(await(store(trusting).put(locator(), METADATA, chunks.body(new byte[3_000_000], 70_000)))
                    .size()).isEqualTo(3_000_000);
            assertThat(catchThrowable(() -> await(store(checked).put(locator(), METADATA, Body.of("x")))))
                    .isInstanceOf(StoreFailure.Unreachable.class);
        }
    }

    @Test
    void aZoneThatDoesNotGreetIsGivenUp() throws Exception {
        try (RawZone zone = RawZone.that(RawZone.Line::holdOn)) {
            S3ZoneConfig tls = TestS3.zone("zone-1", URI.create("https://127.0.0.1:" + zone.endpoint().getPort()));

            assertThat(catchThrowable(() -> await(store(tls).size(locator()))))
                    .isInstanceOf(StoreFailure.Unreachable.class);
        }
    }

    @Test
    void aNameThatNobodyKnowsIsUnreachable() { // F22
        S3ZoneConfig nowhere = TestS3.zone("zone-1", URI.create("http://zone.invalid:9"));

        assertThat(catchThrowable(() -> await(store(nowhere).size(locator()))))
                .isInstanceOf(StoreFailure.Unreachable.class);
    }

    @Test
    void temporaryKeysComeWithTheirToken() throws Exception {
        try (RawZone zone = RawZone.answering(STORED, new byte[0])) {
            S3ZoneConfig lasting = TestS3.zone("zone-1", zone.endpoint());
            S3ZoneConfig temporary = new S3ZoneConfig(lasting.zone(), lasting.endpoint(), "us-east-1", "key",
                    Secret.of("secret"), Optional.of(Secret.of("the-token")), true, true, true, false);

            var _ = await(store(temporary).put(locator(), METADATA, Body.of("x")));

            RawZone.Line line = zone.lines().getFirst();
            assertThat(line.header("x-amz-security-token")).contains("the-token");
            assertThat(line.header("authorization").orElse("")).contains(";x-amz-security-token");
        }
    }

    private ObjectStore oneLoop(RawZone zone) {
        Loops all = loops.loops();
        DirectConnections single = new DirectConnections(
                new Loops(all.group().next(), all.sockets(), all.datagrams()), SHORT);
        S3ZoneConfig config = TestS3.zone("zone-1", zone.endpoint());
        return single.to(config, sdk.to(config));
    }

    /** So many chunks of 100,000 bytes, none of them made before its time. */
    private Flux<ByteBuf> slowly(int count, Duration pause) {
        return Flux.range(0, count)
                .concatMap(_ -> Mono.delay(pause), 0)
                .concatMap(_ -> chunks.of(new byte[100_000], 100_000), 0);
    }

    private static long released(ByteBuf chunk) {
        try {
            return chunk.readableBytes();
        } finally {
            chunk.release();
        }
    }
}
