package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.direct.DirectConnections;
import dev.s3gateway.backend.direct.DirectLimits;
import dev.s3gateway.backend.direct.TestLoops;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.config.Secret;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.VersionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import reactor.core.publisher.Flux;

/** A process that uploads a gibibyte of pooled chunks to the endpoint it is given by the carrier it is given. */
final class GigabyteUpload {

    static final long SIZE = 1L << 30;
    private static final int CHUNK = 256 * 1024;

    /** Who carries the bytes. */
    enum Carrier {
        SDK, DIRECT
    }

    private GigabyteUpload() {}

    public static void main(String[] arguments) {
        S3ZoneConfig zone = new S3ZoneConfig(new ZoneCode("zone-1"), Optional.of(URI.create(arguments[0])), "us-east-1",
                "key", Secret.of("secret"), true, false, true);
        try (S3Connections connections = new S3Connections(TestS3.standard());
                TestLoops loops = new TestLoops();
                DirectConnections direct = new DirectConnections(loops.loops(), DirectLimits.STANDARD)) {
            S3ObjectStore sdk = connections.to(zone);
            upload(switch (Carrier.valueOf(arguments[1])) {
                case SDK -> sdk;
                case DIRECT -> direct.to(zone, sdk);
            });
        }
    }

    private static void upload(ObjectStore store) {
        Locator locator = new Locator(new ZoneCode("zone-1"), "bucket", "gigabyte", Optional.empty(),
                new Stamp(1, new VersionId(UUID.randomUUID()), 1));
        Flux<ByteBuf> chunks = Flux.range(0, (int) (SIZE / CHUNK))
                .map(i -> PooledByteBufAllocator.DEFAULT.buffer(CHUNK).writeZero(CHUNK).setLong(0, i));
        store.put(locator, Metadata.ofType("x/y"), new Body.Streaming(OptionalLong.of(SIZE), chunks))
                .block(Duration.ofMinutes(3));
    }
}
