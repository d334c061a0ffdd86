package dev.s3gateway.backend.direct;

import dev.s3gateway.bytes.Sha256;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;

/** Signs the chunks of one body, each together with the signature of what came before it. */
final class ChunkSigner {

    /** As long as a signature. */
    static final String PLACE = "0".repeat(64);

    private static final HexFormat HEX = HexFormat.of();
    private static final String NOTHING = Sha256.hex("");

    private final Mac key;
    private final String scope;
    private final MessageDigest sha256 = Sha256.running();
    private String previous;

    /**
     * @param key shared by what is signed on one event loop
     * @param scope the time and the scope of the request, each with a line break behind it
     * @param seed the signature of the request's head
     */
    ChunkSigner(Mac key, String scope, String seed) {
        this.key = key;
        this.scope = scope;
        this.previous = seed;
    }

    /** The signature of a chunk of these bytes, which stay as they are; of none it is that of the end. */
    String chunk(List<ByteBuf> bytes) {
        for (ByteBuf piece : bytes) {
            for (ByteBuffer part : piece.nioBuffers()) {
                sha256.update(part);
            }
        }
        return next("AWS4-HMAC-SHA256-PAYLOAD\n", NOTHING + "\n" + HEX.formatHex(sha256.digest()));
    }

    String trailer(String line) {
        return next("AWS4-HMAC-SHA256-TRAILER\n", Sha256.hex(line + "\n"));
    }

    private String next(String kind, String what) {
        String text = kind + scope + previous + "\n" + what;
        previous = HEX.formatHex(key.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        return previous;
    }
}
