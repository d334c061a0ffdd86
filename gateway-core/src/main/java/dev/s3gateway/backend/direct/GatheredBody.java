package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import io.netty.buffer.ByteBuf;
import reactor.core.publisher.MonoSink;

/**
 * The bytes of a small copy. It is handed out as a whole: whoever reads it needs no stream, can look at all of it before a
 * byte of it leaves, and asks another zone where this one breaks off.
 */
final class GatheredBody implements Gathered {

    /** Up to here a copy costs less than a stream does. */
    static final int MOST = 32 * 1024;

    private final Answer head;
    private final byte[] bytes;
    private int filled;

    /** {@code length}: as announced, at most {@link #MOST}. */
    GatheredBody(Answer head, int length) {
        this.head = head;
        this.bytes = new byte[length];
    }

    @Override
    public boolean add(ByteBuf piece) {
        try {
            int size = piece.readableBytes();
            boolean fits = size <= bytes.length - filled;
            if (fits) {
                piece.readBytes(bytes, filled, size);
            }
            filled += size;
            return fits;
        } finally {
            piece.release();
        }
    }

    @Override
    public void tell(MonoSink<Answer> sink) {
        if (filled != bytes.length) {
            sink.error(new StoreFailure.Corrupt(filled + " bytes where " + bytes.length + " were announced"));
            return;
        }
        sink.success(new Answer(head.status(), head.headers(), new Body.Buffered(bytes)));
    }
}
