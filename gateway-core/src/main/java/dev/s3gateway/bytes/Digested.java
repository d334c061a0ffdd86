package dev.s3gateway.bytes;

import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import java.util.Map;
import java.util.Optional;

/** What was computed of a body that has passed whole: its size and CRC-32C always, the rest as asked for. */
public record Digested(long size, int crc32c, Optional<Md5> md5, Map<ChecksumAlgorithm, Checksum> checksums) {

    public Digested {
        checksums = Map.copyOf(checksums);
    }
}
