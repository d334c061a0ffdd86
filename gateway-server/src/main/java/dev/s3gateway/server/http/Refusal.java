package dev.s3gateway.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;

/**
 * What a client hears whose bytes are no request. Written as bytes, past the codec, whose state is not to be trusted
 * then; the connection is closed after it.
 */
enum Refusal {
    BAD_FRAMING(400, "Bad Request", "InvalidRequest", "The request is not well-formed HTTP."), //
    NO_HOST(400, "Bad Request", "InvalidRequest", "A request needs exactly one Host header."), //
    LINE_TOO_LONG(414, "URI Too Long", "InvalidURI", "The request line is longer than 8 KiB."), //
    HEAD_TOO_LARGE(400, "Bad Request", "RequestHeaderSectionTooLarge",
            "Your request header section exceeds the maximum allowed request header section size."), //
    UNKNOWN_CODING(501, "Not Implemented", "NotImplemented",
            "A header you provided implies functionality that is not implemented: Transfer-Encoding"), //
    UNKNOWN_EXPECTATION(417, "Expectation Failed", "InvalidArgument", "The only expectation served is 100-continue.");

    private final int status;
    private final String reason;
    private final String code;
    private final String message;

    Refusal(int status, String reason, String code, String message) {
        this.status = status;
        this.reason = reason;
        this.code = code;
        this.message = message;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    static Refusal of(Throwable decoderFailure) {
        Throwable cause = decoderFailure.getCause() == null ? decoderFailure : decoderFailure.getCause();
        return switch (cause) {
            case TooLongHttpLineException _ -> LINE_TOO_LONG;
            case TooLongHttpHeaderException _ -> HEAD_TOO_LARGE;
            default -> BAD_FRAMING;
        };
    }

    ByteBuf bytes(String requestId) {
        String body = """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>%s</Code><Message>%s</Message><RequestId>%s</RequestId></Error>"""
                .formatted(code, message, requestId);
        String head = """
                HTTP/1.1 %d %s
                Content-Type: application/xml
                Content-Length: %d
                x-amz-request-id: %s
                Server: %s
                Date: %s
                Connection: close

                """.formatted(status, reason, body.length(), requestId, Exchange.SERVER, HttpDate.now());
        return Unpooled.copiedBuffer(head.replace("\n", "\r\n") + body, StandardCharsets.US_ASCII);
    }
}
