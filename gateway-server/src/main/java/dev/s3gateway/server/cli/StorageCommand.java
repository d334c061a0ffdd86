package dev.s3gateway.server.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "storage", mixinStandardHelpOptions = true, description = "Runs one storage node: S3 over a directory of this machine, to be a zone of gateways.")
final class StorageCommand implements Callable<Integer> {

    private final Program program;

    @Option(names = "--root", paramLabel = "DIR", description = "Where objects and their ledger are kept (default: data/storage).")
    @Nullable
    private Path root;

    @Mixin
    private RootKeyOptions key = new RootKeyOptions();

    @Mixin
    private ListenOptions listen = new ListenOptions();

    StorageCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        return program.serve(new Program.Choice(Program.Kind.STORAGE, Optional.empty(),
                new Flags().with("--root", "data", root).with(key.flags()).with(listen.flags()).list()));
    }
}
