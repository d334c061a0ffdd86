package dev.s3gateway.server.http;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Sits behind the HTTP codec and sees every request and every piece of body first. What the codec could not decode is
 * answered here; the rest goes on to Reactor Netty, whose exchanges fetch their {@link Arrival}s in order.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what became of a write, its promise tells
final class RequestGuard extends ChannelDuplexHandler {

    /** What a client may send ahead, while its earlier requests are being answered, before we stop reading. */
    private static final long MAX_AHEAD_BYTES = 256 * 1024L;

    private final HeadWatch head;
    private final LingeringClose closing;
    private final Refusals refusals;
    private final RestLimit rest;
    private final Queue<Arrival> arrivals = new ArrayDeque<>();
    private @Nullable Arrival receiving;
    private Departure leaving;
    private @Nullable Runnable whenWritable;
    private @Nullable ChannelHandlerContext held;
    private long ahead;
    private boolean refused;

    RequestGuard(HeadWatch head, LingeringClose closing, Refusals refusals, RestLimit rest) {
        this.head = head;
        this.closing = closing;
        this.refusals = refusals;
        this.rest = rest;
        this.leaving = new Departure(rest);
    }

    /** The arrival that belongs to the request which is handled next. */
    Arrival next() {
        Arrival arrival = arrivals.remove();
        if (arrivals.isEmpty()) {
            ahead = 0;
            readOn();
        }
        return arrival;
    }

    private void readOn() {
        ChannelHandlerContext waiting = held;
        held = null;
        if (waiting != null) {
            waiting.channel().config().setAutoRead(true);
        }
    }

    /** What becomes of the answer to the request that is handled now: answers leave one after another. */
    Departure leaving() {
        leaving = new Departure(rest);
        return leaving;
    }

    /** Runs once, when the channel takes writes again. */
    void whenWritable(Runnable action) {
        whenWritable = action;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            refuse(ctx, Refusal.of(part.decoderResult().cause()));
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request) {
            onHead(ctx, request);
        } else {
            onContent(ctx, message);
        }
    }

    private void onHead(ChannelHandlerContext ctx, HttpRequest request) {
        Optional<Refusal> refusal = head.hasSeenHead() ? HeadRules.check(request) : Optional.of(Refusal.BAD_FRAMING);
        if (refusal.isPresent()) {
            refuse(ctx, refusal.get());
            ReferenceCountUtil.release(request);
            return;
        }
        Arrival arrival = new Arrival();
        receiving = arrival;
        arrivals.add(arrival);
        rest.interrupted();
        head.expectBody(HttpUtil.isTransferEncodingChunked(request) ? -1 : HttpUtil.getContentLength(request, 0L));
        ctx.fireChannelRead(request);
    }

    private void onContent(ChannelHandlerContext ctx, Object message) {
        Arrival arrival = receiving;
        if (arrival != null && message instanceof LastHttpContent) {
            arrival.completed();
            receiving = null;
            head.expectHead();
        }
        if (!arrivals.isEmpty() && message instanceof HttpContent content) {
            // A head is taken for as large as it may be.
            ahead += content.content().readableBytes() + (message instanceof LastHttpContent
                    ? HttpLimits.MAX_HEADER_SECTION
                    : 0);
        }
        ctx.fireChannelRead(message);
        if (isFarAhead()) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    private boolean isFarAhead() {
        return ahead > MAX_AHEAD_BYTES && !closing.isLingering();
    }

    /** Every exchange turns reading on when it ends. It stays off until all that was sent ahead has had its turn. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (isFarAhead()) {
            held = ctx;
            ctx.channel().config().setAutoRead(false);
        } else {
            ctx.read();
        }
    }

    /**
     * No memory for what comes: that is our fault and not the client's, whom the channel that ends now would otherwise be
     * taken for. It goes no further, since Reactor throws such errors on and leaves what runs without an end.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof OutOfMemoryError)) {
            ctx.fireExceptionCaught(cause);
            return;
        }
        Arrival arrival = receiving;
        if (arrival != null) {
            arrival.fail(new Failure.Overloaded("there is no memory for the body"));
        } else {
            ctx.close();
        }
    }

    /** In the midst of a body the running exchange answers for it; in front of a request we do. */
    private void refuse(ChannelHandlerContext ctx, Refusal refusal) {
        refused = true;
        head.stop();
        Arrival arrival = receiving;
        closing.arm();
        if (arrival != null) {
            arrival.fail(new Failure.Malformed(Fault.INCOMPLETE_BODY, "The framing of the body is broken."));
        } else {
            refusals.answer(ctx, refusal);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ctx.write(message, leaving.watching(ctx, message, promise));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Runnable action = whenWritable;
        if (action != null && ctx.channel().isWritable()) {
            whenWritable = null;
            action.run();
        }
        ctx.fireChannelWritabilityChanged();
    }
}
