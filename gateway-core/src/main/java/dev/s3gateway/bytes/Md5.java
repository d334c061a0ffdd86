package dev.s3gateway.bytes;

import dev.s3gateway.object.ETag;
import java.util.Base64;
import java.util.HexFormat;

/** The MD5 of some bytes, in hexadecimal. */
public record Md5(String hex) {

    static Md5 of(byte[] raw) {
        return new Md5(HexFormat.of().formatHex(raw));
    }

    /** The entity tag of an object that was stored in one piece. */
    public ETag etag() {
        return new ETag(hex);
    }

    /** As it stands in {@code Content-MD5}. */
    public String base64() {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }
}
