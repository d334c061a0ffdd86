package dev.s3gateway.s3.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a body in signed chunks, and can be told to do it wrong. */
final class Framing {

    private final Signer signer;
    private final StringBuilder wire = new StringBuilder();
    private final List<String> trailers = new ArrayList<>();
    private String previous;

    /** Continues the signature of a signed request. */
    Framing(Signer signer, Sent signed) {
        this.signer = signer;
        String authorization = signed.header("authorization");
        this.previous = authorization.substring(authorization.indexOf("Signature=") + 10);
    }

    static Sent announce(Sent sent, String sentinel, int decodedLength) {
        return sent.with("content-encoding", "aws-chunked")
                .with("x-amz-content-sha256", sentinel)
                .with("x-amz-decoded-content-length", Integer.toString(decodedLength));
    }

    Framing chunk(String data) {
        previous = signer.sign(String.join("\n", "AWS4-HMAC-SHA256-PAYLOAD", signer.time(), signer.scope(), previous,
                Signer.sha256(""), Signer.sha256(data)));
        return chunk(data, Optional.of(previous));
    }

    Framing forged(String data) {
        return chunk(data, Optional.of("0".repeat(64)));
    }

    Framing chunk(String data, Optional<String> signature) {
        wire.append(Integer.toHexString(data.length()));
        signature.ifPresent(text -> wire.append(";chunk-signature=").append(text));
        wire.append("\r\n").append(data).append(data.isEmpty() ? "" : "\r\n");
        return this;
    }

    Framing trailer(String name, String value) {
        wire.append(name).append(':').append(value).append("\r\n");
        trailers.add(name + ":" + value + "\n");
        return this;
    }

    Framing trailerSignature() {
        return trailerSignature(signer.sign(String.join("\n", "AWS4-HMAC-SHA256-TRAILER", signer.time(), signer.scope(),
                previous, Signer.sha256(String.join("", trailers)))));
    }

    Framing trailerSignature(String signature) {
        wire.append("x-amz-trailer-signature:").append(signature).append("\r\n");
        return this;
    }

    String end() {
        return wire.append("\r\n").toString();
    }

    String cutOff() {
        return wire.toString();
    }
}
