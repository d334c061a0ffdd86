package dev.s3gateway.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "check", mixinStandardHelpOptions = true, description = "Validates the configuration and tries its zones and its database.", exitCodeListHeading = "Exit codes:%n", exitCodeList = {
        "0:everything is fine", "1:something was found", "2:the configuration cannot be used"})
final class CheckCommand implements Callable<Integer> {

    private final Program program;

    @Mixin
    private GatewayOptions options = new GatewayOptions();

    @Option(names = "--offline", description = "Only read the files; touch neither zones nor database.")
    private boolean offline;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    CheckCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        return program.check(options.choice(), offline, json);
    }
}
