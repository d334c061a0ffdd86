package dev.s3gateway.bench.micro;

import dev.s3gateway.bench.load.Sending;
import dev.s3gateway.bench.load.Signer;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.s3.auth.Authenticator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import reactor.core.publisher.Flux;

/** A body of 1 MiB in signed chunks of 64 KiB, as it comes off a socket: signature, framing, chunk signatures. */
@State(Scope.Thread)
public class ChunksMicro {

    private static final String PATH = "/bench/some/key";
    private static final int SIZE = 1 << 20;
    private static final int CHUNK = 64 << 10;
    private static final int READ = 256 << 10;
    private final Authenticator authenticator = Requests.authenticator();
    private final Signer.Signed signed = Requests.SIGNER.sign("PUT", Requests.host(), PATH, "",
            new TreeMap<>(Map.of("content-encoding", "aws-chunked", "x-amz-decoded-content-length",
                    Integer.toString(SIZE))),
            Signer.CHUNKS);
    private final byte[] framed = Framed.of(Sending.signedChunks(signed, SIZE, CHUNK));

    @Benchmark
    public @Nullable Long decode() {
        Flux<ByteBuf> reads = Flux.range(0, (framed.length + READ - 1) / READ)
                .map(i -> Unpooled.wrappedBuffer(framed, i * READ, Math.min(READ, framed.length - i * READ)));
        Body body = new Body.Streaming(OptionalLong.of(framed.length), reads);
        return authenticator.verify(Requests.request("PUT", PATH, signed, body))
                .request()
                .body()
                .chunks()
                .map(ChunksMicro::counted)
                .reduce(0L, Long::sum)
                .block();
    }

    private static long counted(ByteBuf chunk) {
        int bytes = chunk.readableBytes();
        chunk.release();
        return bytes;
    }
}
