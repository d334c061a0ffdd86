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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/**
 * Kept connections under everything that turns reading off and on: bodies that come in pieces, answers at once and late,
 * requests sent ahead. A read that gets lost in between leaves a request in the socket until its client gives up.
 */
class KeptConnectionsTest {

    private static final int CONNECTIONS = 24;
    private static final int ROUNDS = 60;
    private static final HttpLimits RESTLESS = new HttpLimits(Duration.ofSeconds(5), Duration.ofMillis(500),
            Duration.ofSeconds(5), 1024, Duration.ofSeconds(10), Duration.ofSeconds(1), 100);
    private static final byte[] BODY = "x".repeat(300_000).getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void aRequestSentAheadAndAnsweredAtOnceIsNotTheLastOneThatIsRead() {
        try (TestServer server = TestServer.serving(TestServer.STANDARD, KeptConnectionsTest::inItsTime);
                RawClient client = server.client()) {
            client.send("GET /late/1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.response()).endsWith("GET /late/1 0");
            assertThat(client.response()).endsWith("GET /2 0");

            assertThat(client.send("GET /3 HTTP/1.1\r\nHost: x\r\n\r\n").response()).endsWith("GET /3 0");
        }
    }

    @Test
    void aConnectionThatIdlesAfterARequestSentAheadIsClosedInItsTime() {
        try (TestServer server = TestServer.serving(RESTLESS, KeptConnectionsTest::inItsTime);
                RawClient client = server.client()) {
            client.send("GET /late/1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.response()).endsWith("GET /late/1 0");
            assertThat(client.response()).endsWith("GET /2 0");

            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aConnectionOnWhichNothingIsEverSaidIsClosedInItsTime() {
        try (TestServer server = TestServer.serving(RESTLESS, KeptConnectionsTest::inItsTime);
                RawClient client = server.client()) {
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void anAnswerThatTakesLongerThanAConnectionMayRestIsNotCutAndTheRestBeginsBehindIt() {
        Endpoint slow = exchange -> Mono.delay(RESTLESS.idleTime().multipliedBy(3))
                .then(exchange.respond(200, Map.of(), Body.of("late")));
        try (TestServer server = TestServer.serving(RESTLESS, slow); RawClient client = server.client()) {
            client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.response()).endsWith("late");
            assertThat(client.response()).endsWith("late");

            assertThat(client.send("GET /3 HTTP/1.1\r\nHost: x\r\n\r\n").response()).endsWith("late");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void noRequestStaysUnreadHoweverItsBytesComeInAndHoweverManyAreSentAhead(int ahead) throws Exception {
        long seed = new Random().nextLong();
        try (TestServer server = TestServer.serving(TestServer.STANDARD, KeptConnectionsTest::inItsTime);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                Random random = new Random(seed + i);
                work.add(() -> converse(server, random, ahead));
            }
            int answers = 0;
            for (Future<Integer> client : clients.invokeAll(work)) {
                answers += client.get();
            }
            assertThat(answers).as("seed %s", seed).isGreaterThanOrEqualTo(CONNECTIONS * ROUNDS);
        } catch (ExecutionException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    /** At once or a moment later, the body first where there is one. */
    private static Mono<Void> inItsTime(Exchange exchange) {
        if (exchange.rawPath().startsWith("/refused")) {
            return TestServer.refusing(exchange);
        }
        Mono<Void> answer = exchange.hasBody()
                ? TestServer.reading(exchange)
                : exchange.respond(200, Map.of(), Body.of(exchange.method() + " " + exchange.rawPath() + " 0"));
        return exchange.rawPath().startsWith("/late/") ? Mono.delay(Duration.ofMillis(2)).then(answer) : answer;
    }

    private static int converse(TestServer server, Random random, int ahead) throws InterruptedException {
        int answers = 0;
        try (RawClient client = server.client()) {
            for (int round = 0; round < ROUNDS; round++) {
                List<Question> asked = new ArrayList<>();
                int some = 1 + random.nextInt(ahead);
                for (int i = 0; i < some; i++) {
                    Question question = Question.any(random, round * 10 + i);
                    inPieces(client, question, random);
                    asked.add(question);
                }
                for (Question question : asked) {
                    question.expect(client);
                    answers++;
                }
            }
            beRefused(client, random);
        }
        return answers;
    }

    /** The last that a connection hears, whole, whatever comes of the body, and nothing of what is behind it. */
    private static void beRefused(RawClient client, Random random) {
        Question first = new Question("GET", "/late/last", -1, false);
        Question refused = new Question("PUT", "/refused", 1 + random.nextInt(200_000), false);
        Question unheard = new Question("GET", "/unheard", -1, false);
        client.send(first.bytes()).send(refused.bytes()).send(unheard.bytes());
        first.expect(client);
        assertThat(client.untilClosed()).startsWith("HTTP/1.1 403").endsWith("denied");
    }

    private static void inPieces(RawClient client, Question question, Random random) throws InterruptedException {
        byte[] all = question.bytes();
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

    /** {@code length}: -1 for a request without a body. */
    private record Question(String method, String path, int length, boolean waits) {

        static Question any(Random random, int number) {
            String path = (random.nextBoolean() ? "/late/" : "/") + number;
            if (random.nextInt(3) == 0) {
                return new Question(random.nextInt(4) == 0 ? "HEAD" : "GET", path, -1, false);
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(BODY.length) : random.nextInt(3000);
            return new Question("PUT", path, length, length > 0 && random.nextInt(8) == 0);
        }

        byte[] bytes() {
            String head = method + " " + path + " HTTP/1.1\r\nHost: x\r\n"
                    + (length < 0 ? "" : "Content-Length: " + length + "\r\n")
                    + (waits ? "Expect: 100-continue\r\n" : "") + "\r\n";
            byte[] all = Arrays.copyOf(head.getBytes(StandardCharsets.ISO_8859_1), head.length() + Math.max(length, 0));
            System.arraycopy(BODY, 0, all, head.length(), Math.max(length, 0));
            return all;
        }

        void expect(RawClient client) {
            String answer = client.response(method);
            if (answer.startsWith("HTTP/1.1 100")) {
                answer = client.response(method);
            }
            assertThat(answer).as("%s", this).startsWith("HTTP/1.1 200");
            assertThat(answer).as("%s", this)
                    .endsWith(method.equals("HEAD") ? "\r\n\r\n" : method + " " + path + " " + Math.max(length, 0));
        }
    }
}
