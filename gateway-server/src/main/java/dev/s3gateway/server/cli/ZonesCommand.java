package dev.s3gateway.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a running gateway knows of its zones. */
@Command(name = "zones", mixinStandardHelpOptions = true, description = "Lists the zones of a running gateway, or gives one up for good.")
final class ZonesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        return Words.of(spec, () -> {
            JsonNode answer = RunningGateway.of(System.getenv()).ask("GET", "/api/zones");
            if (json) {
                out.println(answer.toPrettyString());
            } else {
                answer.at("/zones")
                        .forEach(zone -> out.printf("%-24s %-10s %-9s %s%n", zone.at("/zone_code").asText(),
                                zone.at("/state").asText(), zone.at("/usable").asBoolean() ? "answers" : "-",
                                zone.at("/endpoint").asText("")));
            }
            out.flush();
            return Program.FINE;
        });
    }

    @Command(name = "forget", mixinStandardHelpOptions = true, description = {
            "Gives up a zone that was taken out of the configuration: its copies, tasks and buckets are struck out of",
            "the ledger, and what lies in the zone stays there, unknown. Refused while it has the only copy of something."})
    int forget(@Parameters(paramLabel = "ZONE") String zone,
            @Option(names = "--yes", description = "Do not ask.") boolean yes) throws InterruptedException {
        return Words.of(spec, () -> {
            if (!yes && !confirmed(zone)) {
                throw new RunningGateway.Refused("nothing was forgotten");
            }
            String code = URLEncoder.encode(zone, StandardCharsets.UTF_8);
            JsonNode _ = RunningGateway.of(System.getenv()).ask("DELETE", "/api/zones/" + code + "?confirm=" + code);
            spec.commandLine().getOut().println("zone " + zone + " is forgotten");
            return Program.FINE;
        });
    }

    private boolean confirmed(String zone) {
        PrintWriter out = spec.commandLine().getOut();
        out.print("What lies in " + zone + " will be forgotten for good. Type its name to go on: ");
        out.flush();
        Scanner answer = new Scanner(System.in, StandardCharsets.UTF_8);
        return answer.hasNextLine() && answer.nextLine().strip().equals(zone);
    }
}
