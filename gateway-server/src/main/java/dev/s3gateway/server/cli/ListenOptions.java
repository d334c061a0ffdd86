package dev.s3gateway.server.cli;

import dev.s3gateway.config.ConfigLoader.Flag;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of everything that listens. */
final class ListenOptions {

    @Option(names = "--host", paramLabel = "HOST", description = "The address to listen on (default: 127.0.0.1).")
    @Nullable
    String host;

    @Option(names = "--port", paramLabel = "[:]PORT", description = {
            "The port to listen on (default: 8000; s3-multi: 7070, storage: 7881).",
            "With a colon, as in :7070, on all interfaces."})
    @Nullable
    String port;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Serve https with this certificate chain (PEM).")
    @Nullable
    Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's key (PEM, PKCS#8).")
    @Nullable
    Path key;

    @Option(names = "--debug", description = "Log what happens in detail.")
    boolean debug;

    List<Flag> flags() {
        return new Flags().with("--port", "host", port != null && port.startsWith(":") ? "0.0.0.0" : null)
                .with("--host", "host", host)
                .with("--port", "port", port == null ? null : port.replaceFirst("^:", ""))
                .with("--tls-cert", "tls.certificate", certificate)
                .with("--tls-key", "tls.key", key)
                .with("--debug", "debug", debug ? "true" : null)
                .list();
    }
}
