package dev.s3gateway.server;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.probe.Probe;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.server.Check.Row;
import dev.s3gateway.server.admin.Probed;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Tries a zone for {@code s3gateway check}: whether it answers, how the buckets are set that it is mapped to, and what it
 * can do, in a bucket that is made for this and removed again.
 */
final class ZoneCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ZoneCheck.class);
    private static final int MORE_REMOVALS = 4;
    private static final Duration BETWEEN_REMOVALS = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** What no other way of writing or reading makes up for. */
    private static final List<Ability> NEEDED = List.of(Ability.WHOLE_OR_NOTHING, Ability.CLOCK);

    private final Probe probe = new Probe(InstantSource.system());

    /** Rows of the table; what was found out is empty where the zone was not probed. */
    record Found(Zone zone, List<Row> rows, Optional<Capabilities> abilities) {}

    Mono<Found> of(Zone zone) {
        if (isMissing(zone)) {
            return Mono.just(unprobed(zone, "; the first start makes it"));
        }
        return zone.store()
                .ping()
                .timeout(ANSWER)
                .then(Mono.defer(() -> zone.readOnly()
                        ? Mono.just(unprobed(zone, "; read-only, so it was not probed"))
                        : asked(zone).timeout(PATIENCE)))
                .onErrorResume(StoreFailure.class, failure -> refused(zone, String.valueOf(failure.getMessage())))
                .onErrorResume(TimeoutException.class, _ -> refused(zone, "gave no answer in time"));
    }

    private static boolean isMissing(Zone zone) {
        return zone.endpoint()
                .filter(place -> place.startsWith("file:"))
                .filter(place -> Files.notExists(Path.of(URI.create(place))))
                .isPresent();
    }

    private Mono<Found> asked(Zone zone) {
        return Mono.zip(settingsOfMapped(zone), probed(zone), (settings, found) -> found(zone, settings, found));
    }

    /** The buckets that are named one by one are somebody's, and may have rules of their own. */
    private static Mono<List<Row>> settingsOfMapped(Zone zone) {
        return Flux.fromIterable(zone.naming().mapped().values())
                .sort()
                .concatMap(name -> zone.store()
                        .settings(name)
                        .flatMapIterable(settings -> Probed.findings(settings.concerns(), zone.accepted()))
                        .filter(finding -> !finding.accepted())
                        .map(finding -> Row.problem(title(zone), "bucket " + name, finding.setting() + ": "
                                + finding.detail() + "; name it in accept-settings to write there all the same"))
                        // One that is not there yet will be ours.
                        .onErrorResume(StoreFailure.NotFound.class, _ -> Flux.empty()))
                .collectList();
    }

    private Mono<Capabilities> probed(Zone zone) {
        // Under the zone's template, since its keys may be good for such names only.
        String bucket = zone.naming()
                .nameOf(new BucketName("s3gateway-check-" + UUID.randomUUID().toString().substring(0, 13)),
                        zone.code());
        return Mono.usingWhen(zone.store().createBucket(bucket).thenReturn(bucket),
                made -> probe.full(zone.store(), zone.code(), made), made -> removed(zone, made),
                (made, _) -> removed(zone, made), made -> removed(zone, made));
    }

    /** What was cut off in the middle of the probe may come to its end in the zone, or go away there, a little later. */
    private static Mono<Void> removed(Zone zone, String bucket) {
        return zone.store()
                .deleteBucket(bucket)
                .retryWhen(Retry.fixedDelay(MORE_REMOVALS, BETWEEN_REMOVALS)
                        .filter(StoreFailure.class::isInstance)
                        .onRetryExhaustedThrow((_, last) -> last.failure()))
                .doOnError(StoreFailure.class,
                        failure -> LOG
                                .warn("zone {}: the bucket {} was made for the check and could not be removed: {};"
                                        + " remove it by hand", zone.code(), bucket, failure.getMessage()))
                .onErrorComplete(StoreFailure.class);
    }

    private static Found found(Zone zone, List<Row> settings, Capabilities found) {
        Row itself = Row.fine(title(zone), place(zone) + "; " + switch (found.layout()) {
            case NATURAL -> "objects lie there under their own names";
            case SEALED -> "objects lie there under a name for each write";
        });
        Stream<Row> lacking = NEEDED.stream()
                .filter(found::lacks)
                .map(ability -> Row.problem(title(zone), ability.label(), detail(found.answer(ability))
                        + "; have it put right before anything is written there"));
        return new Found(zone, Stream.of(Stream.of(itself), settings.stream(), lacking).flatMap(rows -> rows).toList(),
                Optional.of(found));
    }

    private static String detail(Answer answer) {
        return answer.detail().isEmpty() ? "the zone lacks it" : answer.detail();
    }

    private static Found unprobed(Zone zone, String why) {
        return new Found(zone, List.of(Row.fine(title(zone), place(zone) + why)), Optional.empty());
    }

    private static Mono<Found> refused(Zone zone, String why) {
        return Mono.just(new Found(zone, List.of(Row.problem(title(zone), place(zone), why)), Optional.empty()));
    }

    static String title(Zone zone) {
        return "zone " + zone.code();
    }

    private static String place(Zone zone) {
        return zone.endpoint().orElse("");
    }

    /** One line for each ability, one column for each zone, and below what a verdict alone does not say. */
    static String table(List<Found> zones) {
        List<Found> probed = zones.stream().filter(found -> found.abilities.isPresent()).toList();
        if (probed.isEmpty()) {
            return "";
        }
        StringBuilder table = new StringBuilder("%n%-18s".formatted("ability"));
        probed.forEach(found -> table.append(column(found, found.zone.code().value())));
        table.append('\n');
        for (Ability ability : Ability.values()) {
            table.append("%-18s".formatted(ability.label()));
            probed.forEach(found -> table.append(column(found, word(answer(found, ability)))));
            table.append('\n');
        }
        String notes = probed.stream().flatMap(ZoneCheck::notes).collect(Collectors.joining());
        return table + (notes.isEmpty() ? "" : "\n" + notes);
    }

    private static String column(Found found, String text) {
        return (" %-" + Math.max(8, found.zone.code().value().length()) + "s").formatted(text);
    }

    private static Stream<String> notes(Found found) {
        return Stream.of(Ability.values())
                .filter(ability -> !answer(found, ability).detail().isEmpty())
                .map(ability -> "%s %s: %s%n".formatted(found.zone.code(), ability.label(),
                        answer(found, ability).detail()));
    }

    private static Answer answer(Found found, Ability ability) {
        return found.abilities.map(all -> all.answer(ability)).orElseGet(() -> Answer.unknown(""));
    }

    private static String word(Answer answer) {
        return switch (answer.verdict()) {
            case YES -> "yes";
            case NO -> "no";
            case UNKNOWN -> "?";
        };
    }
}
