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

    /** What is started; each has presets of its own. */
    enum Kind {
        GATEWAY,
        /** Writes to the first of some S3 services, and reads what it does not have from the others. */
        S3_MULTI,
        /** S3 over a directory, to be a zone of gateways. */
        STORAGE
    }

    /** The configuration that the operator named: a file, and flags that overrule it. */
    record Choice(Kind kind, Optional<Path> file, List<Flag> flags) {
        public Choice {
            flags = List.copyOf(flags);
        }

        public Choice(Optional<Path> file, List<Flag> flags) {
            this(Kind.GATEWAY, file, flags);
        }
    }

    /** Runs the gateway until it is told to stop. */
    int serve(Choice choice);

    /** Validates the configuration and, unless {@code offline}, whether what it names can be used. */
    int check(Choice choice, boolean offline, boolean json);

    /** Has the ledger go on with what its database has, after that was restored or lost writes. */
    int resumeLedger(Choice choice);

    /** Starts and stops a gateway of its own, so that the JVM learns what a start needs. */
    int rehearse();
}
