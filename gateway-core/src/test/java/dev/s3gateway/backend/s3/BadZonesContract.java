package dev.s3gateway.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.backend.Chunks;
import dev.s3gateway.backend.Drained;
import dev.s3gateway.backend.Excerpt;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.VersionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Zones that do what no S3 service should: each is one failure, in time, and no chunk stays behind. */
public abstract class BadZonesContract {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    protected static final Metadata METADATA = Metadata.ofType("text/plain");
    private static final byte[] HTML = "<html><body>Please log in<br></body></html>".getBytes(StandardCharsets.UTF_8);
    private static final String PAGE = "200 OK\r\nContent-Type: text/html";

    /** So short that a test may wait for each of them. */
    protected static final S3Limits LIMITS = new S3Limits(Duration.ofSeconds(1), Duration.ofSeconds(2),
            Duration.ofSeconds(3), 8);

    protected final Chunks chunks = new Chunks();

    /** The store under test; it is asked for anew for each call. */
    protected abstract ObjectStore store(S3ZoneConfig zone);

    /** Ends all connections of the stores. */
    protected abstract void close();

    @AfterEach
    void nothingIsLeft() {
        chunks.assertAllReleased();
        close();
    }

    // Row 85: no trailer and no checksum that a service might not know; what came of the bytes is told by their MD5.
    @Test
    void whatIsSentIsPlainBytesWithAnUnsignedPayload() throws Exception {
        try (RawZone zone = RawZone.answering("200 OK\r\nETag: \"x\"", new byte[0])) {
            put(zone, 100_000);

            assertThat(zone.lines()).hasSize(1);
            RawZone.Line line = zone.lines().getFirst();
            assertThat(line.header("x-amz-content-sha256")).contains("UNSIGNED-PAYLOAD");
            assertThat(line.header("content-length")).contains("100000");
            assertThat(line.header("content-encoding")).isEmpty();
            assertThat(line.header("transfer-encoding")).isEmpty();
            assertThat(line.header("x-amz-trailer")).isEmpty();
            assertThat(line.header("expect")).isEmpty();
            assertThat(line.received()).isEqualTo(100_000);
        }
    }

    @Test
    void aRefusalOfALargeUploadIsHeardBeforeAByteIsSent() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.send("503 Slow Down", "<Error><Code>SlowDown</Code></Error>".getBytes(StandardCharsets.UTF_8));
            line.holdOn();
        })) {
            Throwable failure = catchThrowable(() -> put(zone, 3_000_000));

            assertThat(failure).isInstanceOf(StoreFailure.Throttled.class).hasMessageContaining("SlowDown");
            assertThat(zone.lines().getFirst().header("expect")).contains("100-continue");
            assertThat(zone.lines().getFirst().received()).isZero();
        }
    }

    @Test
    void anUploadThatBreaksIsNotTriedAgain() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.send100IfExpected();
            line.readBody(500_000, java.io.OutputStream.nullOutputStream());
            line.reset();
        })) {
            assertThat(catchThrowable(() -> put(zone, 3_000_000))).isInstanceOf(StoreFailure.Unreachable.class);

            assertThat(zone.lines()).hasSize(1);
        }
    }

    @Test
    void aKeptConnectionThatEndsBeforeTheBodyWasAskedForIsReplaced() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.send100IfExpected();
            line.readBody();
            line.send("200 OK\r\nETag: \"x\"", new byte[0]);
            line.readHead();
            line.reset();
        })) {
            ObjectStore store = store(zone);
            for (int i = 0; i < 4; i++) {
                var _ = await(store.put(locator(), METADATA, chunks.body(new byte[2_000_000], 50_000)));
            }

            assertThat(zone.lines()).hasSizeGreaterThan(1)
                    .allSatisfy(line -> assertThat(line.received())
                            .isEqualTo(2_000_000));
        }
    }

    /** S3Proxy does so with what it does not know, and ends the connection a moment later, under the next request. */
    @Test
    void noCallFollowsOneThatMayBeRefusedBeforeItsBodyWasRead() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            String head = line.readHead().orElse("");
            while (!head.contains("PUT /bucket?versioning")) {
                line.readBody();
                line.send(head.startsWith("HEAD") ? "404 Not Found" : "200 OK", new byte[0]);
                head = line.readHead().orElseThrow();
            }
            line.send("501 Not Implemented",
                    "<Error><Code>NotImplemented</Code></Error>".getBytes(StandardCharsets.UTF_8));
            line.holdOn();
        })) {
            var _ = await(store(zone).createBucket("bucket"));

            assertThat(zone.lines())
                    .filteredOn(line -> line.head().contains("?versioning") && line.head().startsWith("PUT"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.header("connection")).contains("close"));
        }
    }

    @Test
    void anErrorOfTheBodyIsNotMaskedByWhatTheZoneSaysAboutIt() throws Exception {
        IllegalStateException broken = new IllegalStateException("the client hung up");
        try (RawZone zone = RawZone.answering("200 OK\r\nETag: \"x\"", new byte[0])) {
            Body body = chunks.announcing(400_000, chunks.of(new byte[200_000], 50_000).concatWith(Mono.error(broken)));

            assertThat(catchThrowable(() -> await(store(zone).put(locator(), METADATA, body)))).isSameAs(broken);
        }
    }

    @Test
    void aZoneThatNeverAnswersIsGivenUp() throws Exception {
        try (RawZone zone = RawZone.that(RawZone.Line::holdOn)) {
            assertEveryCallIs(StoreFailure.Unreachable.class, zone);
            assertCopiesAre(StoreFailure.Unreachable.class, zone);
        }
    }

    @Test
    void aZoneThatAnswersLateIsWaitedFor() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.send100IfExpected();
            line.readBody();
            Thread.sleep(700);
            line.send("200 OK\r\nETag: \"x\"", new byte[0]);
            line.holdOn();
        })) {
            assertThat(put(zone, 2_000_000).size()).isEqualTo(2_000_000);
        }
    }

    @Test
    void aZoneThatHangsUpIsUnreachable() throws Exception {
        try (RawZone zone = RawZone.that(RawZone.Line::readHead)) {
            assertEveryCallIs(StoreFailure.Unreachable.class, zone);
        }
    }

    @Test
    void aZoneThatResetsIsUnreachable() throws Exception {
        try (RawZone zone = RawZone.that(RawZone.Line::reset)) {
            assertEveryCallIs(StoreFailure.Unreachable.class, zone);
            assertCopiesAre(StoreFailure.Unreachable.class, zone);
        }
    }

    @Test
    void aZoneThatDoesNotListenIsUnreachable() throws Exception {
        RawZone zone = RawZone.that(RawZone.Line::holdOn);
        zone.close();

        assertEveryCallIs(StoreFailure.Unreachable.class, zone);
    }

    @Test
    void aPageInsteadOfAnAnswerIsNeverBelieved() throws Exception { // A98
        try (RawZone zone = RawZone.answering(PAGE, HTML)) {
            assertEveryCallIs(StoreFailure.class, zone);
            assertCopiesAre(StoreFailure.class, zone);
            assertThat(catchThrowable(() -> await(store(zone).stampedAt(locator()).collectList())))
                    .isInstanceOf(StoreFailure.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"400 Bad Request", "503 Slow Down", "200 OK"})
    void anErrorThatUnfoldsWithoutAnEndIsAFailureInTime(String status) throws Exception { // A98
        StringBuilder bomb = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE Error [<!ENTITY e0 \"ha\">");
        for (int i = 1; i < 12; i++) {
            bomb.append("<!ENTITY e%d \"%s\">".formatted(i, "&e%d;".formatted(i - 1).repeat(10)));
        }
        bomb.append("]><Error><Code>&e11;</Code><Message>&e11;</Message></Error>");
        byte[] body = bomb.toString().getBytes(StandardCharsets.UTF_8);
        try (RawZone zone = RawZone.answering(status + "\r\nContent-Type: application/xml", body)) {
            assertEveryCallIs(StoreFailure.class, zone);
            assertCopiesAre(StoreFailure.class, zone);
        }
    }

    @Test
    void anErrorInTheClothesOfASuccessIsNeverBelieved() throws Exception {
        byte[] error = "<Error><Code>InternalError</Code></Error>".getBytes(StandardCharsets.UTF_8);
        try (RawZone zone = RawZone.answering("200 OK\r\nContent-Type: application/xml", error)) {
            assertThat(catchThrowable(() -> put(zone, 10))).isInstanceOf(StoreFailure.Corrupt.class);
            assertThat(catchThrowable(() -> read(zone, Optional.empty()))).isInstanceOf(StoreFailure.Corrupt.class);
            assertThat(catchThrowable(() -> finish(store(zone).delete(locator())))).isInstanceOf(StoreFailure.class);
        }
    }

    /** Row 63: the last word may come long after the status. */
    @ParameterizedTest
    @ValueSource(strings = {"InternalError", "SlowDown", "NoSuchKey"})
    void anErrorBehindBlanksAndA200IsTheOutcomeOfACopy(String code) throws Exception {
        String error = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + " ".repeat(100) + "<Error><Code>" + code
                + "</Code></Error>";
        try (RawZone zone = RawZone.answering("200 OK\r\nContent-Type: application/xml",
                error.getBytes(StandardCharsets.UTF_8))) {
            Class<? extends StoreFailure> meant = switch (code) {
                case "SlowDown" -> StoreFailure.Throttled.class;
                case "NoSuchKey" -> StoreFailure.NotFound.class;
                default -> StoreFailure.Unreachable.class;
            };

            assertCopiesAre(meant, zone);
        }
    }

    @Test
    void aCopyThatBearsTheStampOfItsSourceIsNotOurs() throws Exception {
        byte[] copied = "<CopyObjectResult><ETag>\"x\"</ETag></CopyObjectResult>".getBytes(StandardCharsets.UTF_8);
        String head = "200 OK\r\nETag: \"x\"\r\nx-amz-meta-s3gateway-stamp: " + source().stamp().text();
        try (RawZone zone = RawZone.that(line -> {
            while (line.readHead().isPresent()) {
                boolean looked = line.head().startsWith("HEAD");
                line.sendRaw("HTTP/1.1 " + head + "\r\nContent-Length: " + copied.length + "\r\n\r\n"
                        + (looked ? "" : new String(copied, StandardCharsets.UTF_8)));
            }
        })) {
            assertThat(catchThrowable(() -> copy(zone))).isInstanceOf(StoreFailure.Corrupt.class);
        }
    }

    /** Row 86: what a Complete says of the ETag is not believed, and RGW says nothing; the copy itself is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"", "<ETag></ETag>", "<ETag>\"0123456789abcdef0123456789abcdef-2\"</ETag>"})
    void theTagOfACopyInPartsIsWhatTheCopySays(String said) throws Exception {
        String result = "<CompleteMultipartUploadResult>" + said + "</CompleteMultipartUploadResult>";
        try (RawZone zone = RawZone.that(line -> {
            while (line.readHead().isPresent()) {
                line.readBody();
                boolean looked = line.head().startsWith("HEAD");
                line.sendRaw("HTTP/1.1 200 OK\r\n"
                        + (looked
                                ? "ETag: \"900150983cd24fb0d6963f7d28e17f72-1\"\r\nContent-Length: 3\r\n"
                                : "Content-Length: " + result.length() + "\r\n")
                        + "\r\n" + (looked ? "" : result));
            }
        })) {
            Stored stored = await(store(zone).completeUpload(new ZoneUpload(locator(), "id"),
                    List.of(new PartTag(1, "\"900150983cd24fb0d6963f7d28e17f72\""))));

            assertThat(stored.size()).isEqualTo(3);
            assertThat(stored.digest())
                    .isEqualTo(new ZoneDigest.Md5(new ETag("900150983cd24fb0d6963f7d28e17f72-1")));
        }
    }

    @Test
    void aCopyNamesTheVersionOfItsSourceAndTakesNothingElseFromIt() throws Exception {
        try (RawZone zone = RawZone.answering("501 Not Implemented", new byte[0])) {
            assertThat(catchThrowable(() -> copy(zone))).isInstanceOf(StoreFailure.Rejected.class);

            RawZone.Line line = zone.lines().getFirst();
            assertThat(line.header("x-amz-copy-source")).contains("bucket/a%20source?versionId=v%201");
            assertThat(line.header("x-amz-metadata-directive")).contains("REPLACE");
            assertThat(line.header("x-amz-meta-s3gateway-stamp")).contains(locator().stamp().text());
            assertThat(line.header("content-type")).contains("text/plain");
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception { // A98
        try (RawZone elsewhere = RawZone.answering("200 OK\r\nETag: \"x\"", new byte[0]);
                RawZone zone = RawZone.answering(
                        "307 Temporary Redirect\r\nLocation: " + elsewhere.endpoint() + "/bucket/key", new byte[0])) {
            assertEveryCallIs(StoreFailure.Rejected.class, zone);
            assertCopiesAre(StoreFailure.Rejected.class, zone);

            assertThat(elsewhere.lines()).isEmpty();
        }
    }

    @Test
    void headersWithoutAnEndAreCutOff() throws Exception { // A98
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.sendRaw("HTTP/1.1 200 OK\r\n");
            for (int i = 0; true; i++) {
                line.sendRaw("X-Filler-" + i + ": " + "x".repeat(1000) + "\r\n");
            }
        })) {
            assertEveryCallIs(StoreFailure.class, zone);
        }
    }

    @Test
    void interimAnswersWithoutAnEndAreAFailure() throws Exception { // A98
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            while (true) {
                line.sendRaw("HTTP/1.1 102 Processing\r\n\r\n");
            }
        })) {
            assertThat(catchThrowable(() -> read(zone, Optional.empty()))).isInstanceOf(StoreFailure.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"not HTTP at all\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "\u0000\u0001\u0002\r\n\r\n"})
    void nonsenseIsAFailure(String nonsense) throws Exception { // A98
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.sendRaw(nonsense);
        })) {
            assertEveryCallIs(StoreFailure.class, zone);
        }
    }

    @Test
    void aCopyThatEndsEarlyIsAFailureWhileItIsRead() throws Exception {
        try (RawZone zone = RawZone.that(line -> {
            line.readHead();
            line.sendRaw("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 100\r\n\r\n" + "x".repeat(50));
        })) {
            assertThat(catchThrowable(() -> read(zone, Optional.empty()))).isInstanceOf(StoreFailure.Unreachable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK\r\nETag: \"x\"",
            "206 Partial Content\r\nETag: \"x\"\r\nContent-Range: bytes 0-9/50",
            "206 Partial Content\r\nETag: \"x\"\r\nContent-Range: bytes 5-14/*",
            "206 Partial Content\r\nContent-Range: bytes 5-14/50"})
    void otherBytesThanAskedForAreNotTheCopy(String head) throws Exception { // A98
        try (RawZone zone = RawZone.answering(head, new byte[10])) {
            Throwable failure = catchThrowable(() -> read(zone, Optional.of(new ByteRange.Resolved(5, 14))));

            assertThat(failure).isInstanceOf(StoreFailure.Corrupt.class);
        }
    }

    @Test
    void anotherVersionThanAskedForIsNotTheCopy() throws Exception {
        try (RawZone zone = RawZone.answering("200 OK\r\nETag: \"x\"\r\nx-amz-version-id: other", new byte[10])) {
            Throwable failure = catchThrowable(
                    () -> await(store(zone).get(locator().withZoneVersion("asked"), Optional.empty())));

            assertThat(failure).isInstanceOf(StoreFailure.Corrupt.class);
        }
    }

    @Test
    void aZoneThatKnowsUsButShowsNoBucketsIsWell() throws Exception {
        byte[] denied = "<Error><Code>AccessDenied</Code></Error>".getBytes(StandardCharsets.UTF_8);
        byte[] unknown = "<Error><Code>InvalidAccessKeyId</Code></Error>".getBytes(StandardCharsets.UTF_8);
        try (RawZone restricted = RawZone.answering("403 Forbidden", denied);
                RawZone wrong = RawZone.answering("403 Forbidden", unknown)) {
            finish(store(restricted).ping());

            assertThat(catchThrowable(() -> finish(store(wrong).ping()))).isInstanceOf(StoreFailure.Rejected.class);
        }
    }

    @Test
    void aCertificateThatNobodySignedIsRefused(@TempDir Path directory) throws Exception { // F21
        try (RawZone zone = RawZone.over(TestTls.server(directory, "CN=localhost"), RawZone.Line::holdOn)) {
            assertThat(catchThrowable(() -> put(zone, 10))).isInstanceOf(StoreFailure.Unreachable.class);
        }
    }

    protected final void assertEveryCallIs(Class<? extends StoreFailure> failure, RawZone zone) {
        assertThat(catchThrowable(() -> put(zone, 10))).as("a small put").isInstanceOf(failure);
        assertThat(catchThrowable(() -> put(zone, 2_000_000))).as("a large put").isInstanceOf(failure);
        assertThat(catchThrowable(() -> read(zone, Optional.empty()))).as("get").isInstanceOf(failure);
        assertThat(catchThrowable(() -> finish(store(zone).delete(locator())))).as("delete").isInstanceOf(failure);
        assertThat(catchThrowable(() -> finish(store(zone).ping()))).as("ping").isInstanceOf(failure);
    }

    private void assertCopiesAre(Class<? extends StoreFailure> failure, RawZone zone) {
        assertThat(catchThrowable(() -> copy(zone))).as("copy").isInstanceOf(failure);
        assertThat(catchThrowable(() -> copyPart(zone))).as("copied part").isInstanceOf(failure);
    }

    @CanIgnoreReturnValue
    protected final Stored put(RawZone zone, int size) {
        return await(store(zone).put(locator(), METADATA, chunks.body(new byte[size], 30_000)));
    }

    @CanIgnoreReturnValue
    private Stored copy(RawZone zone) {
        return await(store(zone).copy(locator(), METADATA, source()));
    }

    @CanIgnoreReturnValue
    private StoredPart copyPart(RawZone zone) {
        return await(store(zone).copyPart(new ZoneUpload(locator(), "upload"), 1,
                new Excerpt(source(), 100, new ByteRange.Resolved(0, 9))));
    }

    @CanIgnoreReturnValue
    protected final byte[] read(RawZone zone, Optional<ByteRange.Resolved> range) {
        return await(store(zone).get(locator(), range).flatMap(found -> Drained.of(found.body(), 1 << 20)));
    }

    protected final ObjectStore store(RawZone zone) {
        return store(TestS3.zone("zone-1", zone.endpoint()));
    }

    protected static Locator locator() {
        return new Locator(new ZoneCode("zone-1"), "bucket", "key", Optional.empty(),
                new Stamp(1, new VersionId(new UUID(1, 2)), 1));
    }

    private static Locator source() {
        return new Locator(new ZoneCode("zone-1"), "bucket", "a source", Optional.of("v 1"),
                new Stamp(1, new VersionId(new UUID(3, 4)), 1));
    }

    @CanIgnoreReturnValue
    protected static <T> T await(Mono<T> mono) {
        return mono.blockOptional(PATIENCE).orElseThrow();
    }

    protected static void finish(Mono<Void> work) {
        work.block(PATIENCE);
    }
}
