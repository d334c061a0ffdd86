package dev.s3gateway.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "serve", mixinStandardHelpOptions = true, description = "Runs the gateway (the default command).")
final class ServeCommand implements Callable<Integer> {

    private final Program program;

    @Mixin
    private GatewayOptions options = new GatewayOptions();

    ServeCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        return program.serve(options.choice());
    }
}
