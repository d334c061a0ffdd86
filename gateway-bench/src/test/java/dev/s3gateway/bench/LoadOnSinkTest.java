package dev.s3gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.bench.load.Canned;
import dev.s3gateway.bench.load.Connection;
import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.load.Sending;
import dev.s3gateway.bench.load.Signer;
import dev.s3gateway.bench.load.Tally;
import dev.s3gateway.bench.side.Side;
import dev.s3gateway.bench.side.Workshop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the bench measures with, by itself: clients, the tee, and the zones. */
@Timeout(120)
class LoadOnSinkTest {

    private static final Signer SIGNER = new Signer("id", "secret", "us-east-1");
    private final Workshop workshop;

    LoadOnSinkTest() throws Exception {
        this.workshop = new Workshop(Path.of("..").toAbsolutePath().normalize());
    }

    @AfterEach
    void clearUp() throws Exception {
        workshop.close();
    }

    @Test
    void whatGoesThroughTheTeeLiesInEveryZoneAndComesBackWhole() throws Exception {
        List<Integer> zones = workshop.sinks(3);
        Side tee = workshop.bareTee(64 << 10, zones);
        long size = (3L << 20) + 17;

        Tally put = Load.keys(4, 2, tee.port(), Request.put(SIGNER, "bench", size));

        assertThat(put.requests()).isEqualTo(4);
        for (int zone : zones) {
            assertThat(Load.keys(4, 1, zone, Request.get(SIGNER, "bench", 4)).gibibytes())
                    .isEqualTo(4 * size / (double) (1L << 30));
        }
    }

    @Test
    void aZoneTellsTheMd5OfABodyThatItNeverHashed() throws Exception {
        int zone = workshop.sinks(1).get(0);
        try (Connection connection = new Connection(zone)) {
            Connection.Answer answer = connection.send("PUT", "/bench/large", Map.of("host", "here"),
                    Sending.plain(5 << 20));

            assertThat(answer.head()).containsIgnoringCase("etag: \"" + Canned.md5(5 << 20) + "\"");
        }
    }

    @Test
    void aZoneRefusesASmallBodyWithAWrongChecksum() throws Exception {
        int zone = workshop.sinks(1).get(0);
        try (Connection connection = new Connection(zone)) {
            Connection.Answer answer = connection.send("PUT", "/bench/small",
                    Map.of("host", "here", "x-amz-checksum-crc32c", Canned.crc32c(99)), Sending.plain(100));

            assertThat(answer.status()).isEqualTo(400);
            assertThatThrownBy(answer::orThrow).hasMessageContaining("BadDigest");
        }
    }

    @Test
    void aBodyThatNobodyKnowsBeforehandComesBackByteForByte() throws Exception {
        URI object = URI.create("http://127.0.0.1:" + workshop.sinks(1).get(0) + "/bench/self-test");
        byte[] bytes = new byte[100_000];
        new Random(7).nextBytes(bytes);
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(HttpRequest.newBuilder(object).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)).build(),
                    HttpResponse.BodyHandlers.discarding());

            byte[] back = client
                    .send(HttpRequest.newBuilder(object).build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body();

            assertThat(back).isEqualTo(bytes);
        }
    }
}
