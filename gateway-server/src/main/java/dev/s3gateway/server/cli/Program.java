package dev.s3gateway.server.cli;

import dev.s3gateway.config.ConfigLoader.Flag;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the commands start. Each answers with the exit code of the process. */
public interface Program {

    int FINE = 0;
    int FINDINGS = 1;
    int UNUSABLE = 2;

    /** The configuration that the operator named: a file, and flags that overrule it. */
    record Choice(Optional<Path> file, List<Flag> flags) {
        public Choice {
            flags = List.copyOf(flags);
        }
    }

    /** Runs the gateway until it is told to stop. */
    int serve(Choice choice);

    /** Validates the configuration and, unless {@code offline}, whether what it names can be used. */
    int check(Choice choice, boolean offline, boolean json);

    /** Starts and stops a gateway of its own, so that the JVM learns what a start needs. */
    int rehearse();
}
