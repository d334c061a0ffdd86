package dev.s3gateway.backend.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.s3gateway.backend.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another JVM writes until it is killed, or until its disk is full. What is visible afterwards is whole. */
@Timeout(120)
class CrashTest {

    @TempDir
    Path temp;

    @Test
    void whateverIsVisibleAfterAKillIsWholeAndNothingAcknowledgedIsMissing() throws Exception {
        Random random = Seed.fresh().random();
        Path acknowledged = temp.resolve("acknowledged");
        for (int round = 0; round < 5; round++) {
            Process writer = CrashWriter.start(temp.resolve("zone"), acknowledged, List.of());
            awaitLines(acknowledged, (round + 1) * 20, writer);
            assertThat(writer.waitFor(random.nextInt(100), TimeUnit.MILLISECONDS)).isFalse();
            writer.destroyForcibly().waitFor();
        }

        List<Path> visible = CrashWriter.visible(temp.resolve("zone"));

        assertThat(visible).hasSizeGreaterThanOrEqualTo(100).allMatch(CrashWriter::isWhole);
        assertThat(visible).extracting(path -> path.getFileName().toString())
                .containsAll(Files.readAllLines(acknowledged));
    }

    @Test
    // F37
    void aFullDiskRefusesAndLeavesNoTornCopy() throws Exception {
        Path zone = Files.createDirectories(temp.resolve("small"));
        Path report = temp.resolve("report");
        // A disk of its own that only the child sees: a mount in a namespace that goes when the child goes.
        List<String> onASmallDisk = List.of("unshare", "-rm", "sh", "-c",
                "mount -t tmpfs -o size=3m tmpfs " + zone + " && exec \"$@\"", "sh");
        assumeThat(canMount(onASmallDisk)).as("this machine lets us mount in a namespace").isTrue();

        Process writer = CrashWriter.start(zone, report, onASmallDisk);

        assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readAllLines(report)).last()
                .asString()
                .isEqualTo("Rejected InsufficientStorage, all visible copies whole, no temporary file left");
    }

    private static boolean canMount(List<String> prefix) throws IOException, InterruptedException {
        Process trial;
        try {
            trial = new ProcessBuilder(Stream.concat(prefix.stream(), Stream.of("true")).toList()).start();
        } catch (IOException noSuchCommand) {
            return false;
        }
        return trial.waitFor() == 0;
    }

    private static void awaitLines(Path file, int lines, Process writer) throws Exception {
        while (!Files.exists(file) || Files.readAllLines(file).size() < lines) {
            assertThat(writer.waitFor(20, TimeUnit.MILLISECONDS)).as("the writer ended by itself").isFalse();
        }
    }
}
