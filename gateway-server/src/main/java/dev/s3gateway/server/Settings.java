package dev.s3gateway.server;

import com.typesafe.config.Config;
import dev.s3gateway.config.ConfigLoader;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.server.cli.Program.Choice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one start goes by: flags, variables, files and defaults made one, checked as a whole, paths made absolute.
 *
 * @param file the configuration file that was read, if any
 * @param backendsFile the backends file that was read, if any; it replaces the zones of the configuration file
 */
record Settings(GatewayConfig config, Path data, Optional<Path> file, Optional<Path> backendsFile) {

    /** Where the product lies: relative paths of the configuration start there. */
    private static final Path HOME = Path.of(System.getProperty("s3gateway.home", "")).toAbsolutePath().normalize();

    private static final Map<String, String> ALIASES = Map.of("database.url", "DATABASE_URL", "backends-file",
            "S3_BACKENDS_CONFIG");

    static Settings load(Choice choice, Map<String, String> environment) {
        ConfigLoader loader = new ConfigLoader(environment, ALIASES);
        Optional<Path> file = choice.file()
                .or(() -> Optional.ofNullable(environment.get("S3GATEWAY_CONFIG")).map(Path::of))
                .map(Path::toAbsolutePath)
                .or(() -> Optional.of(HOME.resolve("conf/gateway.conf")).filter(Files::exists));
        List<Config> layers = new ArrayList<>(file.map(loader::parse).stream().toList());
        GatewayConfig config = loader.load(GatewayConfig.class, choice.flags(), layers);

        Optional<Path> backends = config.backendsFile()
                .map(HOME::resolve)
                .or(() -> Optional.of(HOME.resolve("conf/s3_backends.json")).filter(Files::exists));
        if (backends.isPresent()) {
            layers.addFirst(BackendFiles.layer(loader, backends.get(), environment));
            config = loader.load(GatewayConfig.class, choice.flags(), layers);
        }
        Settings settings = new Settings(config, HOME.resolve(config.data()), file, backends);
        settings.refuseContradictions();
        return settings;
    }

    /** The file that describes the zones, to be named when something is wrong with them. */
    private String zonesFrom() {
        return backendsFile.or(() -> file).map(Path::toString).orElse("configuration");
    }

    private void refuseContradictions() {
        List<String> findings = new ArrayList<>();
        ZoneRules.findings(config.zones(), config.replication())
                .forEach(finding -> findings.add(zonesFrom() + ": " + finding));
        if (!config.isOnLoopback()) {
            config.auth().dangerToNetwork().ifPresent(danger -> findings.add("auth: " + danger));
        }
        config.tls()
                .ifPresent(tls -> List.of(tls.certificate(), tls.key())
                        .stream()
                        .filter(path -> !Files.isReadable(path))
                        .forEach(path -> findings.add("tls: the file " + path + " cannot be read; correct the path")));
        if (!findings.isEmpty()) {
            throw new ConfigProblem(findings);
        }
    }
}
