package dev.s3gateway.server.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is done to the ledger's database itself, whether gateways run or not. */
@Command(name = "ledger", mixinStandardHelpOptions = true, description = "Goes on with a ledger that was restored or lost writes.")
final class LedgerCommand implements Callable<Integer> {

    private final Program program;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    LedgerCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return Program.UNUSABLE;
    }

    @Command(name = "resume", mixinStandardHelpOptions = true, description = {
            "After the database was restored from a backup, before the first gateway starts on it; and where a gateway",
            "found that it lost writes. Goes on with what it has: nothing that was written to a zone before is ever",
            "removed from there, since it may be all that is left of a write that the database does not know."})
    int resume(@Mixin GatewayOptions options, @Option(names = "--yes", description = "Do not ask.") boolean yes) {
        if (!yes && !confirmed()) {
            spec.commandLine().getErr().println("s3gateway: nothing was changed");
            return Program.UNUSABLE;
        }
        return program.resumeLedger(options.choice());
    }

    private boolean confirmed() {
        PrintWriter out = spec.commandLine().getOut();
        out.print("What the ledger does not know of stays in the zones for ever, out of sight. Type resume to go on: ");
        out.flush();
        Scanner answer = new Scanner(System.in, StandardCharsets.UTF_8);
        return answer.hasNextLine() && answer.nextLine().strip().equals("resume");
    }
}
