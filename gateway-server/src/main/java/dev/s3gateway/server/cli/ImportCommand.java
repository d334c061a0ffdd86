package dev.s3gateway.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running gateway for an import. */
@Command(name = "import", mixinStandardHelpOptions = true, description = {
        "Takes objects that others put into a bucket's zones into the ledger of a running gateway.",
        "They are read, but stay where they are; zones that lack them get copies. What was deleted stays deleted."}, footer = {
                "", "Environment: S3GATEWAY_URL (http://127.0.0.1:8000), S3GATEWAY_ADMIN_API_KEY."})
final class ImportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "BUCKET", description = "The bucket.")
    private String bucket = "";

    @Option(names = "--from", paramLabel = "ZONE", split = ",", description = "Only what lies in these zones.")
    private List<String> from = new ArrayList<>();

    @Option(names = "--dry-run", description = "Only count what would be taken in.")
    private boolean dryRun;

    @Option(names = "--cancel", description = "Stop the running import of this bucket; what was taken in stays.")
    private boolean cancel;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Errand work = new Errand(spec, "/api/import", "imports",
                errand -> Errand.tallied(bucket, errand, "would take in", "took in"));
        return cancel ? work.cancelled(bucket, json) : work.begun(question(), json);
    }

    private String question() {
        String zones = from.isEmpty() ? "" : "&from=" + Errand.encoded(String.join(",", from));
        return "?bucket=" + Errand.encoded(bucket) + "&dry_run=" + dryRun + zones;
    }
}
