package dev.s3gateway.ledger;

import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a version holds: its size, its tag, the CRC-32C of its bytes, what the client said and which checksums it sent.
 *
 * @param parts the sizes of the parts that it was uploaded in; none where it came in one piece
 */
public record Content(long size, ETag etag, int crc32c, Metadata metadata, List<Checksum> checksums,
        List<Long> parts) {

    public Content {
        checksums = List.copyOf(checksums);
        parts = List.copyOf(parts);
    }

    /** In one piece. */
    public Content(long size, ETag etag, int crc32c, Metadata metadata, List<Checksum> checksums) {
        this(size, etag, crc32c, metadata, checksums, List.of());
    }

    /** Whether the tag is that of parts, also where nobody remembers which. */
    public boolean isInParts() {
        return !parts.isEmpty() || etag.value().indexOf('-') >= 0;
    }

    /** Those checksums of all bytes that need not be computed. */
    public List<Checksum> checksumsOfBytes() {
        Checksum ours = Checksum.of(ChecksumAlgorithm.CRC32C,
                ByteBuffer.allocate(Integer.BYTES).putInt(crc32c).array());
        return Stream.concat(checksums.stream().filter(checksum -> !checksum.isComposite()), Stream.of(ours))
                .distinct()
                .toList();
    }

    /** How many parts a client may ask for: what came in one piece is its own first part. */
    public int partCount() {
        return Math.max(1, parts.size());
    }

    /** The bytes of a part, counted from 1; empty where it has none. */
    public Optional<ByteRange.Resolved> part(int number) {
        long first = parts.stream().limit(number - 1L).mapToLong(Long::longValue).sum();
        long length = parts.isEmpty() ? size : parts.get(number - 1);
        return length == 0 ? Optional.empty() : Optional.of(new ByteRange.Resolved(first, first + length - 1));
    }
}
