package dev.s3gateway.server.settings;

import com.typesafe.config.Config;
import dev.s3gateway.config.ConfigLoader;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.config.Place;
import dev.s3gateway.server.cli.Program.Choice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one start goes by: flags, variables, files and defaults made one, checked as a whole, paths made absolute.
 *
 * @param file the configuration file that was read, if any
 * @param backendsFile the backends file that was read, if any; it replaces the zones of the configuration file
 */
public record Settings(GatewayConfig config, Path data, Optional<Path> file, Optional<Path> backendsFile) {

    /** Read by the launcher, by the start or by the commands that ask a running gateway. */
    private static final Set<String> OTHER_VARIABLES = Set.of("S3GATEWAY_CONFIG", "S3GATEWAY_ADMIN_API_KEY",
            "S3GATEWAY_ADMIN_API_KEY_FILE", "S3GATEWAY_URL", "S3GATEWAY_JAVA_HOME", "S3GATEWAY_CACHE");

    public static Settings load(Choice choice, Map<String, String> environment) {
        Layers layers = Layers.of(choice, environment);
        ConfigLoader loader = Layers.loader(choice, environment);
        GatewayConfig config = bound(loader, layers);
        Settings settings = new Settings(config, Layers.HOME.resolve(config.data()), layers.file(),
                layers.backendsFile());
        List<String> findings = new ArrayList<>(loader.unknownVariables(GatewayConfig.class, OTHER_VARIABLES,
                Stream.concat(layers.file().stream(), layers.backendsFile().stream()).map(loader::parse).toList()));
        findings.addAll(settings.contradictions(layers.resolved()));
        if (!findings.isEmpty()) {
            throw new ConfigProblem(findings);
        }
        return settings;
    }

    /** Fails with what is wrong in the words and with what is wrong in the values, if anything is. */
    private static GatewayConfig bound(ConfigLoader loader, Layers layers) {
        List<String> findings = new ArrayList<>(layers.findings());
        try {
            GatewayConfig config = loader.bind(GatewayConfig.class, layers.resolved());
            if (findings.isEmpty()) {
                return config;
            }
        } catch (ConfigProblem problem) {
            findings.addAll(problem.findings());
        }
        throw new ConfigProblem(findings);
    }

    private List<String> contradictions(Config resolved) {
        List<String> findings = new ArrayList<>(
                new ZoneRules(resolved).findings(config.zones(), config.replication()));
        if (config.servesGateways() && config.zones().stream().anyMatch(zone -> zone.directory().isEmpty())) {
            findings.add(Place.of(resolved.getValue("serves-gateways")) + ": serves-gateways is for zones that are"
                    + " directories: in a service our own stamps lie where those of our clients would");
        }
        Duration silence = config.http().bodyIdleTime().plus(config.guard().answer());
        if (config.s3Zones().silence().compareTo(silence) <= 0) {
            // Of a connection's silence a client may be the cause.
            findings.add("s3-zones.silence must be longer than http.body-idle-time and guard.answer together, "
                    + silence.toSeconds() + " s; raise it");
        }
        if (!config.isOnLoopback()) {
            config.auth().dangerToNetwork().ifPresent(danger -> findings.add("auth: " + danger));
        }
        config.tls()
                .ifPresent(tls -> List.of(tls.certificate(), tls.key())
                        .stream()
                        .filter(path -> !Files.isReadable(path))
                        .forEach(path -> findings.add("tls: the file " + path + " cannot be read; correct the path")));
        return findings;
    }
}
