package dev.s3gateway.server.settings;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.config.Nearest;
import dev.s3gateway.config.Place;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields of one backend as our keys: in snake, camel or kebab case, under the names of each replaced system, and
 * overridden by {@code VGW_S3_MULTI_BACKEND_<n>_<FIELD>}.
 */
public final class BackendFields {

    /** Names that the replaced systems gave to our keys. */
    private static final Map<String, String> SYNONYMS = Map.of("zone-code", "code", "zone", "code", "endpoint-url",
            "endpoint", "access", "access-key", "access-key-id", "access-key", "secret", "secret-key",
            "secret-access-key", "secret-key", "is-primary", "primary", "root", "path");

    private static final ConfigValue NOTHING = ConfigValueFactory.fromAnyRef(null);
    private static final ConfigValue NO_TEXT = ConfigValueFactory.fromAnyRef("");
    private static final String PREFIX = "VGW_S3_MULTI_BACKEND_";
    private static final Pattern VARIABLE = Pattern.compile(PREFIX + "(\\d{1,4})_([A-Z_]+)");

    private BackendFields() {}

    static ConfigObject of(ConfigObject backend, int index, Map<String, String> environment) {
        refuseUnknown(backend);
        ConfigObject fields = renamed(backend);
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            Matcher matcher = VARIABLE.matcher(variable.getKey());
            if (matcher.matches() && Integer.parseInt(matcher.group(1)) == index && !variable.getValue().isEmpty()) {
                fields = fields.withValue(key(variable.getKey(), matcher.group(2)), ConfigValueFactory
                        .fromAnyRef(variable.getValue(), "the variable " + variable.getKey()));
            }
        }
        ConfigValue name = fields.get("name");
        return name == null || fields.containsKey("code") ? fields : fields.withValue("code", code(name));
    }

    /** So many backends there are, counted from 0; a variable that sets a field of none of them is a mistake. */
    static void refuseBeyond(int backends, Map<String, String> environment) {
        for (String name : variables(environment)) {
            Matcher matcher = VARIABLE.matcher(name);
            if (!matcher.matches()) {
                throw new ConfigProblem("the variable " + name + " is not of the form " + PREFIX
                        + "<number>_<FIELD>; correct or remove it");
            }
            if (Integer.parseInt(matcher.group(1)) >= backends) {
                throw new ConfigProblem("the variable " + name + " is for a backend that is not there: the file has "
                        + backends + ", counted from 0; remove the variable or add the backend");
            }
        }
    }

    /** Where no file names backends there is nothing to override. */
    static void refuseAll(Map<String, String> environment) {
        variables(environment).stream().findFirst().ifPresent(name -> {
            throw new ConfigProblem("the variable " + name + " overrides a backend of a file, but there is no file of"
                    + " backends; name one with S3_BACKENDS_CONFIG (s3-multi: --config), or remove the variable");
        });
    }

    private static Set<String> variables(Map<String, String> environment) {
        return environment.keySet()
                .stream()
                .filter(name -> name.startsWith(PREFIX))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** With our keys, each said once. */
    static ConfigObject renamed(ConfigObject object) {
        ConfigObject renamed = ConfigFactory.empty().root();
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            String key = ours(entry.getKey());
            // An empty endpoint is as good as none: AWS. What is not resolved yet can only be compared.
            boolean empty = entry.getValue().equals(NOTHING)
                    || (key.equals("endpoint") && entry.getValue().equals(NO_TEXT));
            if (!empty && renamed.containsKey(key)) {
                throw new ConfigProblem(Place.of(entry.getValue()) + ": '" + entry.getKey()
                        + "' is said twice in one block, in two spellings; keep one");
            }
            renamed = empty ? renamed : renamed.withValue(key, entry.getValue());
        }
        return renamed.withOrigin(object.origin());
    }

    /** In the file's own spelling: that the product calls some keys otherwise is not the operator's concern. */
    private static void refuseUnknown(ConfigObject backend) {
        boolean ownForm = backend.keySet().stream().anyMatch(key -> key.contains("-"));
        Set<String> known = ownForm ? kebabs() : known();
        for (String key : backend.keySet()) {
            String spelt = ownForm ? kebab(key) : kebab(key).replace('-', '_');
            if (!known.contains(spelt)) {
                throw new ConfigProblem(Place.of(backend, key) + ": unknown key '" + key + "'; "
                        + Nearest.to(spelt, known)
                                .map(best -> "did you mean '" + best + "'?")
                                .orElse("known here: " + String.join(", ", known)));
            }
        }
    }

    private static Set<String> known() {
        return kebabs().stream()
                .map(key -> key.replace('-', '_'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> kebabs() {
        return Stream
                .concat(SYNONYMS.keySet().stream(),
                        Arrays.stream(ZoneConfig.class.getRecordComponents()).map(field -> kebab(field.getName())))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Variables are written with and without the inner underscores: METABUCKET, USE_PATH_STYLE. */
    private static String key(String variable, String field) {
        String wanted = field.replace("_", "");
        return known().stream()
                .filter(key -> key.replace("_", "").equalsIgnoreCase(wanted))
                .findFirst()
                .map(BackendFields::ours)
                .orElseThrow(() -> new ConfigProblem("the variable " + variable + " sets no field of a backend; known: "
                        + String.join(", ", known()).toUpperCase(Locale.ROOT)));
    }

    /** A zone's code stands in every copy's address, so it is made without the letters that may not stand there. */
    private static ConfigValue code(ConfigValue name) {
        String slug = String.valueOf(name.unwrapped()).strip().replaceAll("[^A-Za-z0-9._-]+", "-");
        return ConfigValueFactory.fromAnyRef(slug.replaceFirst("^[^A-Za-z0-9]+", "")).withOrigin(name.origin());
    }

    private static String ours(String key) {
        String kebab = kebab(key);
        return SYNONYMS.getOrDefault(kebab, kebab);
    }

    private static String kebab(String key) {
        return key.replace('_', '-').replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
