package dev.s3gateway.server;

import dev.s3gateway.server.settings.Settings;
import dev.s3gateway.server.zones.Recognizing;
import dev.s3gateway.server.zones.Zones;
import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.guard.StoreMetrics;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.server.admin.AdminJson;
import dev.s3gateway.server.admin.Probed;
import dev.s3gateway.server.http.EventLoops;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;

/** What {@code s3gateway check} found: one row for each thing that the configuration names. */
record Check(List<Row> rows, List<ZoneCheck.Found> zones) {

    private static final int ZONES_AT_ONCE = 8;

    record Row(String what, String detail, boolean fine, String finding) {
        static Row fine(String what, String detail) {
            return new Row(what, detail, true, "");
        }

        static Row problem(String what, String detail, String finding) {
            return new Row(what, detail, false, finding);
        }
    }

    boolean fine() {
        return rows.stream().allMatch(Row::fine);
    }

    /** What the files alone say. That they can be read and contradict nothing was found out on the way here. */
    static Check offline(Settings settings) {
        List<Row> rows = new ArrayList<>();
        rows.add(row("configuration", settings.file().map(Path::toString).orElse("(defaults)")));
        settings.backendsFile().ifPresent(file -> rows.add(row("backends", file.toString())));
        settings.config()
                .zones()
                .forEach(zone -> rows.add(row("zone " + zone.zone(), zone.isEnabled()
                        ? zone.directory()
                                .map(settings.data()::resolve)
                                .map(Path::toString)
                                .orElse(zone.place(settings.data()))
                        : "disabled")));
        rows.add(DatabaseCheck.offline(settings));
        return new Check(rows, List.of());
    }

    /** Asks each enabled zone and the database as well, and tries what zones can do. Waits for the answers. */
    static Check online(Settings settings) {
        List<Row> rows = new ArrayList<>(offline(settings).rows()
                .stream()
                .filter(row -> !row.what.startsWith("zone ") && !row.what.equals(DatabaseCheck.ROW))
                .toList());
        EventLoops loops = new EventLoops();
        Zones zones = new Zones(settings.config(), settings.data(), StoreMetrics.NONE, loops,
                new Background(Duration.ofSeconds(5)), Recognizing.NOBODY);
        ZoneCheck check = new ZoneCheck();
        List<ZoneCheck.Found> found = Flux.fromIterable(zones.topology().enabled())
                .flatMapSequential(check::of, ZONES_AT_ONCE)
                .collectList()
                .blockOptional()
                .orElseThrow();
        found.forEach(zone -> rows.addAll(zone.rows()));
        rows.add(DatabaseCheck.online(settings));
        rows.add(dataDirectory(settings.data()));
        zones.stop().then(loops.stop()).block();
        return new Check(rows, found);
    }

    private static Row dataDirectory(Path data) {
        Path existing = data;
        while (existing != null && Files.notExists(existing)) {
            existing = existing.getParent();
        }
        return existing != null && Files.isWritable(existing)
                ? row("data", data.toString())
                : new Row("data", data.toString(), false, "cannot be written; choose another one with --data");
    }

    private static Map<String, Object> probed(ZoneCheck.Found found, Capabilities abilities) {
        return Map.of("zone_code", found.zone().code().value(), "layout",
                abilities.layout().name().toLowerCase(Locale.ROOT), "probed",
                Probed.of(Optional.of(abilities), found.zone().accepted()));
    }

    private static Row row(String what, String detail) {
        return new Row(what, detail, true, "");
    }

    String table() {
        StringBuilder table = new StringBuilder();
        for (Row row : rows) {
            table.append("%-8s %-24s %s%s%n".formatted(row.fine ? "ok" : "PROBLEM", row.what, row.detail,
                    row.finding.isEmpty() ? "" : ": " + row.finding));
        }
        return table.append(ZoneCheck.table(zones)).toString();
    }

    String json() {
        List<Map<String, Object>> probed = zones.stream()
                .flatMap(found -> found.abilities().stream().map(abilities -> probed(found, abilities)))
                .toList();
        return new String(AdminJson.bytes(Map.of("fine", fine(), "rows", rows, "zones", probed)),
                StandardCharsets.UTF_8) + "\n";
    }
}
