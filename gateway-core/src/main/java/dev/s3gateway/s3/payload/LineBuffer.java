package dev.s3gateway.s3.payload;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Puts a line that ends in CR LF together from any number of pieces. A line feed alone ends nothing. */
final class LineBuffer {

    // A chunk's line has 100 bytes and a trailer's little more: whoever sends longer ones wants our memory.
    private static final int LONGEST = 1024;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    private boolean afterReturn;

    /** Reads up to the end of the line; empty where the line goes on in the next piece. */
    Optional<String> takeFrom(ByteBuf in) {
        while (in.isReadable()) {
            byte next = in.readByte();
            if (next == '\n' && afterReturn) {
                return Optional.of(finished());
            }
            line.write(next);
            afterReturn = next == '\r';
            if (line.size() > LONGEST) {
                throw PayloadFaults.incompleteChunks();
            }
        }
        return Optional.empty();
    }

    private String finished() {
        String whole = line.toString(StandardCharsets.ISO_8859_1);
        line.reset();
        afterReturn = false;
        return whole.substring(0, whole.length() - 1);
    }
}
