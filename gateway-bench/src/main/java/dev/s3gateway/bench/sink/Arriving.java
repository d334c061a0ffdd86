package dev.s3gateway.bench.sink;

import dev.s3gateway.bench.load.Canned;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A PUT whose body is coming in. A large one is only counted and taken to be the canned body of its length; a smaller one
 * is checked and hashed, and kept unless it is that body.
 */
final class Arriving {

    private static final int CHECKED = 256 << 10;
    private final String path;
    private final HttpHeaders headers;
    private final boolean chunked;
    private final long length;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    Arriving(String path, HttpRequest request) {
        this.path = path;
        this.headers = request.headers();
        this.chunked = headers.get("x-amz-content-sha256", "").startsWith("STREAMING-");
        this.length = Long.parseLong(headers.get(chunked ? "x-amz-decoded-content-length" : "content-length", "0"));
    }

    String path() {
        return path;
    }

    boolean wantsGo() {
        return "100-continue".equalsIgnoreCase(headers.get("expect"));
    }

    void take(ByteBuf content) {
        if (length <= CHECKED) {
            byte[] bytes = new byte[content.readableBytes()];
            content.getBytes(content.readerIndex(), bytes);
            kept.writeBytes(bytes);
        }
    }

    /** @throws IllegalArgumentException if what came is not what was announced */
    Shelf.Item whole() {
        Map<String, String> metadata = new HashMap<>();
        headers.forEach(header -> {
            if (header.getKey().toLowerCase(java.util.Locale.ROOT).startsWith("x-amz-meta-")) {
                metadata.put(header.getKey(), header.getValue());
            }
        });
        if (length > CHECKED) {
            return new Shelf.Item(length, null, Canned.md5(length), metadata);
        }
        byte[] bytes = chunked ? decoded(kept.toByteArray()) : kept.toByteArray();
        check("x-amz-checksum-crc32c", headers.get("x-amz-checksum-crc32c"), crc(bytes));
        boolean canned = Canned.begins(bytes);
        String md5 = canned ? Canned.md5(bytes.length) : HexFormat.of().formatHex(md5(bytes));
        check("content-md5", headers.get("content-md5"),
                Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5)));
        return new Shelf.Item(bytes.length, canned ? null : bytes, md5, metadata);
    }

    private byte[] decoded(byte[] framed) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        String text = new String(framed, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (true) {
            int line = text.indexOf("\r\n", at);
            int size = Integer.parseInt(text.substring(at, line).split(";", 2)[0], 16);
            if (size == 0) {
                trailers(text.substring(line + 2), plain.toByteArray());
                return plain.toByteArray();
            }
            plain.write(framed, line + 2, size);
            at = line + 2 + size + 2;
        }
    }

    private static void trailers(String text, byte[] bytes) {
        for (String line : text.split("\r\n", -1)) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("x-amz-checksum-crc32c:")) {
                check("the trailer", line.substring(line.indexOf(':') + 1).strip(), crc(bytes));
            }
        }
    }

    private static void check(String what, @org.jspecify.annotations.Nullable String told, String true_) {
        if (told != null && !told.equals(true_)) {
            throw new IllegalArgumentException(what + " does not fit the body");
        }
    }

    private static String crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
