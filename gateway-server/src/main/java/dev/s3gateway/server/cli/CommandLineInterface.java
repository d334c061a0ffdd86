package dev.s3gateway.server.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands. A mistake is answered with one sentence and the exit code 2. */
@Command(name = "s3gateway", mixinStandardHelpOptions = true, versionProvider = CommandLineInterface.Version.class, description = "One S3 endpoint in front of many S3 services.", footer = {
        "", "Environment: S3GATEWAY_… for every key of conf/gateway.conf, DATABASE_URL, S3_BACKENDS_CONFIG,",
        "VGW_S3_MULTI_BACKEND_<n>_<FIELD>, S3PROXY_URL, DB_PATH, STORAGE_ROOT,",
        "S3GATEWAY_URL, S3GATEWAY_ADMIN_API_KEY, JAVA_OPTS, S3GATEWAY_JAVA_HOME."})
public final class CommandLineInterface implements Callable<Integer> {

    private final Program program;

    @Mixin
    private GatewayOptions options = new GatewayOptions();

    private CommandLineInterface(Program program) {
        this.program = program;
    }

    /** Runs what the arguments say. */
    public static int run(Program program, String... arguments) {
        return new CommandLine(new CommandLineInterface(program)).addSubcommand(new ServeCommand(program))
                .addSubcommand(new S3MultiCommand(program))
                .addSubcommand(new StorageCommand(program))
                .addSubcommand(new CheckCommand(program))
                .addSubcommand(new ZonesCommand())
                .addSubcommand(new LedgerCommand(program))
                .addSubcommand(new RulesCommand())
                .addSubcommand(new ImportCommand())
                .addSubcommand(new RestoreNamesCommand())
                .addSubcommand(new RehearseCommand(program))
                .setParameterExceptionHandler(CommandLineInterface::refuse)
                .execute(arguments);
    }

    @Override
    public Integer call() {
        return program.serve(options.choice());
    }

    private static int refuse(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        String meant = Optional.of(problem)
                .filter(UnmatchedArgumentException.class::isInstance)
                .map(unmatched -> ((UnmatchedArgumentException) unmatched).getUnmatched().getFirst())
                .flatMap(word -> nearest(command, word))
                .map(word -> "; did you mean " + word + "?")
                .orElse("");
        err.println("s3gateway: " + problem.getMessage() + meant + " ("
                + command.getCommandSpec().qualifiedName() + " --help lists what there is)");
        return Program.UNUSABLE;
    }

    private static Optional<String> nearest(CommandLine command, String word) {
        var known = new java.util.HashSet<>(command.getSubcommands().keySet());
        known.addAll(command.getCommandSpec().optionsMap().keySet());
        return dev.s3gateway.config.Nearest.to(word.replaceFirst("=.*", ""), known);
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[]{
                    "s3gateway " + Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                            .orElse("(not packaged)")};
        }
    }
}
