package dev.s3gateway.server.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code serve}: each sets one key of the configuration. */
final class GatewayOptions {

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file (default: conf/gateway.conf).")
    @Nullable
    Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept (default: data).")
    @Nullable
    Path data;

    @Mixin
    private ListenOptions listen = new ListenOptions();

    Program.Choice choice() {
        return new Program.Choice(Optional.ofNullable(config),
                new Flags().with("--data", "data", data).with(listen.flags()).list());
    }
}
