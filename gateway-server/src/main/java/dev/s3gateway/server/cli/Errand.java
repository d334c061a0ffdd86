package dev.s3gateway.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Console;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Long work of a running gateway, watched until it ends. Ctrl-C stops only the watching: the gateway goes on, and the same
 * command shows how far it is.
 *
 * @param path where the gateway tells about this kind of work
 * @param list the field with the latest
 * @param words how far it is, for people
 */
record Errand(CommandSpec spec, String path, String list, Function<JsonNode, String> words) {

    private static final long PAUSE_MILLIS = 500;

    /** Begins it, or finds the one that is running, and ends when it has. */
    int begun(String question, boolean json) throws InterruptedException {
        return Words.of(spec, () -> {
            RunningGateway gateway = RunningGateway.of(System.getenv());
            return told(watched(gateway, gateway.ask("POST", path + question), json), json);
        });
    }

    int cancelled(String subject, boolean json) throws InterruptedException {
        return Words.of(spec, () -> {
            RunningGateway gateway = RunningGateway.of(System.getenv());
            for (JsonNode errand : gateway.ask("GET", path).path(list)) {
                if (errand.path("subject").asText().equals(subject)
                        && errand.path("state").asText().equals("RUNNING")) {
                    return told(gateway.ask("DELETE", path + id(errand)), json);
                }
            }
            throw new RunningGateway.Refused("nothing of that kind is running for " + subject);
        });
    }

    private int told(JsonNode errand, boolean json) {
        out().println(json ? errand.toPrettyString() : words.apply(errand));
        errand.path("reason")
                .asText("")
                .lines()
                .filter(_ -> !json && !errand.path("reason").isNull())
                .forEach(reason -> out().println(reason));
        out().flush();
        return errand.path("tally").path("failed").asLong() == 0 ? Program.FINE : Program.FINDINGS;
    }

    private JsonNode watched(RunningGateway gateway, JsonNode begun, boolean json) throws InterruptedException {
        JsonNode errand = begun;
        boolean terminal = !json && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        while (errand.path("state").asText().equals("RUNNING")) {
            Thread.sleep(PAUSE_MILLIS);
            errand = gateway.ask("GET", path + id(errand));
            if (terminal) {
                out().print("\r" + words.apply(errand));
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

    /** One line: what it would do, or did, and to how much. */
    static String tallied(String subject, JsonNode errand, String would, String did) {
        JsonNode tally = errand.path("tally");
        return "%s: %s %d objects, %d bytes; %d passed over, %d failed".formatted(subject,
                errand.path("dry_run").asBoolean() ? would : did, tally.path("done").asLong(),
                tally.path("bytes").asLong(), tally.path("skipped").asLong(), tally.path("failed").asLong());
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
