package dev.s3gateway.server.zones;

import dev.s3gateway.server.settings.GatewayConfig;
import dev.s3gateway.server.settings.Settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.guard.StoreMetrics;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.server.cli.Program.Choice;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.replication.marker.Recognition;
import dev.s3gateway.server.http.EventLoops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ZonesTest {

    private static final String AT_A = "{ code = zone-1, path = a }";
    private static final String AT_B = "{ code = zone-1, path = b }";
    private static final String OTHER = "{ code = zone-2, path = c }";

    @TempDir
    Path directory;

    private Zones zones;
    private Recognizing recognizing = Recognizing.NOBODY;

    @BeforeEach
    void start() throws IOException {
        zones = new Zones(config(AT_A), directory, StoreMetrics.NONE, new EventLoops(),
                new Background(Duration.ofSeconds(1)), some -> recognizing.of(some));
        zones.start().block();
    }

    @AfterEach
    void stop() {
        zones.stop().block();
    }

    @Test
    void aZoneIsAddedAndTheOthersKeepTheirStores() throws Exception {
        ObjectStore before = store("zone-1");

        zones.change(config(AT_A, OTHER)).block();

        assertThat(store("zone-1")).isSameAs(before);
        store("zone-2").ping().block();
        assertThat(zones.health().usable(new ZoneCode("zone-2"))).isTrue();
    }

    @Test
    void aDisabledZoneIsNotUsedAndComesBackAsItWas() throws Exception {
        zones.change(config(AT_A, OTHER)).block();
        ObjectStore before = store("zone-2");

        zones.change(config(AT_A, OTHER.replace("{", "{ enabled = false,"))).block();
        assertThat(zones.topology().zone(new ZoneCode("zone-2"))).isEmpty();
        assertThat(zones.health().usable(new ZoneCode("zone-2"))).isFalse();

        zones.change(config(AT_A, OTHER)).block();
        assertThat(store("zone-2")).isSameAs(before);
    }

    @Test
    void whatWasReplacedServesUntilItHasRested() throws Exception {
        ObjectStore before = store("zone-1");

        zones.change(config(AT_B)).block();

        assertThat(store("zone-1")).isNotSameAs(before);
        before.createBucket("still-here").block();
        retire();
        assertThatThrownBy(() -> before.ping().block()).isInstanceOf(StoreFailure.Unreachable.class)
                .hasMessageContaining("closed");
        store("zone-1").ping().block();
    }

    @Test
    void aFormerWayThatIsWantedAgainGetsItsStoreBack() throws Exception {
        ObjectStore before = store("zone-1");
        zones.change(config(AT_B)).block();

        zones.change(config(AT_A)).block();

        assertThat(store("zone-1")).isSameAs(before);
        retire();
        before.ping().block();
    }

    @Test
    void whereAZoneCannotBeUsedNothingChanges() throws Exception {
        ObjectStore before = store("zone-1");
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> zones.change(config(AT_B, "{ code = bad, path = \"" + file + "/x\" }",
                "{ code = worse, path = \"" + file + "/y\" }")).block()).isInstanceOfSatisfying(ConfigProblem.class,
                        problem -> assertThat(problem.findings()).hasSize(2)
                                .anyMatch(finding -> finding.startsWith("the zone bad: "))
                                .anyMatch(finding -> finding.startsWith("the zone worse: ")));

        assertThat(store("zone-1")).isSameAs(before);
        zones.change(config(AT_B)).block();
        store("zone-1").ping().block();
    }

    @Test
    void aZoneOfAnotherGatewayIsRefusedAndNothingChanges() throws Exception {
        ObjectStore before = store("zone-1");
        recognizing = finding("zone-2", new Recognition.Foreign("it is another's; correct it"));

        assertThatThrownBy(() -> zones.change(config(AT_B, OTHER)).block()).isInstanceOfSatisfying(ConfigProblem.class,
                problem -> assertThat(problem.findings()).containsExactly("it is another's; correct it"));

        assertThat(store("zone-1")).isSameAs(before);
        assertThat(zones.topology().zones()).hasSize(1);
    }

    @Test
    void aStartOverAZoneOfAnotherGatewayIsRefused() throws Exception {
        stop();
        recognizing = finding("zone-1", new Recognition.Foreign("it is another's; correct it"));

        assertThatThrownBy(this::start).isInstanceOfSatisfying(ConfigProblem.class,
                problem -> assertThat(problem.findings()).containsExactly("it is another's; correct it"));
    }

    @Test
    void aZoneThatDoesNotSayWhoseItIsGetsNothingUntilItDoes() throws Exception {
        stop();
        recognizing = finding("zone-1", new Recognition.Doubtful("it is silent", true));
        start();
        assertThat(zones.health().usable(new ZoneCode("zone-1"))).isFalse();
        zones.recognition().step().block();
        assertThat(zones.health().usable(new ZoneCode("zone-1"))).isFalse();

        recognizing = Recognizing.NOBODY;
        zones.recognition().step().block();

        assertThat(zones.health().usable(new ZoneCode("zone-1"))).isTrue();
    }

    @Test
    void aZoneThatTurnsOutToBeAnothersWhenItAnswersGetsNothing() throws Exception {
        stop();
        recognizing = finding("zone-1", new Recognition.Doubtful("it is silent", true));
        start();

        recognizing = finding("zone-1", new Recognition.Foreign("it is another's"));
        zones.recognition().step().block();

        assertThat(zones.health().usable(new ZoneCode("zone-1"))).isFalse();
    }

    @Test
    void aSilentZoneStaysInUseOverAReloadAndOneThatIsEmptyIsNotTakenForIt() throws Exception {
        recognizing = finding("zone-1", new Recognition.Doubtful("it is silent", true));
        zones.change(config(AT_A, OTHER)).block();
        assertThat(zones.health().usable(new ZoneCode("zone-1"))).isTrue();

        recognizing = finding("zone-1", new Recognition.Doubtful("nothing of ours is there", false));
        assertThatThrownBy(() -> zones.change(config(AT_B)).block()).isInstanceOfSatisfying(ConfigProblem.class,
                problem -> assertThat(problem.findings()).containsExactly("nothing of ours is there"));
        zones.change(config(AT_A)).block();
        assertThat(zones.health().usable(new ZoneCode("zone-1"))).isTrue();
    }

    @Test
    void withoutTheLedgerWhatIsKnownStaysInUseAndWhatIsNewWaits() throws Exception {
        recognizing = _ -> Mono.error(new LedgerUnavailable("away", null));

        zones.change(config(AT_A, OTHER)).block();

        assertThat(zones.health().usable(new ZoneCode("zone-1"))).isTrue();
        assertThat(zones.health().usable(new ZoneCode("zone-2"))).isFalse();
    }

    private static Recognizing finding(String zone, Recognition what) {
        return _ -> Mono.just(Map.of(new ZoneCode(zone), what));
    }

    /** Until what was replaced has rested, and is closed. */
    private void retire() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(20);
        zones.retirement().step().block();
    }

    private ObjectStore store(String zone) {
        return zones.topology().zone(new ZoneCode(zone)).orElseThrow().store();
    }

    private GatewayConfig config(String... some) throws IOException {
        Path file = Files.writeString(directory.resolve("gateway.conf"),
                "guard.retire = 1 ms, zones = [ " + String.join(", ", some) + " ]");
        return Settings.load(new Choice(Optional.of(file), List.of()), Map.of()).config();
    }
}
