package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The same sources give the same jars: on another day, in another directory, with Maven on another JDK. */
class JarsIT {

    /** As {@code project.build.outputTimestamp} says. */
    private static final LocalDateTime ANY_DAY = LocalDateTime.of(2026, 1, 1, 0, 0);

    @Test
    void noEntryTellsWhenItWasBuilt() throws IOException {
        for (Path jar : jars()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                assertThat(file.stream().map(ZipEntry::getTimeLocal)).as(jar.toString()).containsOnly(ANY_DAY);
            }
        }
    }

    @Test
    void noManifestTellsWhereOrWithWhatItWasBuilt() throws IOException {
        for (Path jar : jars()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                assertThat(file.getManifest().getMainAttributes().keySet())
                        .as("each of these says the same wherever it is written: %s", jar)
                        .extracting(Object::toString)
                        .isSubsetOf("Manifest-Version", "Created-By", "Build-Jdk-Spec", "Main-Class", "Class-Path",
                                "Implementation-Title", "Implementation-Version", "Enable-Native-Access");
                assertThat(file.getManifest().getMainAttributes())
                        .containsEntry(new java.util.jar.Attributes.Name("Created-By"), "Maven")
                        .containsEntry(new java.util.jar.Attributes.Name("Build-Jdk-Spec"), "25");
            }
        }
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> server = Files.list(Path.of("target"));
                Stream<Path> core = Files.list(Path.of("../gateway-core/target"))) {
            List<Path> jars = Stream.concat(server, core).filter(file -> file.toString().endsWith(".jar")).toList();
            assertThat(jars).hasSizeGreaterThanOrEqualTo(3);
            return jars;
        }
    }
}
