package dev.s3gateway.server.cli;

import dev.s3gateway.config.ConfigLoader.Flag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The key pair of the user who may do everything. */
final class RootKeyOptions {

    @Option(names = "--access", paramLabel = "KEY", description = {"Root's access key;",
            "with it, every request must be signed."})
    @Nullable
    String access;

    @Option(names = "--secret", paramLabel = "SECRET", description = {
            "Its secret, or file:PATH, or the variable S3GATEWAY_AUTH_ROOT_KEY_SECRET:",
            "others on this machine can see command lines."})
    @Nullable
    String secret;

    List<Flag> flags() {
        return new Flags().with("--access", "auth.root-key.id", access)
                .with("--secret", "auth.root-key.secret", secret)
                .list();
    }
}
