package dev.s3gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads configuration into records. What counts, first to last: flags, variables, the file, {@code reference.conf}.
 * Everything that is wrong ends in a {@link ConfigProblem} whose findings name place, key and remedy.
 */
public final class ConfigLoader {

    private static final String PREFIX = "S3GATEWAY_";

    private final Map<String, String> environment;
    private final Map<String, String> aliases;

    public ConfigLoader(Map<String, String> environment) {
        this(environment, Map.of());
    }

    /** @param aliases variables that set a key beside its own variable, such as {@code DATABASE_URL}, by key */
    public ConfigLoader(Map<String, String> environment, Map<String, String> aliases) {
        this.environment = Map.copyOf(environment);
        this.aliases = Map.copyOf(aliases);
    }

    /** The paths of all keys that a flag or a variable can set. */
    public static Stream<String> keys(Class<?> type) {
        return Shape.of(type).leaves("");
    }

    /** A value given on the command line; {@code flag} is how the operator wrote it. */
    public record Flag(String flag, String path, String value) {}

    /** The record as all layers together say; of the files an earlier one wins. */
    public <T> T load(Class<T> type, List<Flag> flags, List<Config> files) {
        return bind(type, resolved(type, flags, files));
    }

    /** All layers together, still to be bound: what {@link #load} reads, for callers who have to look at it first. */
    public Config resolved(Class<?> type, List<Flag> flags, List<Config> files) {
        try {
            return flags(flags).withFallback(variables(type))
                    .withFallback(files.stream().reduce(ConfigFactory.empty(), Config::withFallback))
                    .withFallback(ConfigFactory.parseResources(ConfigLoader.class.getClassLoader(), "reference.conf"))
                    .resolve(ConfigResolveOptions.defaults().appendResolver(new Variables(environment)));
        } catch (ConfigException e) {
            throw new ConfigProblem(words(e));
        }
    }

    /**
     * Findings on variables that set no key of the record.
     *
     * @param others variables that the program reads beside the configuration
     * @param files what may refer to further ones
     */
    public List<String> unknownVariables(Class<?> type, Set<String> others, List<Config> files) {
        Set<String> known = Stream.concat(Shape.of(type).leaves("").map(ConfigLoader::variable), others.stream())
                .collect(Collectors.toSet());
        return new UnknownVariables(PREFIX, known).findings(environment, files);
    }

    /** The record in one file alone: JSON by its name, else HOCON. */
    public Config parse(Path file) {
        if (!Files.isReadable(file)) {
            throw new ConfigProblem(file + ": there is no such file that can be read; name an existing one");
        }
        try {
            return ConfigFactory.parseFile(file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (ConfigException e) {
            throw new ConfigProblem(words(e));
        }
    }

    /** The record that a resolved configuration describes. */
    public <T> T bind(Class<T> type, Config config) {
        List<String> findings = new ArrayList<>(Shape.of(type).findings("", config.root()).toList());
        ObjectMapper mapper = ConfigMapper.with(environment);
        JsonNode tree = mapper.valueToTree(config.root().unwrapped());
        new Mistakes(mapper, findings.isEmpty()).in(mapper.constructType(type), tree)
                .forEach(wrong -> findings.add(WrongValue.words(config.root(), wrong)));
        if (!findings.isEmpty()) {
            throw new ConfigProblem(findings);
        }
        return mapper.convertValue(tree, type);
    }

    private static Config flags(List<Flag> flags) {
        Config config = ConfigFactory.empty();
        for (Flag flag : flags) {
            config = config.withValue(flag.path(),
                    ConfigValueFactory.fromAnyRef(flag.value(), "the flag " + flag.flag()));
        }
        return config;
    }

    /** {@code S3GATEWAY_AUTH_MODE} sets {@code auth.mode}: every key of the record has such a variable. */
    private Config variables(Class<?> type) {
        Config config = ConfigFactory.empty();
        for (String path : Shape.of(type).leaves("").toList()) {
            String own = variable(path);
            Optional<String> variable = Stream.of(own, aliases.getOrDefault(path, own)).filter(this::isSet).findFirst();
            if (variable.isPresent()) {
                config = config.withValue(path, ConfigValueFactory.fromAnyRef(environment.get(variable.get()),
                        "the variable " + variable.get()));
            }
        }
        return config;
    }

    private static String variable(String path) {
        return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private boolean isSet(String variable) {
        String value = environment.getOrDefault(variable, "");
        // Kubernetes sets S3GATEWAY_PORT=tcp://… beside every service of the name s3gateway.
        return !value.isEmpty() && !value.startsWith("tcp://");
    }

    private static String words(ConfigException e) {
        String place = e.origin() == null ? "configuration" : Place.of(e.origin());
        String message = String.valueOf(e.getMessage());
        String description = e.origin() == null ? "" : e.origin().description() + ": ";
        String rest = message.startsWith(description) ? message.substring(description.length()) : message;
        String remedy = e instanceof ConfigException.UnresolvedSubstitution
                ? "; set that variable, or write ${?NAME} where it may be absent"
                : "";
        return place + ": " + rest + remedy;
    }
}
