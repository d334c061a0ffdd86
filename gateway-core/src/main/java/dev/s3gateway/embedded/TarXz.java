package dev.s3gateway.embedded;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.tukaani.xz.XZInputStream;

/** Unpacks a .txz of files, directories and symbolic links: as much of the tar format as PostgreSQL's archive needs. */
final class TarXz {

    private static final int BLOCK = 512;

    private TarXz() {}

    static void unpack(InputStream archive, Path target) throws IOException {
        try (InputStream tar = new BufferedInputStream(new XZInputStream(archive), 1 << 16)) {
            byte[] header = new byte[BLOCK];
            while (tar.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
                unpackEntry(tar, header, target);
            }
        }
    }

    private static void unpackEntry(InputStream tar, byte[] header, Path target) throws IOException {
        String prefix = text(header, 345, 155);
        String name = prefix.isEmpty() ? text(header, 0, 100) : prefix + "/" + text(header, 0, 100);
        Path path = target.resolve(name).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("an entry of the archive points outside of it: " + name);
        }
        long size = octal(header, 124, 12);
        boolean executable = (octal(header, 100, 8) & 0100) != 0;
        switch (header[156]) {
            case '5' -> makeDirectories(path);
            case '2' -> Files.createSymbolicLink(parented(path), Path.of(text(header, 157, 100)));
            case '0', 0 -> copyFile(tar, parented(path), size, executable);
            default -> throw new IOException("an entry of the archive is of a kind unknown here: " + name);
        }
    }

    private static Path parented(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent != null) {
            makeDirectories(parent);
        }
        return path;
    }

    private static void makeDirectories(Path path) throws IOException {
        Files.createDirectories(path);
        // Whatever the umask: PostgreSQL may run as another user than the one that unpacks.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void copyFile(InputStream tar, Path path, long size, boolean executable) throws IOException {
        try (var out = Files.newOutputStream(path)) {
            byte[] buffer = new byte[1 << 16];
            long left = size;
            while (left > 0) {
                int read = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("the archive ends within " + path.getFileName());
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }

    private static String text(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int offset, int length) {
        String digits = text(header, offset, length).strip();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }
}
