package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.s3.S3ZoneConfig;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** All connections of one zone: a pool for each event loop and machine. */
final class ZoneLines {

    private final S3ZoneConfig zone;
    private final Place place;
    private final Loops loops;
    private final AddressResolverGroup<InetSocketAddress> names;
    private final @Nullable SslContext tls;
    private final DirectLimits limits;
    private final SigningKeys keys;
    private final Map<Pooled, LoopPool> pools = new ConcurrentHashMap<>();

    private record Pooled(EventLoop loop, String machine) {}

    ZoneLines(S3ZoneConfig zone, Loops loops, AddressResolverGroup<InetSocketAddress> names, DirectLimits limits) {
        this.zone = zone;
        this.place = Place.of(zone);
        this.loops = loops;
        this.names = names;
        this.tls = place.secure() ? Tls.context(zone.verifyCertificate()) : null;
        this.limits = limits;
        this.keys = new SigningKeys(zone);
    }

    Place place() {
        return place;
    }

    /** A success, or a {@link StoreFailure}, or the error of the body. The body is let go of whatever happens. */
    Mono<Answer> send(Request request, Sending sending) {
        return Mono.create(sink -> begin(request, sending, sink));
    }

    /** The same of a request whose answer has a body. */
    Mono<Answer> ask(Request request) {
        return send(request, Sending.NOTHING)
                .doOnDiscard(Answer.class, unread -> unread.body().discard().subscribe());
    }

    void close() {
        pools.forEach((pooled, pool) -> {
            boolean _ = execute(pooled.loop, pool::close);
        });
    }

    private void begin(Request request, Sending sending, MonoSink<Answer> sink) {
        EventLoop loop = loops.of(sink.contextView());
        LoopPool pool = pools.computeIfAbsent(new Pooled(loop, place.machine(request.bucket())), this::pool);
        Exchange exchange = new Exchange(pool, request, sending, sink);
        sink.onCancel(() -> {
            boolean _ = execute(loop, exchange::abandon);
        });
        if (!execute(loop, () -> pool.carry(exchange))) {
            sending.end();
            sink.error(new StoreFailure.Unreachable("the gateway has stopped", null));
        }
    }

    private LoopPool pool(Pooled pooled) {
        return new LoopPool(pooled.loop, new Dialer(loops, names, tls, limits, pooled.machine, place.port()), limits,
                new Signer(zone, place, keys, InstantSource.system()));
    }

    private static boolean execute(EventLoop loop, Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
            return true;
        }
        try {
            loop.execute(action);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }
}
