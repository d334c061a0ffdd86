package dev.s3gateway.backend.direct;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** Event loops as the listener has them, for tests without one. */
public final class TestLoops implements AutoCloseable {

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(2,
            new DefaultThreadFactory("test-loops", true), NioIoHandler.newFactory());

    public Loops loops() {
        return new Loops(group, NioSocketChannel.class, NioDatagramChannel.class);
    }

    @Override
    public void close() {
        var _ = group.shutdownGracefully(0, 3, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
