package dev.s3gateway.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running gateway to lay a zone's objects under their own names. */
@Command(name = "restore-names", mixinStandardHelpOptions = true, description = {
        "Lays what a zone without versions holds under the objects' own names, to be read there without a gateway.",
        "The zone copies each object itself; then the name that its write had goes."}, footer = {"",
                "Environment: S3GATEWAY_URL (http://127.0.0.1:8000), S3GATEWAY_ADMIN_API_KEY."})
final class RestoreNamesCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ZONE", description = "The zone.")
    private String zone = "";

    @Option(names = "--dry-run", description = "Only count what would be renamed.")
    private boolean dryRun;

    @Option(names = "--cancel", description = "Stop it; what was renamed stays so.")
    private boolean cancel;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Errand work = new Errand(spec, "/api/restore-names", "restorings",
                errand -> Errand.tallied(zone, errand, "would rename", "renamed"));
        return cancel
                ? work.cancelled(zone, json)
                : work.begun("?zone=" + Errand.encoded(zone) + "&dry_run=" + dryRun, json);
    }
}
