package dev.s3gateway.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.s3gateway.config.ConfigLoader;
import dev.s3gateway.config.Differences;
import dev.s3gateway.server.cli.Program.Choice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The keys of the records, their defaults, and what is written about them are the same. */
class KeysTest {

    /** Keys whose place in the shipped file shows an example instead of the default. */
    private static final List<String> EXAMPLES = List.of("tls", "auth.root-key", "auth.root-keys", "auth.users",
            "zones", "s3proxy.url");
    /** Lists and files, which are not set by a variable; other tests read them. */
    private static final List<String> NOT_BY_VARIABLE = List.of("auth.root-key.id", "auth.root-key.secret",
            "auth.root-keys", "auth.users", "zones", "s3proxy.url", "backends-file", "tls.certificate", "tls.key",
            "replication.preferred-zones");
    /** Where one more than the default is not another value. */
    private static final Map<String, String> OTHERS = Map.ofEntries(Map.entry("host", "localhost"),
            Map.entry("data", "elsewhere"), Map.entry("domain", "s3.example"), Map.entry("region", "eu-1"),
            Map.entry("log-format", "json"), Map.entry("in-flight.bytes", "9 MiB"), Map.entry("auth.mode", "required"),
            Map.entry("database.url", "postgresql://u@h/d"), Map.entry("database.embedded.bin-dir", "/opt/pg"),
            Map.entry("replication.unmanaged", "serve"), Map.entry("replication.digest", "md5"),
            Map.entry("read.hedge", "p95"),
            Map.entry("s3proxy.identity", "other"),
            Map.entry("s3proxy.credential", "other"),
            Map.entry("replication.ack", "quorum"), Map.entry("replication.required-replicas", "2"));
    private static final Pattern NUMBER = Pattern.compile("(\\d+)( .*)?");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.-]+)` \\| ([^|]+) \\| [^|]+ \\|$");

    private final Map<String, String> defaults = leaves(ConfigFactory.parseResources("reference.conf"));

    @Test
    void everyKeyOfTheRecordsHasItsDefaultInOnePlace() {
        List<String> keys = ConfigLoader.keys(GatewayConfig.class)
                .map(key -> key.replaceFirst("^(tls|auth.root-key)\\..*", "$1"))
                .distinct()
                .toList();

        assertThat(defaults.keySet()).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void theShippedFileSaysEveryDefault() throws Exception {
        Map<String, String> said = leaves(ConfigFactory.parseString(uncommented(
                Files.readString(Path.of("../conf/gateway.conf")))));

        assertThat(withoutExamples(said)).isEqualTo(withoutExamples(defaults));
        EXAMPLES.forEach(example -> assertThat(said.keySet()).anyMatch(key -> key.startsWith(example)));
    }

    @Test
    void theManualsTableOfLimitsSaysTheDefaults() throws Exception {
        Matcher rows = ROW.matcher(Files.readString(Path.of("../docs/configuration.md")));
        Map<String, String> said = new TreeMap<>();
        while (rows.find()) {
            said.put(rows.group(1), rows.group(2));
        }

        assertThat(defaults).containsAllEntriesOf(said);
        assertThat(said.keySet()).containsAll(defaults.keySet()
                .stream()
                .filter(key -> key
                        .matches("(http|in-flight|ledger|lanes|guard|s3-zones|local-zones|multipart|jobs)\\..*"))
                .toList());
    }

    @ParameterizedTest
    @MethodSource("keysThatVariablesSet")
    void theKeyIsRead(String key) {
        String other = OTHERS.getOrDefault(key, more(String.valueOf(defaults.get(key))));
        String variable = "S3GATEWAY_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');

        GatewayConfig changed = load(Map.of(variable, other));

        assertThat(Differences.between(load(Map.of()), changed)).containsExactly(key);
    }

    static Stream<String> keysThatVariablesSet() {
        return ConfigLoader.keys(GatewayConfig.class).filter(key -> !NOT_BY_VARIABLE.contains(key));
    }

    private static GatewayConfig load(Map<String, String> environment) {
        return Settings.load(new Choice(Optional.empty(), List.of()), environment).config();
    }

    private static String more(String value) {
        Matcher number = NUMBER.matcher(value);
        if (number.matches()) {
            return Long.parseLong(number.group(1)) + 1 + Optional.ofNullable(number.group(2)).orElse("");
        }
        return value.equals("true") ? "false" : "true";
    }

    /** Every line that is a setting and not prose becomes one; an example of several lines as a whole. */
    private static String uncommented(String text) {
        boolean[] list = {false};
        return text.lines().map(line -> {
            boolean starts = line.matches(" *# [a-z0-9-]+ (= |\\{).*");
            boolean counts = starts || list[0];
            list[0] = starts ? line.endsWith("[") : list[0] && !line.endsWith("]");
            return counts ? line.replaceFirst("# ?", "") : line;
        }).collect(Collectors.joining("\n"));
    }

    private static Map<String, String> withoutExamples(Map<String, String> leaves) {
        Map<String, String> others = new TreeMap<>(leaves);
        others.keySet().removeIf(key -> EXAMPLES.stream().anyMatch(key::startsWith));
        return others;
    }

    private static Map<String, String> leaves(Config config) {
        Map<String, String> leaves = new TreeMap<>();
        collect("", config.root(), leaves);
        return leaves;
    }

    private static void collect(String path, ConfigObject object, Map<String, String> leaves) {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            String here = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            if (entry.getValue() instanceof ConfigObject below) {
                collect(here, below, leaves);
            } else {
                leaves.put(here, String.valueOf(entry.getValue().unwrapped()));
            }
        }
    }
}
