package dev.s3gateway.server;

import dev.s3gateway.server.settings.ConfigDigest;
import dev.s3gateway.server.settings.GatewayConfig;
import dev.s3gateway.server.settings.Settings;
import dev.s3gateway.server.zones.Recognizing;
import dev.s3gateway.server.zones.Zones;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.guard.StoreMetrics;
import dev.s3gateway.ledger.MemoryLedger;
import dev.s3gateway.server.cli.Program.Choice;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.server.http.EventLoops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

@Timeout(60)
class FleetTest {

    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final String ONE = "{ code = zone-1, path = a }";
    private static final String TWO = ONE + ", { code = zone-2, path = b }";

    private final MemoryLedger ledger = MemoryLedger.ready();
    private final List<Zones> opened = new ArrayList<>();

    @TempDir
    Path directory;

    private record Gateway(Fleet fleet, Reload reload, Path file) {

        List<String> zones() {
            return reload.current().zones().stream().map(zone -> zone.zone().value()).toList();
        }
    }

    @AfterEach
    void stop() {
        opened.forEach(zones -> zones.stop().block());
    }

    @Test
    void aReloadHereIsAnsweredWhenItWasFollowedThere() throws Exception {
        Gateway here = gateway(ledger, "here", PATIENT);
        Gateway there = gateway(another(), "there", PATIENT);
        write(here, TWO);
        write(there, TWO);

        Mono<Fleet.Report> report = begun(here);
        while (there.zones().size() < 2) {
            TimeUnit.MILLISECONDS.sleep(10);
            there.fleet.step().block();
        }
        there.fleet.step().block();

        assertThat(got(report).behind()).isEmpty();
        assertThat(got(report).zones().added()).containsExactly("zone-2");
        assertThat(there.zones()).containsExactly("zone-1", "zone-2");
    }

    @Test
    void whoseFilesSaySomethingElseIsNamed() throws Exception {
        Gateway here = gateway(ledger, "here", Duration.ofSeconds(1));
        Gateway there = gateway(another(), "there", PATIENT);
        write(here, TWO);

        Mono<Fleet.Report> report = begun(here);
        there.fleet.step().block();
        there.fleet.step().block();

        assertThat(got(report).behind()).hasSize(1);
        assertThat(there.zones()).containsExactly("zone-1");

        write(there, TWO);
        there.fleet.step().block();
        assertThat(there.zones()).containsExactly("zone-1", "zone-2");
    }

    @Test
    void whoGoesByOtherFilesIsAStrangerToEverybodyUntilTheFilesAgree() throws Exception {
        Gateway here = gateway(ledger, "here", Duration.ofMillis(100));
        assertThat(strangersTo(here)).isEmpty();
        Gateway there = gateway(another(), "there", PATIENT);
        assertThat(strangersTo(here)).isEmpty();

        write(here, TWO);
        var _ = got(begun(here));
        there.fleet.step().block();
        assertThat(strangersTo(here)).hasSize(1);
        assertThat(strangersTo(there)).singleElement().asString().contains("revision 2");

        write(there, TWO);
        there.fleet.step().block();
        assertThat(strangersTo(here)).isEmpty();
        assertThat(strangersTo(there)).isEmpty();
    }

    @Test
    void aGatewayThatHasOnlyJustStartedIsAStrangerUntilItHasSaidWhatItGoesBy() throws Exception {
        Gateway here = gateway(ledger, "here", PATIENT);

        var _ = another();

        assertThat(strangersTo(here)).hasSize(1);
    }

    private static List<String> strangersTo(Gateway gateway) {
        return gateway.fleet.strangers().blockOptional(Duration.ofSeconds(30)).orElseThrow();
    }

    @Test
    void whatARotatedSecretIsCannotBeReadFromTheDigest() throws Exception {
        String zones = "{ code = s, endpoint = \"http://127.0.0.1:1\", access-key = k, secret-key = %s }";
        GatewayConfig before = config(Files.writeString(directory.resolve("s.conf"), "zones = [" + zones.formatted("x")
                + "]"));
        GatewayConfig after = config(Files.writeString(directory.resolve("s.conf"), "zones = [" + zones.formatted("y")
                + "]"));

        assertThat(ConfigDigest.of(before, new byte[]{1})).isNotEqualTo(ConfigDigest.of(after, new byte[]{1}))
                .isNotEqualTo(ConfigDigest.of(before, new byte[]{2}))
                .isEqualTo(ConfigDigest.of(before, new byte[]{1}));
    }

    private static Mono<Fleet.Report> begun(Gateway gateway) {
        Mono<Fleet.Report> report = gateway.fleet.now().cache();
        var _ = report.subscribe();
        return report;
    }

    private static Fleet.Report got(Mono<Fleet.Report> report) {
        return report.blockOptional(Duration.ofSeconds(30)).orElseThrow();
    }

    private MemoryLedger another() {
        MemoryLedger other = ledger.another();
        other.leases().acquire().block();
        return other;
    }

    private Gateway gateway(MemoryLedger its, String name, Duration patience) throws IOException {
        Path data = Files.createDirectory(directory.resolve(name));
        Path file = Files.writeString(directory.resolve(name + ".conf"), "zones = [" + ONE + "]");
        GatewayConfig config = config(file);
        Zones zones = new Zones(config, data, StoreMetrics.NONE, new EventLoops(),
                new Background(Duration.ofSeconds(1)), Recognizing.NOBODY);
        zones.start().block();
        opened.add(zones);
        Reload reload = new Reload(() -> load(file), config, zones, new Keyring(config, data));
        Fleet fleet = new Fleet(its.revisions(), reload, some -> ConfigDigest.of(some, new byte[]{1}),
                patience);
        fleet.step().block();
        return new Gateway(fleet, reload, file);
    }

    private static void write(Gateway gateway, String zones) throws IOException {
        Files.writeString(gateway.file, "zones = [" + zones + "]");
    }

    private static GatewayConfig config(Path file) {
        return load(file).config();
    }

    private static Settings load(Path file) {
        return Settings.load(new Choice(Optional.of(file), List.of()), Map.of());
    }
}
