package dev.s3gateway.backend.direct;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.EventExecutor;
import reactor.util.context.ContextView;

/** The event loops that connections to zones live on, best those of the listener, and the sockets that they drive. */
public record Loops(EventLoopGroup group, Class<? extends SocketChannel> sockets,
        Class<? extends DatagramChannel> datagrams) {

    /**
     * The loop of the client that this work is for, where the context names it under {@code EventLoop.class}; else the
     * one that runs this very code; else any. A body that stays on one loop is handed from no thread to another,
     * although the ledger's answer before it may have come on any.
     */
    EventLoop of(ContextView context) {
        Object client = context.getOrDefault(EventLoop.class, null);
        EventLoop running = null;
        for (EventExecutor each : group) {
            if (each.equals(client)) {
                return (EventLoop) each;
            }
            if (each.inEventLoop() && each instanceof EventLoop loop) {
                running = loop;
            }
        }
        return running == null ? group.next() : running;
    }
}
