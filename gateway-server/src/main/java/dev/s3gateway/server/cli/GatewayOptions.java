package dev.s3gateway.server.cli;

import dev.s3gateway.config.ConfigLoader.Flag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code serve}: each sets one key of the configuration. */
final class GatewayOptions {

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file (default: conf/gateway.conf).")
    @Nullable
    Path config;

    @Option(names = "--host", paramLabel = "HOST", description = "The address to listen on (default: 127.0.0.1).")
    @Nullable
    String host;

    @Option(names = "--port", paramLabel = "[:]PORT", description = {"The port to listen on (default: 8000).",
            "With a colon, as in :7070, on all interfaces."})
    @Nullable
    String port;

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept (default: data).")
    @Nullable
    Path data;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Serve https with this certificate chain (PEM).")
    @Nullable
    Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's key (PEM, PKCS#8).")
    @Nullable
    Path key;

    @Option(names = "--debug", description = "Log what happens in detail.")
    boolean debug;

    Program.Choice choice() {
        List<Flag> flags = new ArrayList<>();
        if (port != null && port.startsWith(":")) {
            flags.add(new Flag("--port", "host", "0.0.0.0"));
        }
        add(flags, "--host", "host", host);
        add(flags, "--port", "port", port == null ? null : port.replaceFirst("^:", ""));
        add(flags, "--data", "data", absolute(data));
        add(flags, "--tls-cert", "tls.certificate", absolute(certificate));
        add(flags, "--tls-key", "tls.key", absolute(key));
        add(flags, "--debug", "debug", debug ? "true" : null);
        return new Program.Choice(Optional.ofNullable(config), flags);
    }

    /** A path on the command line is seen from where the operator stands, one in the file from the product's home. */
    private static @Nullable String absolute(@Nullable Path path) {
        return path == null ? null : path.toAbsolutePath().normalize().toString();
    }

    private static void add(List<Flag> flags, String flag, String path, @Nullable String value) {
        if (value != null) {
            flags.add(new Flag(flag, path, value));
        }
    }
}
