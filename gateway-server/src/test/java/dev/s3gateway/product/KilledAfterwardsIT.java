package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * F06: the product dies amid a Complete, a Copy, a DELETE, a purge, an abort and a repair. Another one takes over: what
 * was begun is finished or undone, the client may ask again, and in the end, looked at once after all of these deaths,
 * the zones' directories hold what is live and nothing else.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledAfterwardsIT {

    private static final String SOURCE = "/kills/source";

    /** The body, a byte each character. */
    private record Answer(int status, String body) {

        static final Answer NONE = new Answer(-1, "");
    }

    /** An upload of one part. */
    private record Begun(String query, String tag) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(6);
    private final Map<String, byte[]> live = new HashMap<>();
    private final List<byte[]> dead = new ArrayList<>();
    private Path data;
    private Path point;
    private Product product;
    private int keys;

    @BeforeAll
    void writeWhatIsCopied(@TempDir Path directory) throws Exception {
        data = directory.resolve("data");
        point = directory.resolve("point");
        start();
        assertThat(send(request("/kills").PUT(BodyPublishers.noBody()).build()).status()).isEqualTo(200);
        put(SOURCE, body());
    }

    @AfterAll
    void whatIsLiveIsInEveryZoneAndNothingElse() throws Exception {
        try (http; Product last = product) {
            assertThat(last.output()).contains("ready");
            ZoneDirectories.of(data.resolve("zones")).awaitExactly(live.values(), dead);
        }
    }

    @ParameterizedTest(name = "killed at {0}, visit {1}")
    @CsvSource(textBlock = """
            multipart.before-complete, 1
            multipart.after-lane     , 2
            multipart.before-commit  , 1
            multipart.after-commit   , 1
            """)
    void aCompleteIsFinishedByWhoeverComesAndTheSameAgainGetsTheSameAnswer(String at, int visit) throws Exception {
        String key = written();
        byte[] next = body();
        Begun upload = begun(key, next);
        String list = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + upload.tag()
                + "</ETag></Part></CompleteMultipartUpload>";
        HttpRequest complete = request(upload.query()).POST(BodyPublishers.ofString(list)).build();

        killed(at, visit, complete);

        assertThat(send(complete).status()).as("the same again").isEqualTo(200);
        isNow(key, next);
    }

    @ParameterizedTest(name = "killed at {0}, visit {1}")
    @CsvSource(textBlock = """
            writer.after-lane   , 2, false
            writer.before-commit, 1, false
            ledger.after-commit , 1, true
            """)
    void aCopyIsThereOrNotAndNeverHalf(String at, int visit, boolean committed) throws Exception {
        String key = written();
        HttpRequest copy = request(key).header("x-amz-copy-source", SOURCE).PUT(BodyPublishers.noBody()).build();

        killed(at, visit, copy);

        assertThat(get(key)).isEqualTo(live.get(committed ? SOURCE : key));
        put(key, body());
    }

    @ParameterizedTest(name = "killed at {0}")
    @CsvSource(textBlock = """
            ledger.before-commit, true
            ledger.after-commit , false
            """)
    void aDeleteIsDoneOrNotAndNeverHalf(String at, boolean stays) throws Exception {
        String key = written();

        killed(at, 1, request(key).DELETE().build());

        assertThat(send(request(key).build()).status()).isEqualTo(stays ? 200 : 404);
        put(key, body());
    }

    @ParameterizedTest(name = "killed at {0}, visit {1}")
    @CsvSource(textBlock = """
            purge.before-delete, 1
            purge.after-delete , 2
            """)
    void aPurgeGoesOnWhereItWas(String at, int visit) throws Exception {
        String key = written();
        byte[] next = body();

        killed(at, visit, request(key).PUT(BodyPublishers.ofByteArray(next)).build());

        isNow(key, next);
    }

    @ParameterizedTest(name = "killed at {0}")
    @ValueSource(strings = {"abort.before-abort", "abort.after-abort"})
    void anAbortGoesOnUntilNoZoneHoldsAPart(String at) throws Exception {
        String key = written();
        byte[] part = body();
        Begun upload = begun(key, part);
        dead.add(part);

        killed(at, 1, request(upload.query()).DELETE().build());

        assertThat(get(key)).isEqualTo(live.get(key));
        assertThat(send(request(upload.query()).build()).status()).isEqualTo(404);
    }

    @ParameterizedTest(name = "killed at {0}")
    @ValueSource(strings = {"copy.before-put", "copy.after-put", "copy.after-arrival"})
    void aRepairGoesOnUntilEveryZoneHasACopy(String at) throws Exception {
        String key = written();
        Path lost = ZoneDirectories.of(data.resolve("zones")).holding(Objects.requireNonNull(live.get(key)));
        Files.writeString(point, at + " 1");

        Files.delete(lost);
        // A read that meets the loss has it repaired; the first zone is asked first.
        diesOf(request(key).build());

        assertThat(get(key)).isEqualTo(live.get(key));
    }

    /** A key with an old version. */
    private String written() throws Exception {
        String key = "/kills/key-" + ++keys;
        put(key, body());
        return key;
    }

    private void put(String key, byte[] body) throws Exception {
        assertThat(send(request(key).PUT(BodyPublishers.ofByteArray(body)).build()).status()).isEqualTo(200);
        isNow(key, body);
    }

    private void isNow(String key, byte[] body) throws Exception {
        assertThat(get(key)).isEqualTo(body);
        byte[] before = live.put(key, body);
        if (before != null) {
            dead.add(before);
        }
    }

    private Begun begun(String key, byte[] part) throws Exception {
        String begun = send(request(key + "?uploads").POST(BodyPublishers.noBody()).build()).body();
        String query = key + "?uploadId=" + begun.replaceAll("(?s).*<UploadId>(.*)</UploadId>.*", "$1");
        HttpRequest put = request(query + "&partNumber=1").PUT(BodyPublishers.ofByteArray(part)).build();
        HttpResponse<byte[]> stored = http.send(put, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(stored.statusCode()).isEqualTo(200);
        return new Begun(query, stored.headers().firstValue("ETag").orElseThrow());
    }

    /** The product dies there, during the request or soon after it, and another one takes over. */
    private void killed(String at, int visit, HttpRequest request) throws Exception {
        Files.writeString(point, at + " " + visit);
        diesOf(request);
    }

    private void diesOf(HttpRequest request) throws Exception {
        assertThat(send(request).status()).as("answer of a process that dies").isIn(-1, 200, 204);
        assertThat(product.awaitEnd()).isEqualTo(137);
        Files.delete(point);
        product.close();
        start();
    }

    /** As service managers do, more than once: on a busy machine a start may come too late for its own limits. */
    private void start() throws Exception {
        product = started(2);
    }

    private Product started(int moreTries) throws Exception {
        try {
            return Product.killedAt(point, data, Map.of("S3GATEWAY_LEDGER_LEASE", "6 s", "S3GATEWAY_LEDGER_GRACE",
                    "0 s", "S3GATEWAY_JOBS_CLAIM", "5 s"));
        } catch (AssertionError e) {
            if (moreTries == 0) {
                throw e;
            }
            return started(moreTries - 1);
        }
    }

    private byte[] body() {
        byte[] bytes = new byte[30_000];
        random.nextBytes(bytes);
        return bytes;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(product.endpoint().resolve(path));
    }

    private byte[] get(String key) throws Exception {
        return send(request(key).build()).body().getBytes(StandardCharsets.ISO_8859_1);
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
