package dev.s3gateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.bytes.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ReplyTest {

    private static final int CHUNK = 64 * 1024;

    private final AtomicInteger made = new AtomicInteger();

    private Flux<ByteBuf> chunks(int count) {
        return Flux.range(0, count).map(_ -> {
            made.incrementAndGet();
            return PooledByteBufAllocator.DEFAULT.buffer(CHUNK).writeZero(CHUNK);
        });
    }

    private static Endpoint answering(Body body) {
        return exchange -> exchange.respond(200, Map.of(), body);
    }

    @Test
    void aStreamArrivesWholeAndTheConnectionLives() {
        Endpoint endpoint = exchange -> exchange.respond(200, Map.of(),
                new Body.Streaming(OptionalLong.of(40L * CHUNK), chunks(40)));
        try (TestServer server = TestServer.serving(endpoint); RawClient client = server.client()) {
            for (int i = 0; i < 2; i++) {
                String response = client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").response();

                assertThat(response.length() - response.indexOf("\r\n\r\n") - 4).isEqualTo(40 * CHUNK);
                assertThat(server.record().bytesOut()).isEqualTo(40L * CHUNK);
            }
        }
    }

    // A PUT of 5 GiB that its client saw answered with 200 stood in the log as "499 cut": the client had left before the
    // thread that answered was told that the answer was written.
    @ParameterizedTest
    @ValueSource(strings = {"nothing", "a stream"})
    void aClientThatLeavesWithItsWholeAnswerIsNotSaidToHaveLeftEarly(String what) {
        Body body = what.equals("nothing")
                ? Body.EMPTY
                : new Body.Streaming(OptionalLong.of(3L * CHUNK), chunks(3).concatWith(Mono.never()));
        Endpoint slowToHear = exchange -> exchange.respond(200, Map.of(), body).then(Mono.never());
        try (TestServer server = TestServer.serving(slowToHear)) {
            try (RawClient client = server.client()) {
                assertThat(client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").response())
                        .contains("200 OK");
            }

            AccessRecord record = server.record();
            assertThat(record.status()).isEqualTo(200);
            assertThat(record.cut()).isFalse();
        }
    }

    @Test
    void aClientThatLeavesBeforeItsAnswerIsWrittenHasLeft() {
        Endpoint never = exchange -> Mono.never();
        try (TestServer server = TestServer.serving(never)) {
            try (RawClient client = server.client()) {
                client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            }

            assertThat(server.record().status()).isEqualTo(AccessRecord.CLIENT_GONE);
        }
    }

    // 100 Continue is no answer.
    @Test
    void aClientThatLeavesAfterItWasToldToGoOnHasLeft() {
        Endpoint reads = exchange -> exchange.body()
                .chunks()
                .doOnNext(ByteBuf::release)
                .then()
                .onErrorComplete()
                .then(Mono.never());
        try (TestServer server = TestServer.serving(reads)) {
            try (RawClient client = server.client()) {
                client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
                assertThat(client.response()).contains("100 Continue");
            }

            assertThat(server.record().status()).isEqualTo(AccessRecord.CLIENT_GONE);
        }
    }

    @Test
    void aStreamThatFailsCutsTheConnectionShortOfItsLength() {
        Flux<ByteBuf> failing = chunks(2).concatWith(Flux.error(new IllegalStateException("the zone is gone")));
        try (TestServer server = TestServer
                .serving(answering(new Body.Streaming(OptionalLong.of(10L * CHUNK), failing)));
                RawClient client = server.client()) {
            String all = client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").untilClosed();

            assertThat(all).contains("" + 10 * CHUNK).hasSizeLessThan(10 * CHUNK);
            assertThat(server.record().cut()).isTrue();
        }
    }

    @Test
    void aStreamOfUnknownLengthThatFailsHasNoLastChunk() {
        Flux<ByteBuf> failing = chunks(1).concatWith(Flux.error(new IllegalStateException("the zone is gone")));
        try (TestServer server = TestServer.serving(answering(new Body.Streaming(OptionalLong.empty(), failing)));
                RawClient client = server.client()) {
            String all = client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").untilClosed();

            assertThat(all).containsIgnoringCase("transfer-encoding: chunked").doesNotContain("\r\n0\r\n\r\n");
        }
    }

    @Test
    void aStreamThatIsTooShortCutsTheConnection() {
        try (TestServer server = TestServer
                .serving(answering(new Body.Streaming(OptionalLong.of(10L * CHUNK), chunks(3))));
                RawClient client = server.client()) {
            String all = client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").untilClosed();

            assertThat(all).hasSizeLessThan(10 * CHUNK);
            assertThat(server.record().cut()).isTrue();
        }
    }

    @Test
    void aReaderThatDoesNotReadIsNotReadAheadFor() {
        int many = 4096;
        try (TestServer server = TestServer
                .serving(answering(new Body.Streaming(OptionalLong.of((long) many * CHUNK), chunks(many))))) {
            try (RawClient client = server.client()) {
                client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").readSome(1);
                long before = -1;
                while (made.get() != before) {
                    before = made.get();
                    client.readSome(1);
                }
            }

            // What fits into both sockets' buffers, and our watermark.
            assertThat(made.get() * (long) CHUNK).isLessThan(64 * 1024 * 1024);
            assertThat(server.record().cut()).isTrue();
        }
    }

    @Test
    void aReaderThatStopsForeverIsCut() { // A47
        int many = 4096;
        try (TestServer server = TestServer
                .serving(answering(new Body.Streaming(OptionalLong.of((long) many * CHUNK), chunks(many))));
                RawClient client = server.client()) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").readSome(1);

            assertThat(server.record().cut()).isTrue();
        }
    }
}
