package dev.s3gateway.server;

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

/**
 * Reads {@code s3_backends.json} in each of its forms: a list {@code backends}, with or without a block
 * {@code replication}, or a map whose keys are the names of the backends. It becomes a layer of the configuration, so
 * that its values know their lines.
 */
final class BackendFiles {

    private static final String LIST = "backends";
    private static final String REPLICATION = "replication";

    private BackendFiles() {}

    static Config layer(ConfigLoader loader, Path file, Map<String, String> environment) {
        ConfigObject root = loader.parse(file).root();
        boolean list = root.containsKey(LIST);
        List<ConfigObject> backends = list ? listed(root) : named(root);
        List<ConfigValue> zones = new ArrayList<>();
        for (int i = 0; i < backends.size(); i++) {
            zones.add(BackendFields.of(backends.get(i), i, list ? environment : Map.of()));
        }
        if (list) {
            BackendFields.refuseBeyond(backends.size(), environment);
        }
        Config layer = ConfigFactory.empty()
                .withValue("zones", ConfigValueFactory.fromIterable(zones).withOrigin(root.origin()));
        return root.get(REPLICATION) instanceof ConfigObject replication
                ? layer.withValue(REPLICATION, BackendFields.renamed(replication))
                : layer;
    }

    private static List<ConfigObject> listed(ConfigObject root) {
        root.keySet()
                .stream()
                .filter(key -> !key.equals(LIST) && !key.equals(REPLICATION))
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigProblem(Place.of(root, key) + ": unknown key '" + key
                            + "'; a backends file with a list has 'backends' and 'replication'");
                });
        if (!(root.get(LIST) instanceof ConfigList backends)) {
            throw new ConfigProblem(Place.of(root, LIST) + ": 'backends' must be a list [ { … }, … ]");
        }
        return backends.stream().map(BackendFiles::block).toList();
    }

    /** The order of a map is that of its lines. */
    private static List<ConfigObject> named(ConfigObject root) {
        List<ConfigObject> backends = root.entrySet()
                .stream()
                .filter(entry -> !entry.getKey().equals(REPLICATION))
                .sorted(Comparator.<Map.Entry<String, ConfigValue>>comparingInt(
                        entry -> entry.getValue().origin().lineNumber())
                        .thenComparing(Map.Entry::getKey))
                .map(entry -> withName(block(entry.getValue()), entry.getKey()))
                .toList();
        if (backends.isEmpty()) {
            throw new ConfigProblem(Place.of(root) + ": no backends; write a list 'backends' or one block for each");
        }
        return backends;
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
