package dev.s3gateway.replication.multipart;

import dev.s3gateway.bytes.CrcCombination;
import dev.s3gateway.bytes.Sums;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.ledger.Completion;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.UploadChecksum;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an upload's parts amount to, put together in the order in which the client lists them. */
record Assembly(List<UploadedPart> parts) {

    /** Every part but the last has at least 5 MiB. */
    private static final long SMALLEST = 5L << 20;

    /** Holds the list against the parts that are stored, and computes what they make. No zone is asked. */
    static Completion of(Upload upload, List<UploadedPart> stored, Completing wish) {
        List<Completing.Listed> listed = wish.parts();
        for (int i = 1; i < listed.size(); i++) {
            if (listed.get(i).number() <= listed.get(i - 1).number()) {
                throw UploadFaults.invalidOrder();
            }
        }
        Assembly assembly = new Assembly(listed.stream().map(part -> found(part, byNumber(stored))).toList());
        Content content = assembly.content(upload);
        assembly.requireSizes();
        requireWhatWasSaid(wish, content);
        return new Completion(listed.stream().map(Completing.Listed::number).toList(), content, wish.conditions(),
                wish.origin());
    }

    /** The parts of a settled list, as they are stored now. */
    static Assembly of(Completion completion, List<UploadedPart> stored) {
        Map<Integer, UploadedPart> byNumber = byNumber(stored);
        return new Assembly(completion.parts()
                .stream()
                .flatMap(number -> Optional.ofNullable(byNumber.get(number)).stream())
                .toList());
    }

    private static Map<Integer, UploadedPart> byNumber(List<UploadedPart> stored) {
        return stored.stream().collect(Collectors.toMap(UploadedPart::number, Function.identity()));
    }

    private static UploadedPart found(Completing.Listed listed, Map<Integer, UploadedPart> stored) {
        UploadedPart part = stored.get(listed.number());
        if (part == null || !listed.etag().equals(Optional.of(part.etag())) || isOther(listed, part)) {
            throw UploadFaults.invalidPart();
        }
        return part;
    }

    private static boolean isOther(Completing.Listed listed, UploadedPart part) {
        return part.checksum()
                .filter(ours -> listed.checksums()
                        .stream()
                        .anyMatch(theirs -> theirs.algorithm() == ours.algorithm() && !theirs.equals(ours)))
                .isPresent();
    }

    private void requireSizes() {
        if (parts.stream().limit(parts.size() - 1L).anyMatch(part -> part.size() < SMALLEST)) {
            throw UploadFaults.tooSmall();
        }
    }

    private static void requireWhatWasSaid(Completing wish, Content content) {
        if (wish.size().orElse(content.size()) != content.size()) {
            throw UploadFaults.invalid("The provided 'x-amz-mp-object-size' header value " + wish.size().getAsLong()
                    + " does not match what was computed: " + content.size());
        }
        wish.checksum().filter(said -> content.checksums().stream().noneMatch(said::equals)).ifPresent(said -> {
            throw new Failure.Malformed(Fault.BAD_DIGEST, "The " + said.algorithm()
                    + " you specified did not match the calculated checksum.");
        });
    }

    /** {@code md5(md5s)-N}. */
    ETag etag() {
        List<byte[]> md5s = parts.stream().map(part -> HexFormat.of().parseHex(part.etag().value())).toList();
        return new ETag(Sums.md5(md5s).hex() + "-" + parts.size());
    }

    private Content content(Upload upload) {
        long size = parts.stream().mapToLong(UploadedPart::size).sum();
        return new Content(size, etag(), crc32c(), upload.metadata(),
                upload.checksum().flatMap(this::checksum).stream().toList(),
                parts.stream().map(UploadedPart::size).toList());
    }

    private int crc32c() {
        long crc = 0;
        for (UploadedPart part : parts) {
            crc = CrcCombination.CRC32C.combine(crc, Integer.toUnsignedLong(part.crc32c()), part.size());
        }
        return (int) crc;
    }

    private Optional<Checksum> checksum(UploadChecksum wanted) {
        if (parts.stream().anyMatch(part -> part.checksum().isEmpty())) {
            return Optional.empty();
        }
        List<byte[]> sums = parts.stream().map(part -> part.checksum().orElseThrow().raw()).toList();
        return Optional.of(wanted.fullObject()
                ? full(wanted, sums)
                : Checksum.composite(wanted.algorithm(), Sums.of(wanted.algorithm(), sums), parts.size()));
    }

    private Checksum full(UploadChecksum wanted, List<byte[]> sums) {
        CrcCombination combination = CrcCombination.valueOf(wanted.algorithm().name());
        long crc = 0;
        for (int i = 0; i < sums.size(); i++) {
            crc = combination.combine(crc, new BigInteger(1, sums.get(i)).longValue(), parts.get(i).size());
        }
        String hex = HexFormat.of().toHexDigits(crc, wanted.algorithm().bytes() * 2);
        return Checksum.of(wanted.algorithm(), HexFormat.of().parseHex(hex));
    }
}
