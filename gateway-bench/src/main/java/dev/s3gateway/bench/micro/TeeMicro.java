package dev.s3gateway.bench.micro;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Tee;
import dev.s3gateway.bytes.TeePolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** 16 MiB through the tee to three lanes that take everything at once, in reads of 256 KiB: what the tee itself costs. */
@State(Scope.Thread)
public class TeeMicro {

    private static final int READ = 256 << 10;
    private static final int READS = 64;
    private static final List<String> ZONES = List.of("oslo", "bergen", "troms\u00f8");
    private final TeePolicy policy = new TeePolicy(1 << 20, ZONES.size(), Duration.ofSeconds(10), 1 << 20,
            Duration.ofSeconds(10), Optional.empty(), Schedulers.parallel());
    private final ByteBuf read = Unpooled.unreleasableBuffer(Unpooled.directBuffer(READ).writeZero(READ));

    @Benchmark
    public @Nullable Long threeLanes() {
        Body body = new Body.Streaming(OptionalLong.of((long) READ * READS),
                Flux.range(0, READS).map(_ -> read.retainedSlice()));
        return Tee.each(body, ZONES, policy, (_, share) -> taken(share)).count().block();
    }

    private static Mono<Long> taken(Body share) {
        return share.chunks().map(chunk -> {
            int bytes = chunk.readableBytes();
            chunk.release();
            return (long) bytes;
        }).reduce(0L, Long::sum);
    }
}
