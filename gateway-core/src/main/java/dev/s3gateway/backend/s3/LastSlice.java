package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.StoreFailure;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * Holds the last slice back until the body has ended well and was as long as announced. The SDK takes an upload for done
 * with the announced number of bytes: a body that fails after them, or goes on, would become an object.
 */
final class LastSlice {

    private final long announced;
    private long seen;
    private @Nullable ByteBuffer held;

    private LastSlice(long announced) {
        this.announced = announced;
    }

    static Flux<ByteBuffer> held(Flux<ByteBuffer> slices, long announced) {
        return Flux.defer(() -> {
            LastSlice last = new LastSlice(announced);
            return slices.handle(last::exchange).concatWith(Mono.fromSupplier(last::released));
        });
    }

    private void exchange(ByteBuffer slice, SynchronousSink<ByteBuffer> sink) {
        seen += slice.remaining();
        if (seen > announced) {
            sink.error(new StoreFailure.Rejected("IncompleteBody", "more than the announced " + announced + " bytes"));
            return;
        }
        ByteBuffer previous = held;
        held = slice;
        if (previous != null) {
            sink.next(previous);
        }
    }

    private @Nullable ByteBuffer released() {
        if (seen != announced) {
            throw new StoreFailure.Rejected("IncompleteBody", seen + " bytes of the announced " + announced);
        }
        return held;
    }
}
