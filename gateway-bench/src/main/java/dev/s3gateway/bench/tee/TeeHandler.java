package dev.s3gateway.bench.tee;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/** A client's connection and its own connections to the zones, all on one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails comes to exceptionCaught
final class TeeHandler extends ChannelInboundHandlerAdapter {

    private final List<Integer> ports;
    private final int read;
    private final List<Channel> zones = new ArrayList<>();
    private int connecting;
    private boolean put;
    private int answersDue;

    TeeHandler(List<Integer> ports, int read) {
        this.ports = ports;
        this.read = read;
    }

    @Override
    public void channelActive(ChannelHandlerContext client) {
        connecting = ports.size();
        for (int port : ports) {
            new Bootstrap().group(client.channel().eventLoop())
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(read))
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(512 << 10, 1 << 20))
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel zone) {
                            zone.pipeline()
                                    .addLast(
                                            new HttpClientCodec(new HttpDecoderConfig().setMaxChunkSize(read), false,
                                                    false),
                                            new FromZone(client));
                        }
                    })
                    .connect("127.0.0.1", port)
                    .addListener((io.netty.channel.ChannelFuture connected) -> {
                        zones.add(connected.channel());
                        if (!connected.isSuccess()) {
                            client.close();
                        } else if (--connecting == 0) {
                            client.read();
                        }
                    });
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext client, Object message) {
        if (message instanceof HttpRequest request) {
            put = request.method().equals(HttpMethod.PUT);
            answersDue = put ? zones.size() : 1;
        }
        int copies = put ? zones.size() : 1;
        for (int i = 0; i < copies; i++) {
            Object share = message instanceof HttpContent content && !(message instanceof HttpRequest)
                    ? content.retainedDuplicate()
                    : message;
            zones.get(i).write(share, zones.get(i).voidPromise());
        }
        if (message instanceof HttpContent) {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext client) {
        zones.forEach(Channel::flush);
        readIfAllAreWritable(client);
    }

    private void readIfAllAreWritable(ChannelHandlerContext client) {
        if (zones.stream().allMatch(Channel::isWritable)) {
            client.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext client) {
        if (client.channel().isWritable()) {
            zones.forEach(zone -> zone.config().setAutoRead(true));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext client) {
        zones.forEach(Channel::close);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext client, Throwable cause) {
        client.close();
    }

    /** Answers: a PUT is answered when all zones have done so, of a GET everything goes on to the client. */
    private final class FromZone extends ChannelInboundHandlerAdapter {

        private final ChannelHandlerContext client;

        FromZone(ChannelHandlerContext client) {
            this.client = client;
        }

        @Override
        public void channelRead(ChannelHandlerContext zone, Object message) {
            if (!put) {
                client.write(message, client.voidPromise());
                return;
            }
            ReferenceCountUtil.release(message);
            if (message instanceof LastHttpContent && --answersDue == 0) {
                FullHttpResponse done = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
                        Unpooled.EMPTY_BUFFER);
                HttpUtil.setContentLength(done, 0);
                client.write(done, client.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext zone) {
            client.flush();
            if (!client.channel().isWritable()) {
                zone.channel().config().setAutoRead(false);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext zone) {
            readIfAllAreWritable(client);
        }

        @Override
        public void channelInactive(ChannelHandlerContext zone) {
            client.close();
        }
    }
}
