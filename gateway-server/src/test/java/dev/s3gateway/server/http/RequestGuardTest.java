package dev.s3gateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.failure.Failure;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RequestGuardTest {

    private final Refusals refusals = new Refusals(_ -> {});
    private final HeadWatch head = new HeadWatch(TestServer.STANDARD, refusals);
    private final LingeringClose closing = new LingeringClose(TestServer.STANDARD);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final RequestGuard guard = new RequestGuard(head, closing, refusals,
            RestLimit.of(channel, TestServer.STANDARD.idleTime()));

    RequestGuardTest() {
        channel.pipeline().addLast(closing, head, new HttpServerCodec(), guard);
    }

    // The channel ends its input then, and the client was told that it had not sent all of its body.
    @Test
    void wantOfMemoryAmidABodyIsNeverTheClientsFault() { // F35
        send("PUT /k HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
        Arrival arrival = guard.next();

        channel.pipeline().fireExceptionCaught(new OutOfMemoryError("Cannot reserve direct buffer memory"));

        AtomicReference<Throwable> told = new AtomicReference<>();
        arrival.whenBroken(told::set);
        assertThat(told.get()).isInstanceOf(Failure.Overloaded.class);
        channel.checkException();
        assertThat(channel.isOpen()).as("for the answer").isTrue();
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }

    @Test
    void wantOfMemoryBetweenRequestsEndsTheConnection() { // F35
        channel.pipeline().fireExceptionCaught(new OutOfMemoryError("Cannot reserve direct buffer memory"));

        channel.checkException();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatIsSentAheadIsReadOnlySoFarWhileARequestIsAnswered() {
        send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
        var _ = guard.next();
        send("PUT /k HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000000\r\n\r\n");

        int pieces = 0;
        while (channel.config().isAutoRead() && pieces < 100) {
            send("x".repeat(64 * 1024));
            pieces++;
        }

        assertThat(pieces).as("pieces of 64 KiB of a body of 5 GB").isBetween(1, 5);
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }

    @Test
    void requestsWithoutBodiesSentAheadAreReadOnlySoFarToo() {
        assertThat(sentFarAhead()).isBetween(2, 20);
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }

    @Test
    void exchangesThatEndLetNothingMoreInBeforeAllThatWasSentAheadHasHadItsTurn() {
        int queued = sentFarAhead();

        for (int turn = 1; turn < queued; turn++) {
            var _ = guard.next();
            channel.config().setAutoRead(true);
            assertThat(channel.config().isAutoRead()).as("reading, %d still waiting", queued - turn).isFalse();
        }
        var _ = guard.next();

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }

    @Test
    void whatIsThrownAwayBeforeACloseIsReadHoweverMuchWasSentAhead() {
        assertThat(sentFarAhead()).isGreaterThan(1);

        closing.arm();
        var _ = channel.pipeline().close();

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }

    /** How many requests wait behind the first one when nothing more is read. */
    private int sentFarAhead() {
        send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
        var _ = guard.next();
        int requests = 0;
        while (channel.config().isAutoRead() && requests < 100) {
            send("GET /k HTTP/1.1\r\nHost: x\r\n\r\n");
            requests++;
        }
        return requests;
    }

    @Test
    void aBodyWhoseTurnItIsPausesNothing() {
        send("PUT /k HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000000\r\n\r\n");
        var _ = guard.next();

        for (int piece = 0; piece < 10; piece++) {
            send("x".repeat(64 * 1024));
        }

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }

    private void send(String text) {
        var _ = channel.writeOneInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
            ReferenceCountUtil.release(part);
        }
    }
}
