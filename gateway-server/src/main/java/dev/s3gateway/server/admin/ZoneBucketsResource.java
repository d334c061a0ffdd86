package dev.s3gateway.server.admin;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.Concern;
import dev.s3gateway.backend.KeyRules;
import dev.s3gateway.backend.KeyTrait;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.ledger.Probes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** {@code GET /api/zones/{zone}/buckets}: what a zone calls our buckets, and what probes found out about each. */
public final class ZoneBucketsResource implements Resource {

    private final Supplier<List<Zone>> zones;
    private final Probes probes;

    public ZoneBucketsResource(Supplier<List<Zone>> zones, Probes probes) {
        this.zones = zones;
        this.probes = probes;
    }

    record Page(String zoneCode, List<String> acceptSettings, List<Held> buckets, Optional<String> cursor) {}

    record Held(String bucket, String zoneBucket, String layout, boolean writable, Optional<Instant> probedAt,
            Map<String, Told> abilities, Optional<Names> keys, List<Finding> findings) {}

    record Told(String verdict, String detail) {}

    record Names(List<String> unsafe, int longest, int longestName, boolean nested) {}

    record Finding(String setting, String detail, boolean accepted) {}

    @Override
    public List<String> path() {
        return List.of("api", "zones", "*", "buckets");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        call.allowing("limit", "cursor");
        Zone zone = zones.get()
                .stream()
                .filter(one -> one.code().value().equals(call.path().get(2)))
                .findFirst()
                .orElseThrow(() -> AdminError.notFound("no zone is called " + call.path().get(2)));
        return probes.in(zone.code(), call.text("cursor").orElse(""), call.limit())
                .map(rows -> AdminAnswer.ok(page(zone, rows, call.limit())));
    }

    private static Page page(Zone zone, List<Probes.Row> rows, int limit) {
        Optional<String> cursor = rows.size() < limit
                ? Optional.empty()
                : Optional.of(rows.getLast().bucket().value());
        return new Page(zone.code().value(), zone.accepted().stream().map(Concern.Kind::label).sorted().toList(),
                rows.stream().map(row -> held(zone, row)).toList(), cursor);
    }

    private static Held held(Zone zone, Probes.Row row) {
        return new Held(row.bucket().value(), row.there().name(), word(row.there().layout()),
                !zone.readOnly() && zone.takes(row.there().traits()), row.found().map(Capabilities::probedAt),
                abilities(row.found()), row.found().map(found -> names(found.keys())),
                row.found()
                        .map(Capabilities::concerns)
                        .orElse(List.of())
                        .stream()
                        .map(concern -> new Finding(concern.kind().label(), concern.detail(),
                                zone.accepted().contains(concern.kind())))
                        .toList());
    }

    private static Map<String, Told> abilities(Optional<Capabilities> found) {
        Map<String, Told> told = new LinkedHashMap<>();
        for (Ability ability : Ability.values()) {
            Answer answer = found.map(all -> all.answer(ability)).orElseGet(() -> Answer.unknown("not asked yet"));
            told.put(ability.label(), new Told(word(answer.verdict()), answer.detail()));
        }
        return told;
    }

    private static Names names(KeyRules rules) {
        return new Names(rules.unsafeInOrder().stream().map(KeyTrait::label).toList(), rules.longest(),
                rules.longestName(), rules.nested());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
