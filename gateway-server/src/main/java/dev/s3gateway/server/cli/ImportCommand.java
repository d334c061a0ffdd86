package dev.s3gateway.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Console;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ctrl-C stops only the watching: the gateway goes on, and the same command shows how far it is. */
@Command(name = "import", mixinStandardHelpOptions = true, description = {
        "Takes objects that others put into a bucket's zones into the ledger of a running gateway.",
        "They are read, but stay where they are; zones that lack them get copies. What was deleted stays deleted."}, footer = {
                "", "Environment: S3GATEWAY_URL (http://127.0.0.1:8000), S3GATEWAY_ADMIN_API_KEY."})
final class ImportCommand implements Callable<Integer> {

    private static final long PAUSE_MILLIS = 500;

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
        try {
            RunningGateway gateway = RunningGateway.of(System.getenv());
            JsonNode errand = cancel
                    ? gateway.ask("DELETE", "/api/import" + id(running(gateway)))
                    : watched(gateway, gateway.ask("POST", "/api/import" + question()));
            out().println(json ? errand.toPrettyString() : words(errand));
            return errand.path("tally").path("failed").asLong() == 0 ? Program.FINE : Program.FINDINGS;
        } catch (RunningGateway.Refused refused) {
            spec.commandLine().getErr().println("s3gateway: " + refused.words());
            return Program.UNUSABLE;
        }
    }

    private JsonNode running(RunningGateway gateway) throws InterruptedException {
        for (JsonNode errand : gateway.ask("GET", "/api/import").path("imports")) {
            if (errand.path("subject").asText().equals(bucket) && errand.path("state").asText().equals("RUNNING")) {
                return errand;
            }
        }
        throw new RunningGateway.Refused("no import of " + bucket + " is running");
    }

    private String question() {
        String zones = from.isEmpty() ? "" : "&from=" + encoded(String.join(",", from));
        return "?bucket=" + encoded(bucket) + "&dry_run=" + dryRun + zones;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode watched(RunningGateway gateway, JsonNode begun) throws InterruptedException {
        JsonNode errand = begun;
        boolean terminal = !json && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        while (errand.path("state").asText().equals("RUNNING")) {
            Thread.sleep(PAUSE_MILLIS);
            errand = gateway.ask("GET", "/api/import" + id(errand));
            if (terminal) {
                out().print("\r" + words(errand));
                out().flush();
            }
        }
        if (terminal) {
            out().print("\r");
        }
        return errand;
    }

    private static String id(JsonNode errand) {
        return "?id=" + encoded(errand.path("id").asText());
    }

    private String words(JsonNode errand) {
        JsonNode tally = errand.path("tally");
        return "%s: %s %d objects, %d bytes; %d passed over, %d failed".formatted(bucket,
                errand.path("dry_run").asBoolean() ? "would take in" : "took in", tally.path("done").asLong(),
                tally.path("bytes").asLong(), tally.path("skipped").asLong(), tally.path("failed").asLong());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
