package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher answers to operators who got something wrong: one sentence, no stack trace, exit code 2. */
class LauncherIT {

    @TempDir
    Path directory;

    private record Answer(int code, String output) {}

    @Test
    void aSecondInstanceOnTheSameDataIsToldSo() throws Exception {
        Path data = directory.resolve("data");
        try (Product _ = Product.start(data)) {
            Answer answer = launched("--data", data.toString(), "--port", "0");

            assertThat(answer.code()).isEqualTo(2);
            assertThat(answer.output()).contains("in use by another s3gateway").contains("--data");
        }
    }

    @Test
    void aBrokenFileIsNamedWithItsLine() throws Exception {
        Path file = Files.writeString(directory.resolve("gateway.conf"), "host = localhost\nprot = 1\n");

        Answer answer = launched("check", "--config", file.toString());

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.output()).contains("gateway.conf:2: unknown key 'prot'; did you mean 'port'?")
                .doesNotContain("\tat ");
    }

    @Test
    void anUnknownFlagIsNamedWithItsNeighbour() throws Exception {
        Answer answer = launched("--prot", "1");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.output()).contains("did you mean --port?");
    }

    @Test
    void aSoundConfigurationIsFine() throws Exception {
        Answer answer = launched("check", "--offline");

        assertThat(answer.code()).as(answer.output()).isZero();
        assertThat(answer.output()).contains("zone zone-1");
    }

    private Answer launched(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("../s3gateway"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), output);
    }
}
