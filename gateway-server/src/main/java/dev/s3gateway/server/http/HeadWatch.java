package dev.s3gateway.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sits in front of the HTTP codec and watches the bytes of heads: that one comes in within its time, and what the codec
 * would silently mend — a folded header line, control bytes before the request line. A head is passed on apart from
 * what follows it, so that a pipelined one is seen here too; one that hides behind a chunked body in the same read is
 * not, and {@link RequestGuard} refuses it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what became of a close, the channel itself tells
final class HeadWatch extends ChannelInboundHandlerAdapter {

    private final HttpLimits limits;
    private final Refusals refusals;
    private final HeadScan scan = new HeadScan();
    private @Nullable ScheduledFuture<?> deadline;
    private boolean inHead = true;
    private long bodyLeft;
    private boolean seen;
    private boolean refused;

    HeadWatch(HttpLimits limits, Refusals refusals) {
        this.limits = limits;
        this.refusals = refusals;
    }

    /** Whether the head that was decoded now went through this watch; asked once for each. */
    boolean hasSeenHead() {
        boolean was = seen;
        seen = false;
        return was;
    }

    /** The head that was decoded now announces so many bytes of body; -1 where their number is not known. */
    void expectBody(long length) {
        bodyLeft = length;
    }

    /** The request has ended; what comes next is a head. */
    void expectHead() {
        inHead = true;
    }

    /** Nothing that comes now is wanted any more. */
    void stop() {
        refused = true;
        stopDeadline();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes) || refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        try {
            while (bytes.isReadable() && !refused) {
                pass(ctx, bytes);
            }
        } finally {
            bytes.release();
        }
    }

    private void pass(ChannelHandlerContext ctx, ByteBuf bytes) {
        if (!inHead) {
            int some = (int) (bodyLeft < 0 ? bytes.readableBytes() : Math.min(bodyLeft, bytes.readableBytes()));
            bodyLeft -= bodyLeft < 0 ? 0 : some;
            if (some == 0) {
                // The announced body is here and the codec still waits for more: two opinions are one too many.
                stop();
                ctx.close();
                return;
            }
            ctx.fireChannelRead(bytes.readRetainedSlice(some));
            return;
        }
        int end = scan.next(bytes);
        if (scan.isBad()) {
            stop();
            ctx.pipeline().get(LingeringClose.class).arm();
            refusals.answer(ctx, Refusal.BAD_FRAMING);
            return;
        }
        if (end >= 0) {
            stopDeadline();
            seen = true;
            // Set before the codec sees it: a request without a body ends within this call and sets it back.
            inHead = false;
        } else {
            startDeadline(ctx);
        }
        ctx.fireChannelRead(bytes.readRetainedSlice(end >= 0 ? end : bytes.readableBytes()));
    }

    private void startDeadline(ChannelHandlerContext ctx) {
        if (deadline == null) {
            deadline = ctx.executor()
                    .schedule(() -> ctx.close(), limits.headTime().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void stopDeadline() {
        ScheduledFuture<?> running = deadline;
        if (running != null) {
            running.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopDeadline();
        ctx.fireChannelInactive();
    }
}
