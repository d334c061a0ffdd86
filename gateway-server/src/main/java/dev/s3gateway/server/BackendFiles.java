package dev.s3gateway.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.s3gateway.config.ConfigLoader;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.config.Nearest;
import dev.s3gateway.config.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads {@code s3_backends.json}: a list {@code backends} and a block {@code replication}, keys in snake, camel or kebab
 * case. It becomes a layer of the configuration, so that its values know their lines.
 */
final class BackendFiles {

    /** Names that the replaced systems gave to our keys. */
    private static final Map<String, String> SYNONYMS = Map.of("zone-code", "code", "zone", "code", "endpoint-url",
            "endpoint", "access", "access-key", "access-key-id", "access-key", "secret", "secret-key",
            "secret-access-key", "secret-key", "is-primary", "primary", "root", "path");

    private static final List<String> KEYS = List.of("backends", "replication");

    private BackendFiles() {}

    static Config layer(ConfigLoader loader, Path file) {
        ConfigObject root = loader.parse(file).root();
        root.keySet().stream().filter(key -> !KEYS.contains(key)).findFirst().ifPresent(key -> {
            throw new ConfigProblem(Place.of(root, key) + ": unknown key '" + key
                    + "'; a backends file has 'backends' and 'replication'");
        });
        if (!(root.get("backends") instanceof ConfigList backends)) {
            throw new ConfigProblem(Place.of(root, "backends") + ": 'backends' must be a list [ { … }, … ]");
        }
        Config layer = ConfigFactory.empty().withValue("zones", zones(backends));
        return root.get("replication") instanceof ConfigObject replication
                ? layer.withValue("replication", renamed(replication))
                : layer;
    }

    private static ConfigValue zones(ConfigList backends) {
        List<ConfigValue> zones = new ArrayList<>();
        for (ConfigValue backend : backends) {
            if (backend instanceof ConfigObject object) {
                refuseUnknown(object);
                zones.add(renamed(object));
            } else {
                throw new ConfigProblem(Place.of(backend) + ": a backend must be a block { … }");
            }
        }
        return ConfigValueFactory.fromIterable(zones).withOrigin(backends.origin());
    }

    /** In the file's own spelling: that the product calls some keys otherwise is not the operator's concern. */
    private static void refuseUnknown(ConfigObject backend) {
        Set<String> known = Stream
                .concat(SYNONYMS.keySet().stream(),
                        Arrays.stream(ZoneConfig.class.getRecordComponents()).map(field -> kebab(field.getName())))
                .map(key -> key.replace('-', '_'))
                .collect(Collectors.toCollection(TreeSet::new));
        for (String key : backend.keySet()) {
            String snake = kebab(key).replace('-', '_');
            if (!known.contains(snake)) {
                throw new ConfigProblem(Place.of(backend, key) + ": unknown key '" + key + "'; "
                        + Nearest.to(snake, known)
                                .map(best -> "did you mean '" + best + "'?")
                                .orElse("known here: " + String.join(", ", known)));
            }
        }
    }

    private static ConfigObject renamed(ConfigObject object) {
        ConfigObject renamed = ConfigFactory.empty().root();
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            if (entry.getValue().valueType() != ConfigValueType.NULL) {
                String key = kebab(entry.getKey());
                renamed = renamed.withValue(SYNONYMS.getOrDefault(key, key), entry.getValue());
            }
        }
        return renamed.withOrigin(object.origin());
    }

    private static String kebab(String key) {
        return key.replace('_', '-').replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
