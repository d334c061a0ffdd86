package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.s3.CopyHead;
import dev.s3gateway.backend.s3.Labels;
import dev.s3gateway.bytes.Body;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A success: its head, and of a GET the bytes, not yet read. */
record Answer(int status, HttpHeaders headers, Body body) {

    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    OptionalLong length() {
        String text = headers.get("content-length");
        return text != null && LENGTH.matcher(text).matches()
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
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
