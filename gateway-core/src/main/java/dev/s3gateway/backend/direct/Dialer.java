package dev.s3gateway.backend.direct;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Opens connections to one machine, with TLS where the zone has it. */
@SuppressWarnings("FutureReturnValueIgnored") // each ends in the promise that the caller gets
final class Dialer {

    private static final int WATERMARK = 1024 * 1024;

    private final Loops loops;
    private final AddressResolverGroup<InetSocketAddress> names;
    private final @Nullable SslContext tls;
    private final DirectLimits limits;
    private final String machine;
    private final int port;

    Dialer(Loops loops, AddressResolverGroup<InetSocketAddress> names, @Nullable SslContext tls, DirectLimits limits,
            String machine, int port) {
        this.loops = loops;
        this.names = names;
        this.tls = tls;
        this.limits = limits;
        this.machine = machine;
        this.port = port;
    }

    /** A connection that takes requests; what fails is told on the loop as well. */
    Future<Channel> dial(EventLoop loop) {
        Promise<Channel> ready = loop.newPromise();
        new Bootstrap().group(loop)
                .channel(loops.sockets())
                .resolver(names)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(limits.connect().toMillis()))
                .option(ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(4 * 1024, 16 * 1024, AnswerDecoder.READ))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(WATERMARK / 2, WATERMARK))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        set(channel);
                    }
                })
                .connect(InetSocketAddress.createUnresolved(machine, port))
                .addListener((ChannelFuture connected) -> connected(connected, ready));
        return ready;
    }

    private void set(Channel channel) {
        SslContext context = tls;
        if (context != null) {
            SslHandler handler = context.newHandler(channel.alloc(), machine, port);
            handler.setHandshakeTimeoutMillis(limits.connect().toMillis());
            channel.pipeline().addLast(handler);
        }
        channel.pipeline().addLast(new AnswerDecoder());
    }

    private static void connected(ChannelFuture connected, Promise<Channel> ready) {
        if (!connected.isSuccess()) {
            ready.setFailure(connected.cause());
            return;
        }
        Channel channel = connected.channel();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ready.setSuccess(channel);
            return;
        }
        tls.handshakeFuture().addListener((Future<Channel> shaken) -> {
            if (shaken.isSuccess()) {
                ready.setSuccess(channel);
            } else {
                channel.close();
                ready.setFailure(shaken.cause());
            }
        });
        channel.read();
    }
}
