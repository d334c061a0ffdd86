package dev.s3gateway.server.http;

import dev.s3gateway.lifecycle.Component;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.ReactorNetty;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * The threads of the process's sockets, those of clients, those to zones and to the database: what stays on one of them is
 * fast.
 */
public final class EventLoops implements Component {

    private static final Duration QUIET = Duration.ZERO;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * As many as can run at once: with more, work for one request is handed from thread to thread more often. Reactor
     * Netty's own property says otherwise.
     */
    private static final int THREADS = Integer.getInteger(ReactorNetty.IO_WORKER_COUNT,
            Math.max(2, Runtime.getRuntime().availableProcessors()));

    private final LoopResources resources = LoopResources.create("sockets", THREADS, true);
    private final EventLoopGroup group = resources.onServer(LoopResources.DEFAULT_NATIVE);

    public EventLoopGroup group() {
        return group;
    }

    public Class<? extends SocketChannel> sockets() {
        return resources.onChannelClass(SocketChannel.class, group);
    }

    public Class<? extends DatagramChannel> datagrams() {
        return resources.onChannelClass(DatagramChannel.class, group);
    }

    /** For those who make their connections with Reactor Netty. */
    public LoopResources resources() {
        return resources;
    }

    HttpServer under(HttpServer server) {
        return server.runOn(resources);
    }

    @Override
    public String name() {
        return "event loops";
    }

    @Override
    public Mono<Void> start() {
        return Mono.empty();
    }

    @Override
    public Mono<Void> stop() {
        return resources.disposeLater(QUIET, PATIENCE);
    }
}
