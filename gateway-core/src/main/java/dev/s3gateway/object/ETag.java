package dev.s3gateway.object;

import java.util.HexFormat;

/** An entity tag without its quotes: the hexadecimal MD5 of the body, or {@code md5(md5s)-N} of a multipart object. */
public record ETag(String value) {

    public ETag {
        if (value.isEmpty() || value.indexOf('"') >= 0) {
            throw new IllegalArgumentException("not an entity tag: " + value);
        }
    }

    public static ETag ofMd5(byte[] md5) {
        return new ETag(HexFormat.of().formatHex(md5));
    }

    /** Reads a tag as it stands in a header or in XML, with or without quotes. */
    public static ETag parse(String text) {
        String trimmed = text.strip();
        boolean quoted = trimmed.length() >= 2 && trimmed.startsWith("\"") && trimmed.endsWith("\"");
        return new ETag(quoted ? trimmed.substring(1, trimmed.length() - 1) : trimmed);
    }

    public String quoted() {
        return '"' + value + '"';
    }

    @Override
    public String toString() {
        return value;
    }
}
