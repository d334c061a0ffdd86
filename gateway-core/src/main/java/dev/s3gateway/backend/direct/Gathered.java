package dev.s3gateway.backend.direct;

import io.netty.buffer.ByteBuf;
import reactor.core.publisher.MonoSink;

/** An answer that is told once all of it is here. */
sealed interface Gathered permits GatheredText, GatheredBody {

    /** Takes the bytes over; false when they are more than can be. */
    boolean add(ByteBuf bytes);

    /** That was the last of them. */
    void tell(MonoSink<Answer> sink);
}
