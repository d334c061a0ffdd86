package dev.s3gateway.embedded;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's programs: from a named directory, else the bundled ones unpacked once, else the machine's own. */
record Binaries(Path bin, int major) {

    private static final int OLDEST = 15;
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    Path program(String name) {
        return bin.resolve(name);
    }

    static Binaries find(Optional<Path> named, Path cache, Account account) {
        if (named.isPresent()) {
            return at(named.get()).orElseThrow(() -> new DatabaseProblem("database.embedded.bin-dir is "
                    + named.get() + ", but there is no PostgreSQL " + OLDEST + " or newer in it that can be run"));
        }
        return bundled().map(archive -> unpacked(archive, cache, account))
                .or(Binaries::installed)
                .orElseThrow(() -> new DatabaseProblem("no PostgreSQL for " + platform() + " is bundled and none from "
                        + OLDEST + " on is installed; install PostgreSQL, or set DATABASE_URL to one elsewhere"));
    }

    private static Optional<Binaries> at(Path bin) {
        if (!Files.isExecutable(bin.resolve("initdb"))) {
            return Optional.empty();
        }
        return Command.output(bin.resolve("postgres").toString(), "--version")
                .map(VERSION::matcher)
                .filter(Matcher::find)
                .map(version -> new Binaries(bin, Integer.parseInt(version.group(1))))
                .filter(found -> found.major >= OLDEST);
    }

    private static Optional<URL> bundled() {
        return Optional.ofNullable(Binaries.class.getResource("/postgres-" + platform() + ".txz"));
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String cpu = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm_64";
            default -> System.getProperty("os.arch");
        };
        return os + "-" + cpu + (isMusl() ? "-alpine_linux" : "");
    }

    private static boolean isMusl() {
        try (Stream<Path> libraries = Files.list(Path.of("/lib"))) {
            return libraries.anyMatch(file -> file.getFileName().toString().startsWith("ld-musl-"));
        } catch (IOException e) {
            return false;
        }
    }

    private static Binaries unpacked(URL archive, Path cache, Account account) {
        try {
            Path home = cache.toAbsolutePath().resolve("postgres-" + stamp(archive));
            if (!Files.isDirectory(home)) {
                Files.createDirectories(cache);
                unpackBeside(archive, home);
            }
            account.own(home);
            return at(home.resolve("bin")).orElseThrow(() -> new DatabaseProblem("the bundled PostgreSQL in " + home
                    + " cannot be run (is the file system mounted noexec?); name an installed one with"
                    + " database.embedded.bin-dir, or set DATABASE_URL"));
        } catch (IOException e) {
            throw new DatabaseProblem("cannot unpack the bundled PostgreSQL below " + cache + ": " + e, e);
        }
    }

    /** Another process may unpack at the same time: whoever renames first wins, and both have the same. */
    private static void unpackBeside(URL archive, Path home) throws IOException {
        Path fresh = home.resolveSibling(home.getFileName() + "." + ProcessHandle.current().pid() + ".new");
        DatabaseFiles.removeTree(fresh);
        try (var in = archive.openStream()) {
            TarXz.unpack(in, fresh);
        }
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            DatabaseFiles.removeTree(fresh);
        }
    }

    /** Distinguishes one archive from the next without reading it. */
    private static String stamp(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        connection.setUseCaches(false);
        if (connection instanceof JarURLConnection jar) {
            try (var file = jar.getJarFile()) {
                return Long.toHexString(file.getEntry(jar.getEntryName()).getCrc());
            }
        }
        return Long.toString(connection.getContentLengthLong());
    }

    private static Optional<Binaries> installed() {
        Stream<Path> onPath = Arrays.stream(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(Path::of);
        return Stream.concat(onPath, packaged().stream())
                .flatMap(bin -> at(bin).stream())
                .max(Comparator.comparingInt(Binaries::major));
    }

    private static List<Path> packaged() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin")).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
