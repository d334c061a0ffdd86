package dev.s3gateway.backend.direct;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a zone, behind the HTTP codec: one exchange at a time. Only its event loop touches it. It is read
 * by hand, so that a slow reader holds up the zone and not our memory; while it is idle one read is pending, which sees
 * the zone hang up.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what became of a write or a close, the channel itself tells
final class Line extends ChannelInboundHandlerAdapter {

    private final LoopPool pool;
    private final Channel channel;
    private final AnswerDecoder decoder;
    private final long born;
    private @Nullable Exchange current;
    private int served;
    private boolean flushing;
    private boolean interim;
    private long added;

    /** When it was last given back; set and read by the pool. */
    private long restingSince;

    Line(LoopPool pool, Channel channel, AnswerDecoder decoder, long now) {
        this.pool = pool;
        this.channel = channel;
        this.decoder = decoder;
        this.born = now;
    }

    /** Whether it has carried an exchange before: then the zone may have hung up without our knowing yet. */
    boolean isUsed() {
        return served > 1;
    }

    long born() {
        return born;
    }

    long restingSince() {
        return restingSince;
    }

    @Nullable
    Exchange current() {
        return current;
    }

    void carry(Exchange exchange) {
        current = exchange;
        served++;
        decoder.expect(exchange.isHead());
        exchange.begin(this);
    }

    void rest(long now) {
        current = null;
        restingSince = now;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /** Takes the bytes over. They leave with all others of this turn of the loop. */
    void write(ByteBuf bytes) {
        long before = pending();
        channel.write(bytes, channel.voidPromise());
        added += pending() - before;
        if (!flushing) {
            flushing = true;
            channel.eventLoop().execute(this::flush);
        }
    }

    /** Grows, or changes at least, whenever the zone takes something. */
    long gone() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? added : added - buffer.totalPendingWriteBytes() + buffer.currentProgress();
    }

    long pending() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    void read() {
        channel.read();
    }

    void close() {
        current = null;
        channel.close();
    }

    /** Closes it, and tells the exchange that it carries. */
    void hangUp() {
        channel.close();
    }

    private void flush() {
        flushing = false;
        channel.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Exchange exchange = current;
        if (exchange == null) {
            // An answer that nobody asked for: whatever comes next on this connection would answer the wrong request.
            ReferenceCountUtil.release(message);
            close();
        } else if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            exchange.nonsense(part.decoderResult().cause());
        } else {
            part(exchange, message);
        }
    }

    private void part(Exchange exchange, Object message) {
        if (message instanceof HttpResponse response) {
            interim = response.status().code() < 200;
            exchange.head(response);
        }
        if (message instanceof HttpContent content) {
            // The decoder ends every head with a content, that of an interim answer too.
            boolean last = content instanceof LastHttpContent && !interim;
            if (content.content().isReadable() && !interim) {
                exchange.content(content.content());
            } else {
                content.release();
            }
            if (last && current == exchange) {
                exchange.last();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        Exchange exchange = current;
        if (exchange == null) {
            channel.read();
        } else if (exchange.isComplete()) {
            // Only now: what came behind the answer in the same packet has been seen.
            pool.giveBack(this, exchange.mayBeFollowed());
        } else if (exchange.wantsMore()) {
            channel.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Exchange exchange = current;
        if (exchange != null && channel.isWritable()) {
            exchange.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        hungUp(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        hungUp(cause);
        channel.close();
    }

    private void hungUp(@Nullable Throwable cause) {
        Exchange exchange = current;
        current = null;
        pool.forget(this);
        if (exchange != null) {
            exchange.hungUp(cause);
        }
    }
}
