package dev.s3gateway.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.charset.StandardCharsets;

/** A body on its way out, after a head that goes in the same write where both are small. */
public interface Sending {

    long length();

    void begin(ByteBuffer head, GatheringByteChannel socket) throws IOException;

    Sending NOTHING = plain(0);

    /** The canned body of this length, as it is. */
    static Sending plain(long length) {
        return new Sending() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public void begin(ByteBuffer head, GatheringByteChannel socket) throws IOException {
                ByteBuffer block = Canned.block();
                long left = length;
                block.limit((int) Math.min(left, Canned.BLOCK));
                left -= block.limit();
                while (head.hasRemaining() || block.hasRemaining()) {
                    socket.write(new ByteBuffer[]{head, block});
                }
                while (left > 0) {
                    block.clear().limit((int) Math.min(left, Canned.BLOCK));
                    left -= block.limit();
                    while (block.hasRemaining()) {
                        socket.write(block);
                    }
                }
            }
        };
    }

    /** The canned body of this length in signed chunks, each a whole part of the block. */
    static Sending signedChunks(Signer.Signed seed, long length, int chunk) {
        return new Sending() {
            @Override
            public long length() {
                long all = frame(0) + 2;
                for (long left = length; left > 0; left -= chunk) {
                    all += frame(Math.min(left, chunk)) + Math.min(left, chunk) + 2;
                }
                return all;
            }

            private long frame(long size) {
                return Long.toHexString(size).length() + ";chunk-signature=".length() + 64L + 2;
            }

            @Override
            public void begin(ByteBuffer head, GatheringByteChannel socket) throws IOException {
                writeAll(socket, head);
                String previous = seed.signature();
                ByteBuffer end = ascii("\r\n");
                for (long at = 0; at < length; at += chunk) {
                    int size = (int) Math.min(length - at, chunk);
                    int from = (int) (at % Canned.BLOCK);
                    previous = Signer.chunk(seed, previous, Canned.bytes(), from, size);
                    writeAll(socket, opening(size, previous), Canned.block().limit(from + size).position(from),
                            end.rewind());
                }
                writeAll(socket, opening(0, Signer.chunk(seed, previous, Canned.bytes(), 0, 0)), end.rewind());
            }

            private ByteBuffer opening(int size, String signature) {
                return ascii(Integer.toHexString(size) + ";chunk-signature=" + signature + "\r\n");
            }
        };
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void writeAll(GatheringByteChannel socket, ByteBuffer... buffers) throws IOException {
        long left = 0;
        for (ByteBuffer buffer : buffers) {
            left += buffer.remaining();
        }
        while (left > 0) {
            left -= socket.write(buffers);
        }
    }
}
