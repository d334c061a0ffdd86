package dev.s3gateway.backend.direct;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * The {@code aws-chunked} framing: chunks of one size, but for the last, with their lengths before them, and behind all of
 * them perhaps a checksum. What a chunk is made of passes uncopied. Signed chunks wait until they are full.
 */
final class ChunkFraming implements Framing {

    static final String TRAILER = "x-amz-checksum-crc32c";

    /** A large one costs less; there are services that take none beyond 16 MiB, and AWS none below 8 KiB. */
    private static final int UNSIGNED = 1024 * 1024;
    /** What is signed is held until all of the chunk is here. */
    private static final int SIGNED = 64 * 1024;

    private static final String END = "\r\n";

    private final int size;
    private final Optional<ChunkSigner> signer;
    private final Optional<IntSupplier> crc32c;

    private final List<ByteBuf> held = new ArrayList<>();
    private int filled;
    /** Bytes of the body that no chunk has been begun for yet. */
    private long left;

    /** @param crc32c of the whole body, known when it has ended; empty: nothing comes behind it */
    ChunkFraming(long bytes, Optional<ChunkSigner> signer, Optional<IntSupplier> crc32c) {
        this.size = signer.isPresent() ? SIGNED : UNSIGNED;
        this.signer = signer;
        this.crc32c = crc32c;
        this.left = bytes;
    }

    /** How long a body of so many bytes is on the wire. */
    static long length(long bytes, boolean signed, boolean summed) {
        int size = signed ? SIGNED : UNSIGNED;
        String seal = signed ? ChunkSigner.PLACE : "";
        int rest = (int) (bytes % size);
        long chunks = bytes / size * framed(size, seal) + (rest > 0 ? framed(rest, seal) : 0);
        return chunks + begin(0, seal).length() + (summed ? trailer(line(0), seal).length() : 0) + END.length();
    }

    private static long framed(int bytes, String seal) {
        return (long) begin(bytes, seal).length() + bytes + END.length();
    }

    @Override
    public void add(ByteBuf bytes, Consumer<ByteBuf> wire) {
        try {
            while (bytes.isReadable()) {
                piece(bytes, wire);
            }
        } finally {
            bytes.release();
        }
    }

    private void piece(ByteBuf bytes, Consumer<ByteBuf> wire) {
        int chunk = (int) Math.min(size, left + filled);
        int taken = Math.min(chunk - filled, bytes.readableBytes());
        ByteBuf piece = bytes.readRetainedSlice(taken);
        if (filled == 0 && signer.isEmpty()) {
            wire.accept(text(begin(chunk, "")));
        }
        filled += taken;
        left -= taken;
        if (signer.isEmpty()) {
            wire.accept(piece);
        } else {
            held.add(piece);
        }
        if (filled == chunk) {
            full(wire);
        }
    }

    private void full(Consumer<ByteBuf> wire) {
        signer.ifPresent(seal -> {
            wire.accept(text(begin(filled, seal.chunk(held))));
            held.forEach(wire);
            held.clear();
        });
        wire.accept(text(END));
        filled = 0;
    }

    @Override
    public void end(Consumer<ByteBuf> wire) {
        wire.accept(text(end()));
    }

    /** What is small is one chunk. */
    @Override
    public void whole(ByteBuf body, ByteBuf all) {
        int bytes = body.readableBytes();
        if (bytes > 0) {
            write(begin(bytes, signer.map(seal -> seal.chunk(List.of(body))).orElse("")), all);
            all.writeBytes(body, body.readerIndex(), bytes);
            write(END, all);
        }
        write(end(), all);
    }

    private String end() {
        String begin = begin(0, signer.map(seal -> seal.chunk(List.of())).orElse(""));
        String sum = crc32c.map(known -> line(known.getAsInt()))
                .map(line -> trailer(line, signer.map(seal -> seal.trailer(line)).orElse("")))
                .orElse("");
        return begin + sum + END;
    }

    @Override
    public void release() {
        held.forEach(ByteBuf::release);
        held.clear();
    }

    /** Unsigned where the signature is empty. */
    private static String begin(int bytes, String signature) {
        return Integer.toHexString(bytes) + (signature.isEmpty() ? "" : ";chunk-signature=" + signature) + END;
    }

    private static String trailer(String line, String signature) {
        return line + END + (signature.isEmpty() ? "" : "x-amz-trailer-signature:" + signature + END);
    }

    private static String line(int crc) {
        return TRAILER + ":"
                + Base64.getEncoder().encodeToString(ByteBuffer.allocate(Integer.BYTES).putInt(crc).array());
    }

    private static void write(String text, ByteBuf all) {
        all.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuf text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }
}
