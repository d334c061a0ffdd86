package dev.s3gateway.s3.auth;

import dev.s3gateway.bytes.Sums;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * What a client may say about the body that it sends, honestly or not.
 *
 * @param refusal of a body that is not what was said
 * @param digests what must be computed of the body to tell
 */
record DigestingClient(String name, String refusal, List<String> digests, Saying saying) {

    private static final Signer ROOT = Signer.of(Gate.ROOT);
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    /** The hash of a chunk shall not be taken for that of a body. */
    private static final int CHUNK = 9_000;
    private static final String BAD = "400 BadDigest";

    /** The request that carries {@code sent} and says that it were {@code said}; both are of one length. */
    @FunctionalInterface
    interface Saying {
        Sent put(Sent put, String said, String sent);
    }

    static List<DigestingClient> all() {
        List<DigestingClient> all = new ArrayList<>();
        all.add(new DigestingClient("nothing", "", List.of(),
                (put, _, sent) -> ROOT.sign(put.with("x-amz-content-sha256", UNSIGNED).body(sent))));
        all.add(new DigestingClient("Content-MD5", BAD, List.of("MD5"), (put, said, sent) -> ROOT.sign(
                put.with("x-amz-content-sha256", UNSIGNED).with("content-md5", md5(said)).body(sent))));
        all.add(new DigestingClient("signed hash", "400 XAmzContentSHA256Mismatch", List.of("SHA-256"),
                (put, said, sent) -> ROOT.sign(put.body(said)).body(sent)));
        all.add(new DigestingClient("signed hash and Content-MD5", "400 XAmzContentSHA256Mismatch",
                List.of("MD5", "SHA-256"),
                (put, said, sent) -> ROOT.sign(put.with("content-md5", md5(said)).body(said)).body(sent)));
        all.add(new DigestingClient("signed hash and x-amz-checksum-sha256", "400 XAmzContentSHA256Mismatch",
                List.of("SHA-256"),
                (put, said, sent) -> ROOT.sign(put
                        .with("x-amz-checksum-sha256", sum(ChecksumAlgorithm.SHA256, said))
                        .body(said)).body(sent)));
        all.add(new DigestingClient("signed chunks", "403 SignatureDoesNotMatch", List.of(),
                (put, said, sent) -> chunks(put, said, sent, Optional.empty())));
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            all.add(new DigestingClient(algorithm.header() + " in a header", BAD, digest(algorithm),
                    (put, said, sent) -> ROOT.sign(put.with("x-amz-content-sha256", UNSIGNED)
                            .with(algorithm.header(), sum(algorithm, said))
                            .body(sent))));
            all.add(new DigestingClient(algorithm.header() + " in a trailer", BAD, digest(algorithm),
                    (put, said, sent) -> trailer(put, algorithm, said, sent)));
            all.add(new DigestingClient(algorithm.header() + " in the trailer of signed chunks", BAD,
                    digest(algorithm), (put, said, sent) -> chunks(put, sent, sent, Optional.of(
                            algorithm.header() + ":" + sum(algorithm, said)))));
        }
        return List.copyOf(all);
    }

    /** By the same key, with the hash of its body. */
    static Sent signed(Sent sent) {
        return ROOT.sign(sent);
    }

    Sent honest(Sent put, String body) {
        return saying.put(put, body, body);
    }

    /** One byte is another than what was said. */
    Sent wrong(Sent put, String body) {
        return saying.put(put, body, (char) (body.charAt(0) ^ 1) + body.substring(1));
    }

    boolean saysSomething() {
        return !refusal.isEmpty();
    }

    private static Sent trailer(Sent put, ChecksumAlgorithm algorithm, String said, String sent) {
        return ROOT.sign(Framing.announce(put, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", sent.length())
                .with("x-amz-trailer", algorithm.header()))
                .body(framed(sent, (size, data) -> size + "\r\n" + data + "\r\n") + "0\r\n" + algorithm.header() + ":"
                        + sum(algorithm, said) + "\r\n\r\n");
    }

    private static Sent chunks(Sent put, String said, String sent, Optional<String> trailer) {
        Sent announced = Framing.announce(put, trailer.isPresent()
                ? Signer.STREAMING + "-TRAILER"
                : Signer.STREAMING, sent.length());
        Sent signed = ROOT.sign(trailer.map(line -> announced.with("x-amz-trailer", line.split(":", 2)[0]))
                .orElse(announced));
        Framing framing = new Framing(ROOT, signed);
        framed(said, (_, data) -> {
            var _ = framing.chunk(data);
            return "";
        });
        var _ = framing.chunk("");
        if (trailer.isPresent()) {
            String[] line = trailer.get().split(":", 2);
            var _ = framing.trailer(line[0], line[1]).trailerSignature();
        }
        String wire = framing.end();
        // The only byte that may differ is the first.
        int data = wire.indexOf("\r\n") + 2;
        return signed.body(wire.substring(0, data) + sent.charAt(0) + wire.substring(data + 1));
    }

    private static String framed(String body, BinaryOperator<String> chunk) {
        StringBuilder all = new StringBuilder();
        for (int at = 0; at < body.length(); at += CHUNK) {
            String data = body.substring(at, Math.min(at + CHUNK, body.length()));
            all.append(chunk.apply(Integer.toHexString(data.length()), data));
        }
        return all.toString();
    }

    private static List<String> digest(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case SHA1 -> List.of("SHA-1");
            case SHA256 -> List.of("SHA-256");
            case CRC32, CRC32C, CRC64NVME -> List.of();
        };
    }

    private static String md5(String bytes) {
        return Sums.md5(List.of(bytes(bytes))).base64();
    }

    private static String sum(ChecksumAlgorithm algorithm, String bytes) {
        return Checksum.of(algorithm, Sums.of(algorithm, List.of(bytes(bytes)))).base64();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
