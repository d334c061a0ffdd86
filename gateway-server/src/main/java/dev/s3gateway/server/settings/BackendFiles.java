package dev.s3gateway.server.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.s3gateway.config.ConfigLoader;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.config.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Backends in each of the forms of the replaced systems, in a file of their own or among the rest: a list, or a map whose
 * keys are the names of the backends; beside it a block {@code replication}. They become our list {@code zones}, whose
 * values still know their lines.
 */
public final class BackendFiles {

    private static final String ZONES = "zones";
    private static final String LIST = "backends";
    private static final String REPLICATION = "replication";

    private BackendFiles() {}

    /** What a file that has nothing but backends says: {@code s3_backends.json}. */
    static Config layer(ConfigLoader loader, Path file) {
        ConfigObject root = loader.parse(file).root();
        ConfigValue backends = root.get(LIST);
        if (backends != null) {
            refuseOthers(root);
            return withReplication(ConfigFactory.empty().withValue(ZONES, numbered(backends)), root);
        }
        return withReplication(ConfigFactory.empty().withValue(ZONES, list(root.withoutKey(REPLICATION))), root);
    }

    /** A configuration file, with {@code zones} where it says {@code backends}. */
    static Config withZones(Config file) {
        ConfigObject root = file.root();
        ConfigValue backends = root.get(LIST);
        if (backends == null) {
            return withReplication(file, root);
        }
        if (root.containsKey(ZONES)) {
            throw new ConfigProblem(Place.of(root, LIST)
                    + ": 'backends' is another word for 'zones', and both are here; keep one");
        }
        return withReplication(root.withoutKey(LIST).withValue(ZONES, numbered(backends)).toConfig(), root);
    }

    /**
     * All layers together, with the zones in our form; {@code environment} overrides fields of the n-th of them. A zone
     * with a mistake in its words is left out, and the mistake told, so that those of the others are found, too.
     */
    static Config inOurForm(Config resolved, Map<String, String> environment, Consumer<String> finding) {
        ConfigObject root = resolved.root();
        List<ConfigObject> backends = blocks(root);
        BackendFields.refuseBeyond(backends.size(), environment);
        List<ConfigValue> zones = new ArrayList<>();
        for (int i = 0; i < backends.size(); i++) {
            try {
                zones.add(BackendFields.of(backends.get(i), i, environment));
            } catch (ConfigProblem problem) {
                problem.findings().forEach(finding);
            }
        }
        return resolved.withValue(ZONES,
                ConfigValueFactory.fromIterable(zones).withOrigin(resolved.getValue(ZONES).origin()));
    }

    private static Config withReplication(Config layer, ConfigObject root) {
        return root.get(REPLICATION) instanceof ConfigObject replication
                ? layer.withValue(REPLICATION, BackendFields.renamed(replication))
                : layer;
    }

    /** The files of system 2 need not name their backends. */
    private static ConfigValue numbered(ConfigValue backends) {
        if (!(backends instanceof ConfigList list)) {
            return backends;
        }
        List<ConfigValue> named = new ArrayList<>();
        for (ConfigValue backend : list) {
            named.add(backend instanceof ConfigObject object ? withName(object, "backend-" + named.size()) : backend);
        }
        return ConfigValueFactory.fromIterable(named).withOrigin(list.origin());
    }

    private static void refuseOthers(ConfigObject root) {
        root.keySet()
                .stream()
                .filter(key -> !key.equals(LIST) && !key.equals(REPLICATION))
                .sorted()
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigProblem(Place.of(root, key) + ": unknown key '" + key
                            + "'; a backends file with a list has 'backends' and 'replication'");
                });
    }

    private static List<ConfigObject> blocks(ConfigObject root) {
        ConfigValue zones = root.get(ZONES);
        return switch (zones) {
            case ConfigObject map -> list(map).stream().map(BackendFiles::block).toList();
            case ConfigList list -> list.stream().map(BackendFiles::block).toList();
            case null, default -> throw new ConfigProblem(Place.of(root, ZONES)
                    + ": the backends must be a list [ { … }, … ] or one block for each");
        };
    }

    /** The order of a map is that of its lines. */
    private static ConfigList list(ConfigObject named) {
        if (named.isEmpty()) {
            throw new ConfigProblem(Place.of(named)
                    + ": no backends; write a list 'backends' or one block for each");
        }
        Stream<ConfigObject> blocks = named.entrySet()
                .stream()
                .sorted(Comparator.<Map.Entry<String, ConfigValue>>comparingInt(
                        entry -> entry.getValue().origin().lineNumber())
                        .thenComparing(Map.Entry::getKey))
                .map(entry -> withName(block(entry.getValue()), entry.getKey()));
        return ConfigValueFactory.fromIterable(blocks.toList()).withOrigin(named.origin());
    }

    private static ConfigObject block(ConfigValue backend) {
        if (backend instanceof ConfigObject object) {
            return object;
        }
        throw new ConfigProblem(Place.of(backend) + ": a backend must be a block { … }");
    }

    private static ConfigObject withName(ConfigObject backend, String name) {
        return backend.containsKey("name")
                ? backend
                : backend.withValue("name", ConfigValueFactory.fromAnyRef(name).withOrigin(backend.origin()));
    }
}
