package dev.s3gateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class IncomingBodyTest {

    /** What the body's subscriber was told at the end: the failure, or none for a clean end. */
    private final CompletableFuture<String> end = new CompletableFuture<>();

    private Mono<Void> watching(Exchange exchange) {
        return exchange.body()
                .chunks()
                .doOnNext(chunk -> chunk.release())
                .doOnComplete(() -> end.complete("clean"))
                .doOnError(failure -> end.complete(words(failure)))
                .then(exchange.respond(200, Map.of(), Body.EMPTY))
                .onErrorResume(_ -> exchange.respond(400, Map.of(), Body.of("broken")));
    }

    private static String words(Throwable failure) {
        return failure instanceof Failure.Malformed malformed ? malformed.fault.name() : failure.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_537, 5 * 1024 * 1024})
    void comesInWholeWhateverItsSize(int size) {
        try (TestServer server = TestServer.serving(TestServer::reading); RawClient client = server.client()) {
            client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: " + size + "\r\n\r\n").send(new byte[size]);

            assertThat(client.response()).endsWith("PUT /a " + size);
            assertThat(server.record().bytesIn()).isEqualTo(size);
        }
    }

    @Test
    void comesInWholeFromChunks() {
        try (TestServer server = TestServer.serving(TestServer::reading); RawClient client = server.client()) {
            client.send("PUT /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .send("5\r\nhello\r\n")
                    .send("6;ext=1\r\n world\r\n0\r\n\r\n");

            assertThat(client.response()).endsWith("PUT /a 11");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked"})
    void aClientThatLeavesIsAnErrorAndNeverAnEnd(String framing) throws Exception {
        try (TestServer server = TestServer.serving(this::watching)) {
            try (RawClient client = server.client()) {
                client.send("PUT /a HTTP/1.1\r\nHost: x\r\n" + framing + "\r\n\r\n5\r\n");
            }

            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo("INCOMPLETE_BODY");
            assertThat(server.record().status()).isEqualTo(AccessRecord.CLIENT_GONE);
        }
    }

    @Test
    void aListenerThatCutsIsAnErrorAndNeverAnEnd() throws Exception {
        try (TestServer server = TestServer.serving(this::watching); RawClient client = server.client()) {
            client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
            while (server.listener().running() == 0) {
                Thread.onSpinWait();
            }
            server.listener().cut();

            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo("INCOMPLETE_BODY");
        }
    }

    @Test
    void aPauseThatIsTooLongIsARequestTimeout() throws Exception {
        try (TestServer server = TestServer.serving(this::watching); RawClient client = server.client()) {
            client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");

            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo("REQUEST_TIMEOUT");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void aPauseWhileNobodyAsksIsNotTheClientsFault() {
        Endpoint slow = exchange -> Mono.delay(TestServer.QUICK.bodyIdleTime().multipliedBy(3))
                .then(Mono.defer(() -> TestServer.reading(exchange)));
        try (TestServer server = TestServer.serving(slow); RawClient client = server.client()) {
            client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");

            assertThat(client.response()).endsWith("PUT /a 5");
        }
    }

    @Test
    void continueIsSaidWhenTheBodyIsWanted() {
        try (TestServer server = TestServer.serving(TestServer::reading); RawClient client = server.client()) {
            client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");

            assertThat(client.response()).startsWith("HTTP/1.1 100 Continue");
            assertThat(client.send("hello").response()).endsWith("PUT /a 5");
        }
    }

    @Test
    void continueIsNotSaidToWhomIsRefused() {
        try (TestServer server = TestServer.serving(TestServer::refusing); RawClient client = server.client()) {
            client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");

            assertThat(client.untilClosed()).startsWith("HTTP/1.1 403 ").endsWith("denied");
        }
    }

    @Test
    // row 7
    void theAnswerToARefusedUploadIsNotLostInAReset() {
        try (TestServer server = TestServer.serving(TestServer::refusing); RawClient client = server.client()) {
            client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n").send(new byte[200_000]);

            assertThat(client.untilClosed()).startsWith("HTTP/1.1 403 ").endsWith("denied");
        }
    }
}
