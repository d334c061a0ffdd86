package dev.s3gateway.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Not for operators: the gateway calls it to make its start-up cache. */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Callable<Integer> {

    private final Program program;

    RehearseCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        return program.rehearse();
    }
}
