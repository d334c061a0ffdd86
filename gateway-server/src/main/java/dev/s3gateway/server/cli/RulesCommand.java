package dev.s3gateway.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A bucket's own settings, at a running gateway. */
@Command(name = "rules", mixinStandardHelpOptions = true, description = {
        "Shows a bucket's settings, or sets some.",
        "unmanaged=serve shows the objects that others put into its zones, unmanaged=hide does not,",
        "unmanaged=default leaves it to replication.unmanaged of the configuration."}, footer = {
                "", "Environment: S3GATEWAY_URL (http://127.0.0.1:8000), S3GATEWAY_ADMIN_API_KEY."})
final class RulesCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "BUCKET", description = "The bucket.")
    private String bucket = "";

    @Parameters(index = "1..*", paramLabel = "key=value", description = "What to set.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        return Words.of(spec, () -> {
            RunningGateway gateway = RunningGateway.of(System.getenv());
            String path = "/api/buckets/" + URLEncoder.encode(bucket, StandardCharsets.UTF_8) + "/rules";
            print(settings.isEmpty() ? gateway.ask("GET", path) : gateway.tell("PUT", path, settings));
            return Program.FINE;
        });
    }

    private void print(JsonNode rules) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(rules.toPrettyString());
        } else {
            rules.properties()
                    .stream()
                    .filter(setting -> setting.getValue().isObject())
                    .forEach(setting -> out.printf("%-14s %-8s %s%n", setting.getKey(),
                            setting.getValue().path("effective").asText(),
                            setting.getValue().path("own").isNull() ? "(from the configuration)" : ""));
        }
        out.flush();
    }
}
