package dev.s3gateway.bench.side;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What others wrote and is here: on the path, or where {@code .ci/zones} keeps what it has built. */
final class Installed {

    private Installed() {}

    static Optional<Path> program(String name) {
        return Stream.concat(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)).map(Path::of),
                Stream.of(kit().resolve("go/bin")))
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** All jars of the newest version that the kit has, as a class path. */
    static Optional<String> jars(String name) throws IOException {
        Path versions = kit().resolve(name);
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.walk(versions)) {
            String jars = found.filter(file -> file.toString().endsWith(".jar"))
                    .map(Path::toString)
                    .sorted()
                    .collect(Collectors.joining(File.pathSeparator));
            return Optional.of(jars).filter(path -> !path.isEmpty());
        }
    }

    private static Path kit() {
        return Path.of(System.getenv()
                .getOrDefault("ZONES_CACHE",
                        Path.of(System.getProperty("user.home"), ".cache/s3zones").toString()));
    }
}
