package dev.s3gateway.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection whose client takes nothing of what was written for too long. It would hold a place among the
 * requests in flight, buffers, and a connection to a zone, for as long as it likes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what became of a close, the channel itself tells
final class OutboundStall extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(OutboundStall.class);

    private final long patience;
    private final long tick;
    private long waiting;
    private long progress;
    private long idle;

    OutboundStall(Duration patience) {
        this.patience = patience.toMillis();
        this.tick = Math.max(20, this.patience / 4);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        var timer = ctx.executor().scheduleAtFixedRate(() -> look(channel), tick, tick, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> timer.cancel(false));
    }

    private void look(Channel channel) {
        @Nullable
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (buffer == null) {
            return;
        }
        long before = waiting;
        long done = progress;
        waiting = buffer.totalPendingWriteBytes();
        progress = buffer.currentProgress();
        idle = waiting > 0 && waiting == before && progress == done ? idle + tick : 0;
        if (idle >= patience) {
            LOG.warn("{} takes nothing any more: cut", Exchange.addressOf(channel));
            channel.close();
        }
    }
}
