package dev.s3gateway.backend.direct;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/** The head of a request as it goes to the socket, with a small body behind it: one buffer is one system call. */
final class HeadBuffer {

    /** Up to here a copy costs less than a second buffer does. */
    static final int WITH_BODY = 16 * 1024;

    private HeadBuffer() {}

    /** A buffer of its own, with room for so many bytes more. */
    static ByteBuf of(byte[] head, int room) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(head.length + room).writeBytes(head);
    }
}
