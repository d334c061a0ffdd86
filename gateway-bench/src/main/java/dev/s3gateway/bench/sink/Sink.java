package dev.s3gateway.bench.sink;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Some zones in one process: {@code Sink COUNT} prints their ports in a line and runs until it is killed. */
public final class Sink {

    private static final int READ = 256 << 10;

    private Sink() {}

    public static void main(String[] arguments) throws InterruptedException {
        int count = Integer.parseInt(arguments[0]);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        List<String> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(Integer.toString(listen(loops, new Shelf(), new Mood())));
        }
        System.out.println("ready " + String.join(" ", ports));
        Thread.currentThread().join();
    }

    private static int listen(EventLoopGroup loops, Shelf shelf, Mood mood) throws InterruptedException {
        return ((InetSocketAddress) new ServerBootstrap().group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new io.netty.channel.FixedRecvByteBufAllocator(READ))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpRequestDecoder(new HttpDecoderConfig().setMaxChunkSize(READ)),
                                        new HttpResponseEncoder(), new SinkHandler(shelf, mood));
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel()
                .localAddress()).getPort();
    }
}
