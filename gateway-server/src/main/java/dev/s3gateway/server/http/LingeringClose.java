package dev.s3gateway.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose client is still sending so that the answer arrives: says that nothing more will be written,
 * reads on for a bounded time and amount, and closes then. Closing at once with unread bytes would send a reset, which
 * may overtake the answer. Nothing that is read here is ever parsed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what became of a close, the channel itself tells
final class LingeringClose extends ChannelDuplexHandler {

    private final HttpLimits limits;
    private boolean armed;
    private boolean lingering;
    private long drained;

    LingeringClose(HttpLimits limits) {
        this.limits = limits;
    }

    /** The next close of this channel lingers. */
    void arm() {
        armed = true;
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!armed || lingering || !ctx.channel().isActive()) {
            ctx.close(promise);
            return;
        }
        lingering = true;
        endOutput(ctx);
        ctx.channel().config().setAutoRead(true);
        ctx.executor().schedule(() -> ctx.close(), limits.lingerTime().toMillis(), TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(_ -> promise.trySuccess());
    }

    /** Whether what comes in is thrown away, until the connection ends. */
    boolean isLingering() {
        return lingering;
    }

    private static void endOutput(ChannelHandlerContext ctx) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (ctx.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!lingering) {
            ctx.fireChannelRead(message);
            return;
        }
        drained += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (drained > HttpLimits.MAX_LINGER_BYTES) {
            ctx.close();
        }
    }
}
