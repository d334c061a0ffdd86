package dev.s3gateway.server.http;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.lifecycle.Component;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.server.HttpRequestDecoderSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.tcp.SslProvider;

/** A listening socket in front of an {@link Endpoint}. HTTP/1.1, with or without TLS. */
@SuppressWarnings("FutureReturnValueIgnored") // what became of a close, the channel itself tells
public final class Listener implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final ListenerConfig config;
    private final Endpoint endpoint;
    private final AccessListener access;
    private final UnaryOperator<HttpServer> loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicReference<@Nullable DisposableServer> bound = new AtomicReference<>();
    private volatile boolean draining;

    /** On event loops of all such listeners. */
    public Listener(ListenerConfig config, Endpoint endpoint, AccessListener access) {
        this(config, endpoint, access, UnaryOperator.identity());
    }

    public Listener(ListenerConfig config, Endpoint endpoint, AccessListener access, EventLoops loops) {
        this(config, endpoint, access, loops::under);
    }

    private Listener(ListenerConfig config, Endpoint endpoint, AccessListener access, UnaryOperator<HttpServer> loops) {
        this.config = config;
        this.endpoint = endpoint;
        this.access = access;
        this.loops = loops;
    }

    @Override
    public String name() {
        return "listener on " + config.host() + ":" + config.port();
    }

    /** Where it listens; the port is the one that was found where the configuration says 0. Only while it runs. */
    public InetSocketAddress address() {
        DisposableServer server = bound.get();
        if (server == null) {
            throw new IllegalStateException("not listening");
        }
        return (InetSocketAddress) server.address();
    }

    /** Requests that are being answered now. */
    public int running() {
        return running.get();
    }

    @Override
    public Mono<Void> start() {
        // Reading certificates blocks.
        return Mono.fromCallable(this::server)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(HttpServer::bind)
                .doOnNext(bound::set)
                .onErrorMap(ChannelBindException.class, this::cannotListen)
                .onErrorMap(IllegalArgumentException.class, this::cannotUseTls)
                .then();
    }

    @Override
    public Mono<Void> stop() {
        return Mono.defer(() -> {
            draining = true;
            DisposableServer server = bound.getAndSet(null);
            if (server == null) {
                return Mono.empty();
            }
            server.dispose();
            return server.onDispose().then(drained()).then(Mono.fromRunnable(this::cut));
        });
    }

    /** Closes every connection, whatever it does. */
    void cut() {
        connections.close();
    }

    private Mono<Void> drained() {
        return Flux.interval(Duration.ZERO, Duration.ofMillis(20))
                .filter(_ -> running.get() == 0)
                .next()
                .timeout(config.drainTime())
                .doOnError(_ -> LOG.warn("{} cuts {} requests that did not end in time", name(), running.get()))
                .onErrorComplete()
                .then();
    }

    private HttpServer server() {
        HttpServer plain = loops.apply(HttpServer.create())
                .host(config.host())
                .port(config.port())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(4 * 1024, 16 * 1024, HttpLimits.READ_SIZE))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(HttpLimits.WRITE_WATERMARK / 2, HttpLimits.WRITE_WATERMARK))
                .httpRequestDecoder(Listener::decoder)
                .maxConnections(config.limits().maxConnections())
                .doOnChannelInit((_, channel, _) -> guard(channel))
                .handle(this::handle);
        return config.tls().map(tls -> plain.secure(spec -> spec.sslContext(sslContext(tls)))).orElse(plain);
    }

    private static SslProvider.GenericSslContextSpec<?> sslContext(TlsConfig tls) {
        return Http11SslContextSpec.forServer(tls.certificate().toFile(), tls.key().toFile());
    }

    @SuppressWarnings("deprecation") // a chunk of the default size, 8 KiB, costs twice the CPU for a large body
    private static HttpRequestDecoderSpec decoder(HttpRequestDecoderSpec spec) {
        return spec.maxInitialLineLength(HttpLimits.MAX_REQUEST_LINE)
                .maxHeaderSize(HttpLimits.MAX_HEADER_SECTION)
                .maxChunkSize(HttpLimits.READ_SIZE)
                .validateHeaders(true)
                .allowDuplicateContentLengths(false);
    }

    private void guard(Channel channel) {
        connections.add(channel);
        Refusals refusals = new Refusals(access);
        LingeringClose closing = new LingeringClose(config.limits());
        HeadWatch head = new HeadWatch(config.limits(), refusals);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(NettyPipeline.HttpCodec, "outbound-stall",
                new OutboundStall(config.limits().bodyIdleTime()));
        pipeline.addBefore(NettyPipeline.HttpCodec, "lingering-close", closing);
        pipeline.addBefore(NettyPipeline.HttpCodec, "head-watch", head);
        pipeline.addAfter(NettyPipeline.HttpCodec, "request-guard", new RequestGuard(head, closing, refusals,
                RestLimit.of(channel, config.limits().idleTime())));
    }

    private Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        Exchange exchange = Exchange.of(request, response, config.limits(), config.tls().isPresent());
        if (draining) {
            exchange.reply().closeWhenDone();
        }
        running.incrementAndGet();
        Mono<Void> answer = Mono.defer(() -> endpoint.serve(exchange));
        return (exchange.waitedForItsTurn() ? nextTurnOf(exchange.loop()).then(answer) : answer)
                .onErrorResume(failure -> fault(exchange, failure))
                .doFinally(end -> {
                    running.decrementAndGet();
                    access.ended(exchange.record(end));
                })
                // Whoever opens a connection for this request does it where the client's is.
                .contextWrite(context -> context.put(EventLoop.class, exchange.loop()));
    }

    /**
     * A request that came before its turn, Reactor Netty hands over out of its queue, the head first. Were it answered at
     * once, Reactor Netty would find its end still queued, take that for the next request, and not read on: what the
     * client sends then would lie unread until it gives up.
     */
    private static Mono<Void> nextTurnOf(EventLoop loop) {
        return Mono.create(sink -> loop.execute(sink::success));
    }

    /** Endpoints answer failures themselves; what comes here is a fault of ours. */
    private static Mono<Void> fault(Exchange exchange, Throwable failure) {
        LOG.error("{} {} {}", exchange.id(), exchange.method(), exchange.rawPath(), failure);
        return exchange.reply().status() == 0
                ? exchange.respond(500, Map.of(), Body.EMPTY)
                : Mono.empty();
    }

    private CannotListen cannotListen(ChannelBindException failure) {
        String place = config.host() + ":" + config.port();
        boolean taken = String.valueOf(failure.getCause()).contains("in use");
        return new CannotListen(taken
                ? "Port " + config.port() + " of " + config.host()
                        + " is taken by another program: stop that program or choose another port with --port."
                : "Cannot listen on " + place + " (" + failure.getCause() + "): choose another host or port.", failure);
    }

    private Throwable cannotUseTls(IllegalArgumentException failure) {
        return config.tls()
                .<Throwable>map(tls -> new CannotListen("tls: the certificate " + tls.certificate() + " with the key "
                        + tls.key() + " cannot be used (" + failure.getMessage()
                        + "): both have to be PEM, the key PKCS#8 without a password, and they have to belong together.",
                        failure))
                .orElse(failure);
    }
}
