package dev.s3gateway.backend.direct;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A name server on the loopback that knows one name, and claims that its address holds for a day. */
final class NameServer implements AutoCloseable {

    static final String NAME = "zone.test";
    private static final int A_DAY = 86_400;

    private final Channel channel;
    private volatile @Nullable InetAddress address;
    private volatile Duration delay = Duration.ZERO;

    NameServer(Loops loops) throws InterruptedException {
        this.channel = new Bootstrap().group(loops.group())
                .channel(loops.datagrams())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline()
                                .addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(),
                                        new Answering());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    /** From now on; none: nobody knows the name. */
    void says(@Nullable InetAddress now) {
        address = now;
    }

    void takes(Duration time) {
        delay = time;
    }

    DnsServerAddressStreamProvider asked() {
        return new SequentialDnsServerAddressStreamProvider((InetSocketAddress) channel.localAddress());
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }

    private final class Answering extends SimpleChannelInboundHandler<DatagramDnsQuery> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            DatagramDnsResponse answer = answer(query);
            var _ = context.executor()
                    .schedule(() -> {
                        var _ = context.writeAndFlush(answer);
                    }, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private DatagramDnsResponse answer(DatagramDnsQuery query) {
        DnsQuestion question = query.recordAt(DnsSection.QUESTION);
        var answer = new DatagramDnsResponse(/* sender= */ query.recipient(), /* recipient= */ query.sender(),
                query.id());
        answer.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(question.name(),
                question.type()));
        InetAddress now = address;
        if (now == null || !question.name().equals(NAME + ".")) {
            answer.setCode(DnsResponseCode.NXDOMAIN);
        } else if (question.type().equals(DnsRecordType.A)) {
            answer.addRecord(DnsSection.ANSWER, new DefaultDnsRawRecord(question.name(), DnsRecordType.A, A_DAY,
                    Unpooled.wrappedBuffer(now.getAddress())));
        }
        return answer;
    }
}
