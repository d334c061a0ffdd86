package dev.s3gateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.bytes.Body;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * Kept connections under what turns reading off and on: bodies that come in pieces, answers at once and late. A read that gets lost in between leaves a request in the socket until its client gives up.
 */
class KeptConnectionsTest {

    private static final int CONNECTIONS = 24;
    private static final int ROUNDS = 60;
    private static final byte[] BODY = "x".repeat(300_000).getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void noRequestOnAKeptConnectionStaysUnreadHoweverItsBytesComeIn() throws Exception {
        long seed = new Random().nextLong();
        try (TestServer server = TestServer.serving(TestServer.STANDARD, KeptConnectionsTest::inItsTime);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                Random random = new Random(seed + i);
                work.add(() -> converse(server, random));
            }
            int answers = 0;
            for (Future<Integer> client : clients.invokeAll(work)) {
                answers += client.get();
            }
            assertThat(answers).as("seed %s", seed).isEqualTo(CONNECTIONS * ROUNDS);
        } catch (ExecutionException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    /** At once or a moment later, the body first or not at all where there is none. */
    private static Mono<Void> inItsTime(Exchange exchange) {
        Mono<Void> answer = exchange.hasBody()
                ? TestServer.reading(exchange)
                : exchange.respond(200, Map.of(), Body.of(exchange.method() + " " + exchange.rawPath() + " 0"));
        return exchange.rawPath().startsWith("/late/") ? Mono.delay(Duration.ofMillis(2)).then(answer) : answer;
    }

    private static int converse(TestServer server, Random random) throws InterruptedException {
        int answers = 0;
        try (RawClient client = server.client()) {
            for (int round = 0; round < ROUNDS; round++) {
                String end = ask(client, random, round);
                assertThat(client.response()).as("round %s", round).endsWith(end);
                answers++;
            }
        }
        return answers;
    }

    private static String ask(RawClient client, Random random, int number) throws InterruptedException {
        String path = (random.nextBoolean() ? "/late/" : "/") + number;
        if (random.nextInt(3) == 0) {
            inPieces(client, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n", 0, random);
            return "GET " + path + " 0";
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(BODY.length) : random.nextInt(3000);
        inPieces(client, "PUT " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n", length,
                random);
        return "PUT " + path + " " + length;
    }

    private static void inPieces(RawClient client, String head, int length, Random random)
            throws InterruptedException {
        byte[] all = new byte[head.length() + length];
        System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, all, 0, head.length());
        System.arraycopy(BODY, 0, all, head.length(), length);
        int from = 0;
        while (from < all.length) {
            int to = random.nextBoolean() ? all.length : from + 1 + random.nextInt(all.length - from);
            client.send(Arrays.copyOfRange(all, from, to));
            from = to;
            if (random.nextInt(4) == 0) {
                Thread.sleep(random.nextInt(3)); // lets what was sent arrive by itself
            }
        }
    }
}
