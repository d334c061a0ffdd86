package dev.s3gateway.server.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;

/** Answers what is no request, and sees that the access log hears of it. */
@SuppressWarnings("FutureReturnValueIgnored") // what became of a close, the channel itself tells
final class Refusals {

    private final AccessListener access;

    Refusals(AccessListener access) {
        this.access = access;
    }

    void answer(ChannelHandlerContext ctx, Refusal refusal) {
        String id = RequestIds.next();
        // The context in front of the codec: these bytes are a whole response already.
        ChannelHandlerContext wire = ctx.pipeline().context(HeadWatch.class);
        wire.writeAndFlush(refusal.bytes(id)).addListener(ChannelFutureListener.CLOSE);
        access.ended(AccessRecord.ofRefusal(id, refusal, Exchange.addressOf(ctx.channel())));
    }
}
