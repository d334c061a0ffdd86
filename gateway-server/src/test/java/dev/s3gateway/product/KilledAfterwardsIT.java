package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * F06: the product dies amid a Complete, a Copy, a DELETE, a purge and an abort. Another one takes over: what was begun
 * is finished or undone, the client may ask again, and the zones' directories hold what is live and nothing else.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledAfterwardsIT {

    private static final String KEY = "/kills/key";
    private static final String SOURCE = "/kills/source";

    /** The body, a byte each character. */
    private record Answer(int status, String body) {

        static final Answer NONE = new Answer(-1, "");
    }

    /** An upload of one part. */
    private record Begun(String id, String tag) {

        String query() {
            return KEY + "?uploadId=" + id;
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(6);
    private Path data;
    private Path point;
    private Product product;
    private ZoneDirectories zones;
    private byte[] source;
    private byte[] old;
    private int files;

    @BeforeAll
    void writeTheOldVersion(@TempDir Path directory) throws Exception {
        data = directory.resolve("data");
        point = directory.resolve("point");
        start();
        source = body();
        old = body();
        assertThat(put("/kills", new byte[0]).status()).isEqualTo(200);
        assertThat(put(SOURCE, source).status()).isEqualTo(200);
        assertThat(put(KEY, old).status()).isEqualTo(200);
        zones = ZoneDirectories.of(data.resolve("zones"));
        files = zones.awaitFiles();
    }

    @AfterAll
    void stop() throws IOException {
        http.close();
        product.close();
    }

    @ParameterizedTest(name = "killed at {0}, visit {1}")
    @CsvSource(textBlock = """
            multipart.before-complete, 1
            multipart.after-lane     , 1
            multipart.after-lane     , 3
            multipart.before-commit  , 1
            ledger.before-commit     , 1
            ledger.after-commit      , 1
            multipart.after-commit   , 1
            """)
    void aCompleteIsFinishedByWhoeverComesAndTheSameAgainGetsTheSameAnswer(String at, int visit) throws Exception {
        byte[] next = body();
        Begun upload = begun(next);
        String list = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + upload.tag()
                + "</ETag></Part></CompleteMultipartUpload>";
        HttpRequest complete = request(upload.query()).POST(BodyPublishers.ofString(list)).build();

        killed(at, visit, complete);

        assertThat(send(complete).status()).as("the same again").isEqualTo(200);
        isNow(next);
    }

    @ParameterizedTest(name = "killed at {0}, visit {1}")
    @CsvSource(textBlock = """
            writer.after-intent , 1
            writer.before-lane  , 2
            writer.after-lane   , 1
            writer.after-lane   , 3
            writer.before-commit, 1
            """)
    void aCopyThatWasNotCommittedLeavesNothing(String at, int visit) throws Exception {
        killed(at, visit, copy());

        assertThat(get()).isEqualTo(old);
        zones.awaitOnly(old, files, List.of());
    }

    @ParameterizedTest(name = "killed at {0}")
    @ValueSource(strings = {"ledger.after-commit", "writer.after-commit"})
    void aCopyThatWasCommittedIsThere(String at) throws Exception {
        killed(at, 1, copy());

        isNow(source);
        byte[] next = body();
        assertThat(put(KEY, next).status()).isEqualTo(200);
        isNow(next);
    }

    @ParameterizedTest(name = "killed at {0}")
    @CsvSource(textBlock = """
            ledger.before-commit, true
            ledger.after-commit , false
            """)
    void aDeleteIsDoneOrNotAndNeverHalf(String at, boolean stays) throws Exception {
        killed(at, 1, request(KEY).DELETE().build());

        assertThat(send(request(KEY).build()).status()).isEqualTo(stays ? 200 : 404);
        byte[] next = body();
        assertThat(put(KEY, next).status()).isEqualTo(200);
        isNow(next);
    }

    @ParameterizedTest(name = "killed at {0}, visit {1}")
    @CsvSource(textBlock = """
            purge.before-delete, 1
            purge.after-delete , 2
            """)
    void aPurgeGoesOnWhereItWasAndTouchesNothingElse(String at, int visit) throws Exception {
        byte[] next = body();

        killed(at, visit, request(KEY).PUT(BodyPublishers.ofByteArray(next)).build());

        assertThat(get()).isEqualTo(next);
        isNow(next);
    }

    @ParameterizedTest(name = "killed at {0}")
    @ValueSource(strings = {"abort.before-abort", "abort.after-abort"})
    void anAbortGoesOnUntilNoZoneHoldsAPart(String at) throws Exception {
        Begun upload = begun(body());

        killed(at, 1, request(upload.query()).DELETE().build());

        assertThat(get()).isEqualTo(old);
        zones.awaitOnly(old, files, List.of());
        assertThat(send(request(upload.query()).build()).status()).isEqualTo(404);
    }

    private Begun begun(byte[] part) throws Exception {
        String begun = send(request(KEY + "?uploads").POST(BodyPublishers.noBody()).build()).body();
        String id = begun.replaceAll("(?s).*<UploadId>(.*)</UploadId>.*", "$1");
        HttpRequest put = request(KEY + "?partNumber=1&uploadId=" + id).PUT(BodyPublishers.ofByteArray(part)).build();
        HttpResponse<byte[]> stored = http.send(put, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(stored.statusCode()).isEqualTo(200);
        return new Begun(id, stored.headers().firstValue("ETag").orElseThrow());
    }

    private HttpRequest copy() {
        return request(KEY).header("x-amz-copy-source", SOURCE).PUT(BodyPublishers.noBody()).build();
    }

    /** The product dies there, during the request or soon after it, and another one takes over. */
    private void killed(String at, int visit, HttpRequest request) throws Exception {
        Files.writeString(point, at + " " + visit);
        assertThat(send(request).status()).as("answer of a process that dies").isIn(-1, 200, 204);
        assertThat(product.awaitEnd()).isEqualTo(137);
        Files.delete(point);
        product.close();
        start();
    }

    private void isNow(byte[] body) throws Exception {
        assertThat(get()).isEqualTo(body);
        zones.awaitOnly(body, files, Arrays.equals(old, source) ? List.of() : List.of(old));
        old = body;
    }

    private void start() throws Exception {
        product = Product.killedAt(point, data, Map.of("S3GATEWAY_LEDGER_LEASE", "6 s", "S3GATEWAY_LEDGER_GRACE",
                "0 s"));
    }

    private byte[] body() {
        byte[] bytes = new byte[300_000];
        random.nextBytes(bytes);
        return bytes;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(product.endpoint().resolve(path));
    }

    private Answer put(String path, byte[] body) throws Exception {
        return send(request(path).PUT(BodyPublishers.ofByteArray(body)).build());
    }

    private byte[] get() throws Exception {
        return send(request(KEY).build()).body().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As clients do, again where the answer is 503: on a busy machine the short lease may lapse. */
    private Answer send(HttpRequest request) throws Exception {
        Answer answer = once(request);
        for (int attempt = 0; answer.status() == 503 && attempt < 40; attempt++) {
            TimeUnit.MILLISECONDS.sleep(500);
            answer = once(request);
        }
        return answer;
    }

    private Answer once(HttpRequest request) throws InterruptedException {
        // The port of a product that was started again may be another one.
        HttpRequest here = HttpRequest
                .newBuilder(request, (_, _) -> true)
                .uri(product.endpoint()
                        .resolve(request.uri().getRawPath()
                                + (request.uri().getRawQuery() == null ? "" : "?" + request.uri().getRawQuery())))
                .build();
        try {
            HttpResponse<String> answer = http.send(here,
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException _) {
            return Answer.NONE;
        }
    }
}
