package dev.s3gateway.bench.tee;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/**
 * What everything here is compared with: {@code BareTee READ PORT...} writes each PUT to all ports and each GET to the
 * first one, without copying a byte, looking at one, signing or remembering anything.
 */
public final class BareTee {

    private BareTee() {}

    public static void main(String[] arguments) throws InterruptedException {
        int read = Integer.parseInt(arguments[0]);
        List<Integer> zones = Arrays.stream(arguments).skip(1).map(Integer::valueOf).toList();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        int port = ((InetSocketAddress) new ServerBootstrap().group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(read))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(512 << 10, 1 << 20))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpRequestDecoder(new HttpDecoderConfig().setMaxChunkSize(read)),
                                        new HttpResponseEncoder(), new TeeHandler(zones, read));
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel()
                .localAddress()).getPort();
        System.out.println("ready " + port);
        Thread.currentThread().join();
    }
}
