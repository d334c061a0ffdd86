package dev.s3gateway.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.OptionalLong;

/**
 * How much of one answer the socket has taken. Written on the event loop, at the very moment: whoever answers may hear
 * of it so late that a client which has read everything has closed the connection before.
 */
final class Departure {

    private final RestLimit rest;
    private volatile boolean begun;
    private volatile boolean ended;
    private volatile long bytes;

    Departure(RestLimit rest) {
        this.rest = rest;
    }

    /** Whether nothing is left that the client could miss; {@code length}: of the body, where it was announced. */
    boolean isWhole(OptionalLong length) {
        return ended || (begun && length.isPresent() && bytes >= length.getAsLong());
    }

    /** What stands for the promise of a write, so that it is known here first that it was kept. */
    ChannelPromise watching(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (promise.isVoid() || isInterim(message)) {
            return promise;
        }
        int size = size(message);
        return ctx.newPromise().addListener(done -> {
            if (done.isSuccess()) {
                left(message, size);
                promise.trySuccess();
            } else {
                promise.tryFailure(done.cause());
            }
        });
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the event loop; others only look
    private void left(Object message, int size) {
        begun |= message instanceof HttpResponse;
        bytes += size;
        if (message instanceof LastHttpContent) {
            ended = true;
            rest.answered();
        }
    }

    /** {@code 100 Continue} is no answer yet. */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse head && head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    /** Asked before the write: afterwards the buffer is gone. */
    private static int size(Object message) {
        return switch (message) {
            case ByteBuf chunk -> chunk.readableBytes();
            case ByteBufHolder holder -> holder.content().readableBytes();
            default -> 0;
        };
    }
}
