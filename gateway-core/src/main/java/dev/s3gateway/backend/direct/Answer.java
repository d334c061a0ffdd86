package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.s3.CopyHead;
import dev.s3gateway.backend.s3.Labels;
import dev.s3gateway.bytes.Body;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;

/** A success: its head, and of a GET the bytes, not yet read. */
record Answer(int status, HttpHeaders headers, Body body) {

    private static final int MOST_DIGITS = 18;

    OptionalLong length() {
        String text = headers.get("content-length");
        return text != null && isLength(text)
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    /** By hand: it is asked of every answer, more than once. */
    private static boolean isLength(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MOST_DIGITS;
    }

    CopyHead copy() {
        return new CopyHead(length(), text("etag"), text("content-range"), text("x-amz-version-id"),
                text(Labels.STAMP_HEADER), new CopyHead.Encryption(
                        headers.get("x-amz-server-side-encryption-aws-kms-key-id"),
                        headers.get("x-amz-server-side-encryption-customer-algorithm"),
                        headers.get("x-amz-server-side-encryption")));
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
