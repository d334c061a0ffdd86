package dev.s3gateway.server.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.s3gateway.config.ConfigLoader;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.server.cli.Program.Choice;
import dev.s3gateway.server.cli.Program.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the values of one start come from, first to last: flags, variables, the file of backends, the configuration
 * file, what the command presets, the defaults.
 *
 * @param resolved all of them together, with the zones in one form
 * @param file the configuration file that was read, if any
 * @param backendsFile the backends file that was read, if any; it replaces the zones of the configuration file
 * @param findings mistakes in the words of the backends, which are left out of {@code resolved}
 */
public record Layers(Config resolved, Optional<Path> file, Optional<Path> backendsFile, List<String> findings) {

    /** Where the product lies: relative paths of the configuration start there. */
    static final Path HOME = Path.of(System.getProperty("s3gateway.home", "")).toAbsolutePath().normalize();

    private static final Map<String, String> ALIASES = Map.of("database.url", "DATABASE_URL", "backends-file",
            "S3_BACKENDS_CONFIG", "s3proxy.url", "S3PROXY_URL", "s3proxy.identity", "S3PROXY_IDENTITY",
            "s3proxy.credential", "S3PROXY_CREDENTIAL");

    /** What only S3Proxy has is not ours, so without this it would be read for nothing. */
    private static final Config SERVING_OTHERS = ConfigFactory.parseMap(Map.of("replication.unmanaged", "serve"),
            "the default beside s3proxy.url");

    static ConfigLoader loader(Choice choice, Map<String, String> environment) {
        Map<String, String> aliases = new HashMap<>(ALIASES);
        if (choice.kind() == Kind.STORAGE) {
            aliases.put("data", "STORAGE_ROOT");
            return new ConfigLoader(environment, aliases);
        }
        aliases.put("data", "DB_PATH");
        Map<String, String> variables = new HashMap<>(environment);
        variables.computeIfPresent("DB_PATH", (_, path) -> directoryOf(path));
        return new ConfigLoader(variables, aliases);
    }

    /** It named the file of a database; ours is a directory, which is kept where that file lay. */
    private static String directoryOf(String path) {
        Path parent = Path.of(path).getParent();
        return path.endsWith(".db") && parent != null ? parent.toString() : path;
    }

    static Layers of(Choice choice, Map<String, String> environment) {
        ConfigLoader loader = loader(choice, environment);
        Optional<Path> file = file(choice, environment);
        List<Config> layers = new ArrayList<>();
        file.map(loader::parse).map(BackendFiles::withZones).ifPresent(layers::add);
        boolean ownZones = layers.stream().anyMatch(layer -> layer.root().containsKey("zones"));
        layers.add(preset(choice.kind()));
        Config soFar = loader.resolved(GatewayConfig.class, choice.flags(), layers);
        if (soFar.hasPath("s3proxy.url")) {
            layers.add(SERVING_OTHERS);
        }

        Optional<Path> backends = backendsFile(choice, soFar);
        backends.map(path -> BackendFiles.layer(loader, path)).ifPresent(layers::addFirst);
        Config resolved = loader.resolved(GatewayConfig.class, choice.flags(), layers);
        if (choice.kind() == Kind.STORAGE) {
            return new Layers(resolved, file, backends, List.of());
        }
        if (backends.isEmpty() && !ownZones) {
            BackendFields.refuseAll(environment);
        }
        List<String> findings = new ArrayList<>();
        Config ours = BackendFiles.inOurForm(resolved, ownZones || backends.isPresent() ? environment : Map.of(),
                findings::add);
        return new Layers(S3ProxyConfig.asZone(ours), file, backends, findings);
    }

    /** A storage node has nothing in common with a gateway that may be configured beside it. */
    private static Optional<Path> file(Choice choice, Map<String, String> environment) {
        return choice.file()
                .or(() -> Optional.ofNullable(environment.get("S3GATEWAY_CONFIG")).map(Path::of))
                .map(Path::toAbsolutePath)
                .or(() -> Optional.of(HOME.resolve("conf/gateway.conf"))
                        .filter(_ -> choice.kind() != Kind.STORAGE)
                        .filter(Files::exists));
    }

    private static Optional<Path> backendsFile(Choice choice, Config soFar) {
        Optional<Path> named = Optional.of(soFar)
                .filter(config -> config.hasPath("backends-file"))
                .map(config -> HOME.resolve(config.getString("backends-file")))
                .or(() -> Optional.of(HOME.resolve("conf/s3_backends.json")).filter(Files::exists));
        return switch (choice.kind()) {
            case GATEWAY -> named;
            case STORAGE -> Optional.empty();
            case S3_MULTI -> Optional.of(named.orElseThrow(() -> new ConfigProblem(
                    "s3-multi needs a file that lists its backends; name it with --config FILE")));
        };
    }

    private static Config preset(Kind kind) {
        return switch (kind) {
            case GATEWAY -> ConfigFactory.empty();
            case S3_MULTI -> ConfigFactory.parseResources(Layers.class.getClassLoader(), "s3-multi.conf");
            case STORAGE -> ConfigFactory.parseResources(Layers.class.getClassLoader(), "storage.conf");
        };
    }
}
