package dev.s3gateway.bytes;

import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** All hashes of one body, fed chunk by chunk. */
final class Hashing {

    private final CRC32C crc32c = new CRC32C();
    private Optional<Hasher> md5 = Optional.empty();
    private final Map<ChecksumAlgorithm, Hasher> others = new EnumMap<>(ChecksumAlgorithm.class);
    private final List<Hasher> fed = new ArrayList<>();
    private long size;

    /** What is computed already is not computed twice. */
    void add(ChecksumAlgorithm algorithm) {
        others.computeIfAbsent(algorithm, this::fed);
    }

    void addMd5() {
        if (md5.isEmpty()) {
            md5 = Optional.of(fed(Hasher.md5()));
        }
    }

    boolean hasMd5() {
        return md5.isPresent();
    }

    private Hasher fed(ChecksumAlgorithm algorithm) {
        // The CRC-32C runs anyway: whoever asks for it gets the one that runs.
        return algorithm == ChecksumAlgorithm.CRC32C ? Hasher.readOnly(crc32c) : fed(Hasher.of(algorithm));
    }

    private Hasher fed(Hasher hasher) {
        if (size > 0) {
            throw new IllegalStateException("the beginning of the body has passed");
        }
        fed.add(hasher);
        return hasher;
    }

    void update(ByteBuf chunk) {
        size += chunk.readableBytes();
        if (chunk.nioBufferCount() == 1) {
            update(chunk.nioBuffer());
        } else {
            for (ByteBuffer part : chunk.nioBuffers()) {
                update(part);
            }
        }
    }

    private void update(ByteBuffer part) {
        int start = part.position();
        crc32c.update(part);
        for (Hasher hasher : fed) {
            part.position(start);
            hasher.update(part);
        }
    }

    Digested finish() {
        Map<ChecksumAlgorithm, Checksum> checksums = new EnumMap<>(ChecksumAlgorithm.class);
        others.forEach((algorithm, hasher) -> checksums.put(algorithm, Checksum.of(algorithm, hasher.value())));
        return new Digested(size, (int) crc32c.getValue(), md5.map(Hasher::value).map(Md5::of), checksums);
    }
}
