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
import java.util.Set;
import java.util.zip.CRC32C;

/** All hashes of one body, fed chunk by chunk. */
final class Hashing {

    private final CRC32C crc32c = new CRC32C();
    private final Optional<Hasher> md5;
    private final Map<ChecksumAlgorithm, Hasher> others = new EnumMap<>(ChecksumAlgorithm.class);
    private final List<Hasher> fed = new ArrayList<>();
    private long size;

    Hashing(boolean md5, Set<ChecksumAlgorithm> wanted) {
        this.md5 = md5 ? Optional.of(Hasher.md5()) : Optional.empty();
        wanted.forEach(algorithm -> others.put(algorithm, hasher(algorithm)));
        this.md5.ifPresent(fed::add);
        fed.addAll(others.values());
    }

    private Hasher hasher(ChecksumAlgorithm algorithm) {
        // The CRC-32C runs anyway: whoever asks for it gets the one that runs.
        return algorithm == ChecksumAlgorithm.CRC32C ? Hasher.readOnly(crc32c) : Hasher.of(algorithm);
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
