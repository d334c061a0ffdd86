package dev.s3gateway.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.s3.wire.S3Request;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first column names the row of the list of attacks. */
class AttacksOnChunksTest {

    private static final Signer ALICE = Signer.of(Gate.ALICE);
    private static final Sent PUT = Sent.of("PUT", "/photos/cat.jpg");
    private static final String CAT = "a cat";
    private static final String CAT_CRC = "o12cZA==";
    private static final String EIGHT_KIB = "8".repeat(8192);
    private static final String UNSIGNED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    private static final String SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    private static final String NO_MATCH = "403 SignatureDoesNotMatch";
    private static final String INCOMPLETE = "400 IncompleteBody";
    private static final String BAD_TRAILER = "400 MalformedTrailerError";

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void isRefused(String row, String what, Sent request, String answer) {
        for (int[] pieces : new int[][]{{100_000}, {1, 1, 1, 1, 300}, {3, 1, 8191}}) {
            Pieces arriving = new Pieces(request.body().getBytes(StandardCharsets.ISO_8859_1), pieces);

            assertThat(Gate.required().judge(request.arrived(arriving)).words()).isEqualTo(answer);

            arriving.assertAllReleased();
        }
    }

    static Stream<Arguments> isRefused() {
        return Stream.of(
                row("A30", "first signature", signed(8197, f -> f.forged(EIGHT_KIB).chunk(CAT).chunk("")), NO_MATCH),
                row("A30", "middle signature",
                        signed(16389, f -> f.chunk(EIGHT_KIB).forged(EIGHT_KIB).chunk(CAT).chunk("")), NO_MATCH),
                row("A30", "signature left out", signed(5, f -> f.chunk(CAT, Optional.empty()).chunk("")), NO_MATCH),
                row("A30", "chunks exchanged", exchanged(), NO_MATCH),
                row("A31", "last signature", signed(5, f -> f.chunk(CAT).forged("")), NO_MATCH),
                row("A31", "last signature left out", signed(5, f -> f.chunk(CAT).chunk("", Optional.empty())),
                        NO_MATCH),
                row("A32", "no last chunk", cutOff(5, f -> f.chunk(CAT)), INCOMPLETE),
                row("A32", "no empty line at the end", cutOff(5, f -> f.chunk(CAT).chunk("")), INCOMPLETE),
                row("A32", "ends within a chunk", shortened(7 + 100), INCOMPLETE),
                row("A32", "ends within a line", shortened(8285), INCOMPLETE),
                row("A32", "nothing at all", unsigned(5, ""), INCOMPLETE),
                row("A33", "less than announced", signed(6, f -> f.chunk(CAT).chunk("")), INCOMPLETE),
                row("A33", "more than announced", signed(4, f -> f.chunk(CAT).chunk("")), INCOMPLETE),
                row("A33", "no length announced", ALICE.sign(PUT.with("x-amz-content-sha256", UNSIGNED)
                        .with("content-encoding", "aws-chunked")), "411 MissingContentLength"),
                row("A33", "a length that is none", ALICE.sign(PUT.with("x-amz-content-sha256", UNSIGNED)
                        .with("x-amz-decoded-content-length", "-5")), "400 InvalidArgument"),
                row("A34", "a small chunk that is not the last",
                        signed(10, f -> f.chunk(CAT).chunk(CAT).chunk("")), "400 InvalidChunkSizeError"),
                row("A34", "a large chunk", unsigned(20_000_000, "1000001\r\n"), "400 InvalidRequest"),
                row("A35", "0x10", unsigned(16, "0x10\r\n"), INCOMPLETE),
                row("A35", "+10", unsigned(16, "+10\r\n"), INCOMPLETE),
                row("A35", "-1", unsigned(16, "-1\r\n"), INCOMPLETE),
                row("A35", "20 digits", unsigned(16, "00000000000000000010\r\n"), INCOMPLETE),
                row("A35", "leading space", unsigned(16, " 10\r\n"), INCOMPLETE),
                row("A35", "no digit", unsigned(16, "\r\n"), INCOMPLETE),
                row("A35", "16 digits of f", unsigned(16, "ffffffffffffffff\r\n"), "400 InvalidRequest"),
                row("A36", "bare LF", unsigned(5, "5\n" + CAT + "\n0\n\n"), INCOMPLETE),
                row("A36", "bare LF after the data", unsigned(5, "5\r\n" + CAT + "\n0\r\n\r\n"), INCOMPLETE),
                row("A36", "no end of line after the data", unsigned(5, "5\r\n" + CAT + "0\r\n\r\n"), INCOMPLETE),
                row("A36", "1 MiB of extension", unsigned(5, "5;" + "x".repeat(1 << 20) + "\r\n" + CAT), INCOMPLETE),
                row("A36", "bytes after the end", unsigned(5, "5\r\n" + CAT + "\r\n0\r\n\r\nGET / HTTP/1.1"),
                        INCOMPLETE),
                row("A37", "trailing checksum wrong", trailing("x-amz-checksum-crc32:AAAAAA==\r\n"), "400 BadDigest"),
                row("A37", "trailing checksum that is none", trailing("x-amz-checksum-crc32:cat\r\n"),
                        "400 InvalidRequest"),
                row("A37", "announced and absent", trailing(""), INCOMPLETE),
                row("A37", "another one", trailing("x-amz-checksum-crc32c:AAAAAA==\r\n"), BAD_TRAILER),
                row("A37", "twice", trailing(("x-amz-checksum-crc32:" + CAT_CRC + "\r\n").repeat(2)), BAD_TRAILER),
                row("A37", "one that nobody announced",
                        unsigned(5, "5\r\n" + CAT + "\r\n0\r\nx-amz-checksum-crc32:" + CAT_CRC + "\r\n\r\n"),
                        BAD_TRAILER),
                row("A37", "a line that is none", trailing("x-amz-checksum-crc32\r\n"), BAD_TRAILER),
                row("A37", "in a mode without trailer",
                        signed(5, f -> f.chunk(CAT).chunk("").trailer("x-amz-checksum-crc32", CAT_CRC)), BAD_TRAILER),
                row("A37", "an announcement that is no checksum",
                        ALICE.sign(Framing.announce(PUT, UNSIGNED, 5).with("x-amz-trailer", "x-amz-meta-a")),
                        "400 InvalidRequest"),
                row("A38", "trailer signature forged", signedTrailer(f -> f.trailerSignature("0".repeat(64))),
                        NO_MATCH),
                row("A38", "trailer signature left out", signedTrailer(f -> f), NO_MATCH),
                row("A38", "trailer with metadata", trailing("x-amz-meta-a:b\r\n"), BAD_TRAILER),
                row("A38", "trailer with an ACL", trailing("x-amz-acl:public-read\r\n"), BAD_TRAILER),
                row("A38", "trailer with credentials", trailing("authorization:x\r\n"), BAD_TRAILER),
                row("A38", "trailer after its signature",
                        signedTrailer(f -> f.trailerSignature().trailer("x-amz-checksum-crc32", CAT_CRC)), BAD_TRAILER),
                row("A39", "a plain body", unsigned(5, CAT), INCOMPLETE),
                row("A39", "a plain body for signed chunks",
                        ALICE.sign(Framing.announce(PUT, Signer.STREAMING, 5)).body(CAT), INCOMPLETE),
                row("A40", "20 bytes announced and many sent", unsigned(20, "1000000\r\n" + "x".repeat(100_000)),
                        INCOMPLETE),
                row("ECDSA", "signed chunks of SigV4A", ALICE.sign(
                        Framing.announce(PUT, "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", 5)), "400 InvalidRequest"),
                row("MD5", "of another body", unsignedWith("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="),
                        "400 BadDigest"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void isLetIn(String row, String what, Sent request, String body) {
        Gate.Verdict verdict = Gate.required().judge(request);

        assertThat(verdict.words()).isEqualTo("200 alice");
        assertThat(verdict.body()).isEqualTo(body);
    }

    static Stream<Arguments> isLetIn() {
        return Stream.of(row("row 1", "signed chunks", signed(8197, f -> f.chunk(EIGHT_KIB).chunk(CAT).chunk("")),
                EIGHT_KIB + CAT),
                row("row 1", "signed chunks of nothing", signed(0, f -> f.chunk("")), ""),
                row("row 1", "signed chunks and trailer", signedTrailer(Framing::trailerSignature), CAT),
                row("row 1", "unsigned chunks and trailer", trailing("x-amz-checksum-crc32:" + CAT_CRC + "\r\n"), CAT),
                row("row 1", "unsigned chunks, trailer empty", unsigned(5, "5\r\n" + CAT + "\r\n0\r\n\r\n"), CAT),
                row("row 2", "within HTTP chunks",
                        trailing("x-amz-checksum-crc32:" + CAT_CRC + "\r\n").ofUnknownLength(), CAT),
                row("row 5", "upper case", unsigned(12, "C\r\nabcdefghijkl\r\n0\r\n\r\n"), "abcdefghijkl"),
                row("row 5", "small unsigned chunks", unsigned(2, "1\r\na\r\n1\r\nb\r\n0\r\n\r\n"), "ab"),
                row("MD5", "beside chunks", unsignedWith("content-md5", "wdDkSwnVrFL5D0Y/5BD8iA=="), CAT));
    }

    @Test
    void aTrailingChecksumIsKnownWhenTheBodyHasCompleted() {
        Sent put = trailing("x-amz-checksum-crc32:" + CAT_CRC + "\r\n");

        assertThat(Gate.required().judge(put).checksums())
                .containsExactly(new Checksum(ChecksumAlgorithm.CRC32, CAT_CRC));
    }

    @Test
    void theDecodedLengthIsTheLengthOfTheBody() {
        S3Request request = signed(5, f -> f.chunk(CAT).chunk("")).arrived();

        assertThat(Gate.required().lengthOf(request)).hasValue(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void howTheBytesAreCutDoesNotMatter(long seed) { // row 5
        Random random = new Random(seed);
        String data = random.ints(20_000 + random.nextInt(10_000), 0, 256)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        Sent put = signed(data.length(), framing -> inChunks(framing, data, random).chunk(""));
        int[] cuts = seed == 1 ? new int[]{1} : random.ints(50, 1, 1 + (1 << random.nextInt(14))).toArray();
        Pieces pieces = new Pieces(put.body().getBytes(StandardCharsets.ISO_8859_1), cuts);

        Gate.Verdict verdict = Gate.required().judge(put.arrived(pieces));

        assertThat(verdict.words()).isEqualTo("200 alice");
        assertThat(verdict.body()).isEqualTo(data);
        pieces.assertAllReleased();
    }

    @Test
    void aReaderWhoLeavesHoldsNothing() {
        Sent put = signed(8197, f -> f.chunk(EIGHT_KIB).chunk(CAT).chunk(""));
        Pieces pieces = new Pieces(put.body().getBytes(StandardCharsets.ISO_8859_1), 300, 9000);

        Gate.required().readOne(put.arrived(pieces));

        pieces.assertAllReleased();
    }

    private static Framing inChunks(Framing framing, String data, Random random) {
        int from = 0;
        while (from < data.length()) {
            int to = Math.min(data.length(), from + 8192 + random.nextInt(10_000));
            framing.chunk(data.substring(from, to));
            from = to;
        }
        return framing;
    }

    private static Sent signed(int length, UnaryOperator<Framing> chunks) {
        Sent head = ALICE.sign(Framing.announce(PUT, Signer.STREAMING, length));
        return head.body(chunks.apply(new Framing(ALICE, head)).end());
    }

    private static Sent cutOff(int length, UnaryOperator<Framing> chunks) {
        Sent head = ALICE.sign(Framing.announce(PUT, Signer.STREAMING, length));
        return head.body(chunks.apply(new Framing(ALICE, head)).cutOff());
    }

    private static Sent shortened(int length) {
        Sent whole = signed(8197, f -> f.chunk(EIGHT_KIB).chunk(CAT).chunk(""));
        return whole.body(whole.body().substring(0, length));
    }

    private static Sent exchanged() {
        Sent whole = signed(16384, f -> f.chunk(EIGHT_KIB).chunk(EIGHT_KIB).chunk(""));
        int chunk = (whole.body().indexOf("\r\n0;") + 2) / 2;
        return whole.body(whole.body().substring(chunk, 2 * chunk) + whole.body().substring(0, chunk)
                + whole.body().substring(2 * chunk));
    }

    private static Sent signedTrailer(UnaryOperator<Framing> end) {
        Sent head = ALICE
                .sign(Framing.announce(PUT, SIGNED_TRAILER, 5).with("x-amz-trailer", "x-amz-checksum-crc32"));
        Framing framing = new Framing(ALICE, head).chunk(CAT).chunk("").trailer("x-amz-checksum-crc32", CAT_CRC);
        return head.body(end.apply(framing).end());
    }

    private static Sent unsigned(int length, String wire) {
        return ALICE.sign(Framing.announce(PUT, UNSIGNED, length)).body(wire);
    }

    private static Sent unsignedWith(String header, String value) {
        return ALICE.sign(Framing.announce(PUT, UNSIGNED, 5).with(header, value))
                .body("5\r\n" + CAT + "\r\n0\r\n\r\n");
    }

    private static Sent trailing(String lines) {
        return ALICE.sign(Framing.announce(PUT, UNSIGNED, 5).with("x-amz-trailer", "x-amz-checksum-crc32"))
                .body("5\r\n" + CAT + "\r\n0\r\n" + lines + "\r\n");
    }

    private static Arguments row(Object... columns) {
        return Arguments.of(columns);
    }
}
