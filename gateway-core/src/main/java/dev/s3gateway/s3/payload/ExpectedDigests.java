package dev.s3gateway.s3.payload;

import dev.s3gateway.bytes.Digested;
import dev.s3gateway.bytes.Md5;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.s3.wire.Headers;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a client says that its body is.
 *
 * @param md5 Content-MD5, in lower-case hex
 * @param sha256 the signed payload hash
 * @param checksum the checksum in a header
 * @param trailing the checksum that will come in the trailer
 * @param asked the checksum that the client wants and leaves to us, where it sends none
 */
record ExpectedDigests(Optional<String> md5, Optional<Checksum> sha256, Optional<Checksum> checksum,
        Optional<ChecksumAlgorithm> trailing, Optional<ChecksumAlgorithm> asked) {

    private static final String PREFIX = "x-amz-checksum-";
    private static final Set<String> NOT_A_CHECKSUM = Set.of(PREFIX + "type", PREFIX + "algorithm", PREFIX + "mode");

    static ExpectedDigests of(Headers headers, Optional<Checksum> sha256, Optional<ChecksumAlgorithm> trailing) {
        List<Checksum> checksums = headers.fields()
                .keySet()
                .stream()
                .filter(name -> name.startsWith(PREFIX) && !NOT_A_CHECKSUM.contains(name))
                .map(name -> checksum(name, headers.first(name).orElse("")))
                .toList();
        if (checksums.size() + trailing.stream().count() > 1) {
            throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }
        return new ExpectedDigests(headers.first("content-md5").map(ExpectedDigests::md5), sha256,
                checksums.stream().findFirst(), trailing,
                checksums.isEmpty() && trailing.isEmpty() ? asked(headers) : Optional.empty());
    }

    private static Optional<ChecksumAlgorithm> asked(Headers headers) {
        return headers.first("x-amz-sdk-checksum-algorithm")
                .map(name -> ChecksumAlgorithm.named(name)
                        .orElseThrow(() -> invalidRequest("Checksum algorithm provided is unsupported.")));
    }

    private static Checksum checksum(String header, String value) {
        ChecksumAlgorithm algorithm = ChecksumAlgorithm.ofHeader(header)
                .orElseThrow(() -> invalidRequest(
                        "The algorithm type you specified in x-amz-checksum- header is invalid."));
        return Checksum.parse(algorithm, value)
                .orElseThrow(() -> invalidRequest("Value for " + header + " header is invalid."));
    }

    private static String md5(String header) {
        try {
            byte[] raw = Base64.getDecoder().decode(header);
            if (raw.length == 16) {
                return HexFormat.of().formatHex(raw);
            }
        } catch (IllegalArgumentException _) {
            // Neither length nor alphabet: the same answer.
        }
        throw new Failure.Malformed(Fault.INVALID_DIGEST, "The Content-MD5 you specified is not valid.");
    }

    Set<ChecksumAlgorithm> algorithms() {
        Set<ChecksumAlgorithm> all = EnumSet.noneOf(ChecksumAlgorithm.class);
        Stream.concat(sha256.stream(), checksum.stream()).map(Checksum::algorithm).forEach(all::add);
        trailing.ifPresent(all::add);
        asked.ifPresent(all::add);
        return all;
    }

    /** Compares everything with what has passed; the checksums of the whole that the client sent or asked for. */
    List<Checksum> verify(Digested actual, Map<String, String> trailer) {
        sha256.filter(expected -> differs(expected, actual)).ifPresent(_ -> {
            throw new Failure.Malformed(Fault.CONTENT_SHA256_MISMATCH,
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        });
        md5.filter(expected -> !actual.md5().map(Md5::hex).equals(Optional.of(expected))).ifPresent(_ -> {
            throw badDigest("The Content-MD5 you specified did not match what we received.");
        });
        List<Checksum> sent = Stream.concat(checksum.stream(), trailing.map(name -> trailing(name, trailer)).stream())
                .toList();
        sent.stream().filter(expected -> differs(expected, actual)).forEach(expected -> {
            throw badDigest("The " + expected.algorithm() + " you specified did not match the calculated checksum.");
        });
        return Stream.concat(sent.stream(), asked.map(actual.checksums()::get).stream()).toList();
    }

    private static boolean differs(Checksum expected, Digested actual) {
        return !expected.equals(actual.checksums().get(expected.algorithm()));
    }

    private static Checksum trailing(ChecksumAlgorithm algorithm, Map<String, String> trailer) {
        return Checksum.parse(algorithm, trailer.getOrDefault(algorithm.header(), ""))
                .orElseThrow(() -> invalidRequest("Value for " + algorithm.header() + " trailing header is invalid."));
    }

    private static Failure badDigest(String message) {
        return new Failure.Malformed(Fault.BAD_DIGEST, message);
    }

    private static Failure invalidRequest(String message) {
        return new Failure.Malformed(Fault.INVALID_REQUEST, message);
    }
}
