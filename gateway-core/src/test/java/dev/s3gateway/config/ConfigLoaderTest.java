package dev.s3gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {

    enum Mode {
        AUTO, OPEN
    }

    record User(String name, Secret secretKey) {}

    record House(String name, int doorCount, Mode mode, Duration rest, ByteSize window, Optional<Path> cellar,
            List<User> users) {
        House {
            if (doorCount < 1) {
                throw new IllegalArgumentException("door-count must be at least 1, but is " + doorCount);
            }
        }
    }

    private static final String WHOLE = """
            name = villa
            door-count = 2
            mode = auto
            rest = 30 s
            window = 64 KiB
            users = [ { name = ann, secret-key = hush } ]
            """;

    @TempDir
    Path directory;

    @Test
    void aWholeFileBecomesItsRecord() throws Exception {
        var house = bind(WHOLE, Map.of());

        assertThat(house).isEqualTo(new House("villa", 2, Mode.AUTO, Duration.ofSeconds(30), ByteSize.ofKiB(64),
                Optional.empty(), List.of(new User("ann", Secret.of("hush")))));
    }

    @Test
    void aSecretPrintsAsStars() throws Exception {
        assertThat(bind(WHOLE, Map.of()).toString()).contains("***").doesNotContain("hush");
    }

    @Test
    void aSecretComesFromAVariableOrAFile() throws Exception {
        Files.writeString(directory.resolve("key"), "from file\n");
        var text = WHOLE.replace("hush", "\"${KEY}\"");

        assertThat(bind(text, Map.of("KEY", "from variable")).users().getFirst().secretKey().reveal())
                .isEqualTo("from variable");
        assertThat(bind(WHOLE.replace("hush", "\"file:" + directory.resolve("key") + "\""), Map.of()).users()
                .getFirst()
                .secretKey()
                .reveal()).isEqualTo("from file");
    }

    @Test
    void everyMistakeIsNamedAndNotOnlyTheFirst() {
        var text = WHOLE.replace("mode = auto", "mode = ato")
                .replace("rest = 30 s", "rest = soon")
                .replace(
                        "[ {", "[ { nam = x, name = y, secret-key = z }, { name = [], secret-key = k }, {");

        var problem = catchThrowableOfType(ConfigProblem.class, () -> bind(text, Map.of()));

        assertThat(problem.findings()).hasSize(4)
                .anySatisfy(finding -> assertThat(finding).contains("house.conf:6: unknown key 'users[0].nam'"))
                .anySatisfy(finding -> assertThat(finding).contains("house.conf:3: 'mode': 'ato' is none of"))
                .anySatisfy(finding -> assertThat(finding).contains("house.conf:4: 'rest': 'soon' is not a duration"))
                .anySatisfy(finding -> assertThat(finding).contains("house.conf:6: 'users[1].name'"));
    }

    @Test
    void twoConfigurationsDifferByKey() throws Exception {
        var one = bind(WHOLE, Map.of());
        var other = bind(WHOLE.replace("hush", "rotated").replace("30 s", "31 s"), Map.of());

        assertThat(Differences.between(one, other)).containsExactly("rest", "users");
        assertThat(Differences.between(one, bind(WHOLE, Map.of()))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an unknown key             | door-count = 2  | dor-count = 2    | house.conf:2: unknown key 'dor-count'; did you mean 'door-count'?
            a key without a neighbour  | mode = auto     | xyzxyzxyz = 1    | house.conf:3: unknown key 'xyzxyzxyz'; known here: cellar, door-count, mode, name, rest, users, window
            a missing key              | rest = 30 s     |                  | house.conf:1: the key 'rest' is missing; set it
            a word for a number        | door-count = 2  | door-count = two | house.conf:2: 'door-count': 'two' is not a whole number
            a fraction                 | door-count = 2  | door-count = 2.5 | house.conf:2: 'door-count': '2.5' is not a whole number
            a number out of range      | door-count = 2  | door-count = 0   | house.conf:2: door-count must be at least 1, but is 0
            an unknown choice          | mode = auto     | mode = maybe     | house.conf:3: 'mode': 'maybe' is none of: auto, open
            a wrong duration           | 30 s            | soon             | house.conf:4: 'rest': 'soon' is not a duration; write it like 500 ms, 30 s, 5 min or 1 h
            a wrong size               | 64 KiB          | large            | house.conf:5: 'window': 'large' is not a size; write it like 64 KiB, 5 GiB or 1048576
            a key unknown in a list    | secret-key      | secret-kye       | house.conf:6: unknown key 'users[0].secret-kye'; did you mean 'secret-key'?
            a variable that is not set | hush            | "${NO_KEY}"      | house.conf:6: 'users[0].secret-key': the variable NO_KEY that should hold it is not set; set it
            a file that is not there   | hush            | "file:no/key"    | house.conf:6: 'users[0].secret-key': the file no/key that should hold it cannot be read; create it or correct the path
            a block where a value goes | name = villa    | name { a = 1 }   | house.conf:1: 'name': must be a single value
            """)
    void aMistakeIsNamedWithPlaceAndRemedy(String about, String right, @org.jspecify.annotations.Nullable String wrong,
            String words) {
        String text = WHOLE.replace(right, wrong == null ? "" : wrong);

        var problem = catchThrowableOfType(ConfigProblem.class, () -> bind(text, Map.of()));

        assertThat(problem.findings()).as(about)
                .map(finding -> finding.replace(directory + "/", ""))
                .contains(words);
    }

    @Test
    void aBrokenFileIsNamedWithItsLine() {
        var problem = catchThrowableOfType(ConfigProblem.class, () -> bind("name = villa\nusers = [ {\n", Map.of()));

        assertThat(problem.getMessage()).contains("house.conf:3: ");
    }

    @Test
    void flagsWinOverVariablesAndVariablesOverTheFile() throws Exception {
        var file = written(WHOLE);
        var loader = new ConfigLoader(Map.of("S3GATEWAY_NAME", "variable", "S3GATEWAY_DOOR_COUNT", "7"));

        var house = loader.load(House.class, List.of(new ConfigLoader.Flag("--name", "name", "flag")),
                List.of(loader.parse(file)));

        assertThat(house.name()).isEqualTo("flag");
        assertThat(house.doorCount()).isEqualTo(7);
        assertThat(house.mode()).isEqualTo(Mode.AUTO);
    }

    @Test
    void aWrongVariableIsNamedAsSuch() throws Exception {
        var file = written(WHOLE);
        var loader = new ConfigLoader(Map.of("S3GATEWAY_DOOR_COUNT", "many"));

        var problem = catchThrowableOfType(ConfigProblem.class,
                () -> loader.load(House.class, List.of(), List.of(loader.parse(file))));

        assertThat(problem).hasMessage(
                "the variable S3GATEWAY_DOOR_COUNT: 'door-count': 'many' is not a whole number");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a slip of the pen                 | S3GATEWAY_DOR_COUNT             | 7            | the variable S3GATEWAY_DOR_COUNT: unknown; did you mean S3GATEWAY_DOOR_COUNT?
            nothing like any key              | S3GATEWAY_XYZXYZXYZXYZXYZXYZ    | 7            | the variable S3GATEWAY_XYZXYZXYZXYZXYZXYZ: unknown; unset it; every key of the configuration file has one, with its path in capitals
            a port of the pen's, not of a pod | S3GATEWAY_DOR_PORT              | 7            | the variable S3GATEWAY_DOR_PORT: unknown; unset it; every key of the configuration file has one, with its path in capitals
            one of the program's own          | S3GATEWAY_OTHER                 | 7            |
            one that is empty                 | S3GATEWAY_DOR_COUNT             | ''           |
            one that a file refers to         | S3GATEWAY_KEY_OF_ANN            | hush         |
            of Kubernetes, for a service      | S3GATEWAY_SERVICE_PORT_HTTP     | 80           |
            of Kubernetes, for its port       | S3GATEWAY_PORT_80_TCP_ADDR      | 10.0.0.1     |
            of Kubernetes, for another        | S3GATEWAY_EXTRA_PORT            | tcp://10.0:1 |
            somebody else's                   | OTHER_DOR_COUNT                 | 7            |
            """)
    void aVariableThatSetsNothingIsNamedWithItsNeighbour(String about, String variable, String value,
            @org.jspecify.annotations.Nullable String words) throws IOException {
        var loader = new ConfigLoader(Map.of(variable, value));
        var file = loader.parse(written(WHOLE.replace("hush", "\"${S3GATEWAY_KEY_OF_ANN}\"")));

        var findings = loader.unknownVariables(House.class, java.util.Set.of("S3GATEWAY_OTHER"), List.of(file));

        assertThat(findings).as(about).isEqualTo(words == null ? List.of() : List.of(words));
    }

    private House bind(String text, Map<String, String> environment) throws IOException {
        var loader = new ConfigLoader(environment);
        return loader.bind(House.class, loader.parse(written(text)).resolve());
    }

    private Path written(String text) throws IOException {
        return Files.writeString(directory.resolve("house.conf"), text);
    }
}
