package dev.s3gateway.backend.direct;

import dev.s3gateway.bytes.Sha256;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** One attempt at a request as it goes to the socket: its signed head, and the framing of its body. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
record Wire(byte[] head, Framing framing) {

    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    /** About as long as the framing of a small body is. */
    private static final int FRAMING = 256;
    private static final String NOTHING = Sha256.hex("");

    /** {@code asks}: whether the zone is asked for its permission before the body is sent. */
    static Wire of(Signer signer, Request request, Sending sending, boolean asks) {
        Optional<IntSupplier> sum = sending.crc32c();
        boolean chunked = sum.isPresent() || (request.covered() && sending instanceof Sending.Stream);
        return chunked
                ? chunked(signer, request.inChunks(sum.isPresent()), sum, asks)
                : new Wire(signer.head(request, payload(request, sending), plain(request.length(), asks)).bytes(),
                        new Framing.None());
    }

    private static Wire chunked(Signer signer, Request request, Optional<IntSupplier> sum, boolean asks) {
        long bytes = request.length().orElseThrow();
        boolean signed = request.covered();
        String kind = "STREAMING-" + (signed ? "AWS4-HMAC-SHA256-PAYLOAD" : UNSIGNED)
                + (sum.isPresent() ? "-TRAILER" : "");
        long framed = ChunkFraming.length(bytes, signed, sum.isPresent());
        Signer.Head head = signer.head(request, kind, plain(OptionalLong.of(framed), asks));
        Optional<ChunkSigner> chunks = signed ? Optional.of(head.chunks().get()) : Optional.empty();
        return new Wire(head.bytes(), new ChunkFraming(bytes, chunks, sum));
    }

    private static String payload(Request request, Sending sending) {
        if (!request.covered()) {
            return UNSIGNED;
        }
        return sending instanceof Sending.Whole(var bytes, var _) ? hash(bytes) : NOTHING;
    }

    private static String hash(ByteBuf bytes) {
        return HexFormat.of().formatHex(Sha256.running().digest(ByteBufUtil.getBytes(bytes)));
    }

    private static String plain(OptionalLong length, boolean asks) {
        String known = length.isEmpty() ? "" : "content-length: " + length.getAsLong() + "\r\n";
        return asks ? known + "expect: 100-continue\r\n" : known;
    }

    /** A buffer of its own for the head. */
    ByteBuf start() {
        return HeadBuffer.of(head, 0);
    }

    /** A buffer of its own for all of it, which stays with the caller. */
    ByteBuf all(ByteBuf body) {
        ByteBuf all = HeadBuffer.of(head, body.readableBytes() + FRAMING);
        framing.whole(body, all);
        return all;
    }

    /** The framed body, piece by piece; {@code body} stays with the caller. */
    void whole(ByteBuf body, Consumer<ByteBuf> line) {
        framing.add(body.retainedDuplicate(), line);
        framing.end(line);
    }
}
