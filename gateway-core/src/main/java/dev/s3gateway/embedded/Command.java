package dev.s3gateway.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Short commands, run to their end. They block: call them from where that is allowed. */
final class Command {

    /** What a command came to: its exit code and everything that it printed. */
    record Result(int code, String output) {
        boolean fine() {
            return code == 0;
        }
    }

    private Command() {}

    static Result run(List<String> command, String input) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return new Result(-1, "did not end within two minutes");
            }
            return new Result(process.exitValue(), output.strip());
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(-1, "interrupted");
        }
    }

    /** The output of a command that ended well. */
    static Optional<String> output(String... command) {
        return Optional.of(run(List.of(command), "")).filter(Result::fine).map(Result::output);
    }
}
