package dev.s3gateway.backend.direct;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.EventExecutor;

/** The event loops that connections to zones live on, best those of the listener, and the sockets that they drive. */
public record Loops(EventLoopGroup group, Class<? extends SocketChannel> sockets,
        Class<? extends DatagramChannel> datagrams) {

    /** The loop that runs this very code, else any: a request that stays on its loop costs no hop to another thread. */
    EventLoop here() {
        for (EventExecutor each : group) {
            if (each.inEventLoop() && each instanceof EventLoop loop) {
                return loop;
            }
        }
        return group.next();
    }
}
