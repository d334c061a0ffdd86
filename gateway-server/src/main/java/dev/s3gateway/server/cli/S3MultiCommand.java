package dev.s3gateway.server.cli;

import dev.s3gateway.config.ConfigLoader.Flag;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "s3-multi", mixinStandardHelpOptions = true, description = {
        "Runs a gateway over a list of S3 services: it writes to the first, and reads what that one does not have from"
                + " the others, in their order."}, footer = {"",
                        "Environment: VGW_S3_MULTI_BACKEND_<n>_<FIELD> overrides a field of the n-th backend, counted from 0.",
                        "conf/gateway.conf counts as well, for everything but the backends."})
final class S3MultiCommand implements Callable<Integer> {

    private final Program program;

    @Option(names = "--config", paramLabel = "FILE", description = "The backends: JSON with a list \"backends\".")
    @Nullable
    private Path config;

    @Option(names = "--mirror", description = "Write to all backends.")
    private boolean mirror;

    @Option(names = "--data", paramLabel = "DIR", description = "Where the ledger is kept (default: data).")
    @Nullable
    private Path data;

    @Mixin
    private RootKeyOptions root = new RootKeyOptions();

    @Mixin
    private ListenOptions listen = new ListenOptions();

    S3MultiCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        return program.serve(new Program.Choice(Program.Kind.S3_MULTI, Optional.empty(), flags()));
    }

    private List<Flag> flags() {
        return new Flags().with("--config", "backends-file", config)
                .with("--mirror", "replication.enabled", mirror ? "true" : null)
                .with("--data", "data", data)
                .with(root.flags())
                .with(listen.flags())
                .list();
    }
}
