package dev.s3gateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.bytes.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class OutgoingBodyTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Queue<ByteBuf> made = new ConcurrentLinkedQueue<>();

    /** Letters, so that what is lost or out of order shows. */
    private static String text(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + (i * 31L / 7) % 26));
        }
        return text.toString();
    }

    private Flux<ByteBuf> cut(String text, List<Integer> lengths) {
        List<Integer> starts = new ArrayList<>();
        int at = 0;
        for (int length : lengths) {
            starts.add(at);
            at += length;
        }
        return Flux.range(0, lengths.size())
                .map(i -> chunk(text.substring(starts.get(i), starts.get(i) + lengths.get(i))));
    }

    private ByteBuf chunk(String text) {
        ByteBuf chunk = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, text.length()))
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        made.add(chunk);
        return chunk;
    }

    private static List<Integer> lengths(Random random, int total) {
        List<Integer> lengths = new ArrayList<>();
        int left = total;
        while (left > 0) {
            int most = random.nextBoolean() ? 400_000 : 3_000;
            int next = Math.min(left, random.nextInt(most));
            lengths.add(next);
            left -= next;
        }
        return lengths;
    }

    /** On the event loop, or from threads of its own. */
    private static Flux<ByteBuf> somewhere(Random random, Flux<ByteBuf> chunks) {
        Scheduler elsewhere = Schedulers.parallel();
        return switch (random.nextInt(3)) {
            case 0 -> chunks;
            case 1 -> chunks.subscribeOn(elsewhere);
            default -> chunks.subscribeOn(Schedulers.boundedElastic());
        };
    }

    /** What another thread has queued it lets go of itself, soon. */
    private void assertAllReleased() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (made.stream().anyMatch(chunk -> chunk.refCnt() > 0) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(made).extracting(ByteBuf::refCnt).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void howeverABodyIsCutItArrivesAsItIs(long seed) {
        Random random = new Random(seed);
        try (TestServer server = TestServer.serving(exchange -> {
            int total = Integer.parseInt(exchange.rawQuery());
            return exchange.respond(200, Map.of(), new Body.Streaming(OptionalLong.of(total),
                    somewhere(random, cut(text(total), lengths(random, total)))));
        });
                RawClient client = server.client()) {
            for (int i = 0; i < 12; i++) {
                int total = 1 + random.nextInt(i % 2 == 0 ? 40_000 : 4_000_000);

                String response = client.send("GET /a?" + total + " HTTP/1.1\r\nHost: x\r\n\r\n").response();

                assertThat(response.substring(response.indexOf("\r\n\r\n") + 4)).isEqualTo(text(total));
                assertThat(server.record().bytesOut()).isEqualTo(total);
            }
            assertAllReleased();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void aClientThatLeavesInTheMidstLeavesNoBufferBehind(long seed) {
        Random random = new Random(seed);
        int total = 30_000_000;
        String text = text(total);
        try (TestServer server = TestServer.serving(exchange -> exchange.respond(200, Map.of(), new Body.Streaming(
                OptionalLong.of(total), somewhere(random, cut(text, lengths(random, total))))))) {
            for (int i = 0; i < 8; i++) {
                try (RawClient client = server.client()) {
                    client.send(GET).readSome(1 + random.nextInt(5));
                }
                assertThat(server.record().cut()).isTrue();
            }
        }
        assertAllReleased();
    }

    @Test
    void aSmallStreamThatFailsIsNoAnswer() {
        Flux<ByteBuf> failing = Flux.defer(() -> Flux.just(chunk(text(100))))
                .concatWith(Flux.error(new IllegalStateException("the zone is gone")));
        try (TestServer server = TestServer.serving(
                exchange -> exchange.respond(200, Map.of(), new Body.Streaming(OptionalLong.of(4096), failing)));
                RawClient client = server.client()) {
            assertThat(client.send(GET).untilClosed()).isEmpty();
            assertThat(server.record().cut()).isTrue();
        }
        assertAllReleased();
    }
}
