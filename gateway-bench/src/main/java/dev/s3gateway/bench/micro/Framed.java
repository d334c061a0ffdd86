package dev.s3gateway.bench.micro;

import dev.s3gateway.bench.load.Sending;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;

/** A body as a client would send it, kept instead. */
final class Framed implements GatheringByteChannel {

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    private Framed() {}

    static byte[] of(Sending body) {
        Framed framed = new Framed();
        try {
            body.begin(ByteBuffer.allocate(0), framed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return framed.kept.toByteArray();
    }

    @Override
    public int write(ByteBuffer from) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        kept.writeBytes(bytes);
        return bytes.length;
    }

    @Override
    public long write(ByteBuffer[] from) {
        return write(from, 0, from.length);
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        long written = 0;
        for (int i = offset; i < offset + length; i++) {
            written += write(from[i]);
        }
        return written;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
