package dev.s3gateway.backend;

import dev.s3gateway.object.ETag;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** How a fake zone proves that it has our bytes. */
public enum DigestKind {
    MD5 {
        @Override
        public ZoneDigest of(byte[] bytes) {
            return new ZoneDigest.Md5(ETag.ofMd5(md5(bytes)));
        }

        @Override
        public ZoneDigest ofParts(List<byte[]> parts) {
            byte[] all = joined(parts.stream().map(DigestKind::md5).toList());
            return new ZoneDigest.Md5(new ETag(ETag.ofMd5(md5(all)).value() + "-" + parts.size()));
        }
    },
    /** As MD5, but of other bytes. */
    FALSE_MD5 {
        @Override
        public ZoneDigest of(byte[] bytes) {
            return new ZoneDigest.Md5(ETag.ofMd5(md5(joined(List.of(bytes, new byte[]{42})))));
        }
    },
    CRC32C {
        @Override
        public ZoneDigest of(byte[] bytes) {
            CRC32C crc = new CRC32C();
            crc.update(bytes);
            return new ZoneDigest.Crc32c((int) crc.getValue());
        }
    },
    CHECKED_OURS {
        @Override
        public ZoneDigest of(byte[] bytes) {
            return new ZoneDigest.CheckedOurs(Optional.empty());
        }
    },
    NONE {
        @Override
        public ZoneDigest of(byte[] bytes) {
            return new ZoneDigest.None();
        }
    };

    public abstract ZoneDigest of(byte[] bytes);

    public ZoneDigest ofParts(List<byte[]> parts) {
        return of(joined(parts));
    }

    public static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] md5(byte[] bytes) {
        try {
            // The JDK's own, so that a test that counts what we compute does not count what its zones do.
            return MessageDigest.getInstance("MD5", "SUN").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
