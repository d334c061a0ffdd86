package dev.s3gateway.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What lies where below the database's directory. */
record DatabaseFiles(Path home) {

    /** PostgreSQL's own data directory. */
    Path cluster() {
        return home.resolve("cluster");
    }

    /** Where a cluster is made before it is renamed into place, so that half a cluster is never taken for one. */
    Path unfinished() {
        return home.resolve("cluster.new");
    }

    Path log() {
        return home.resolve("postgres.log");
    }

    Path password() {
        return home.resolve("password");
    }

    /** Where the database is now, password included, for operators: {@code psql "$(cat url)"}. */
    Path url() {
        return home.resolve("url");
    }

    void prepare() throws IOException {
        Files.createDirectories(home);
        if (Files.notExists(password())) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            writePrivately(password(), HexFormat.of().formatHex(random));
        }
        if (Files.exists(log()) && Files.size(log()) > 16L << 20) {
            Files.move(log(), home.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Readable by the owner alone from its first byte on, and never half there. */
    static void writePrivately(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The major version that wrote the cluster. */
    Optional<Integer> major() throws IOException {
        try {
            return Optional.of(Integer.parseInt(Files.readString(cluster().resolve("PG_VERSION")).strip()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The lines of PostgreSQL's lock file: process, directory, start time, port, …, and in the eighth the status. */
    List<String> lockLines() {
        try {
            return Files.readAllLines(cluster().resolve("postmaster.pid"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The last words of the log, for an error message. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }

    static void removeTree(Path tree) throws IOException {
        if (Files.notExists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
