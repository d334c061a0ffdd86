package dev.s3gateway.replication.foreign;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZonePage;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Versions;
import dev.s3gateway.object.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Walks the listings of several zones side by side. Only one page of each zone is in memory, and what is beyond the end
 * of the shortest waits for the next step.
 */
public final class Sightings {

    private final Versions versions;
    private final int pageSize;

    public Sightings(Versions versions, int pageSize) {
        this.versions = versions;
        this.pageSize = pageSize;
    }

    /**
     * What was seen behind {@code after}, in the order of the keys' bytes.
     *
     * @param next everything up to here was looked at; empty at the end
     */
    public record Step(List<Sighting> sightings, Optional<String> next) {}

    private record Listed(Place place, ZonePage page) {}

    /** Fails with Overloaded where a zone cannot be listed: what it has must not be taken for absent. */
    public Mono<Step> after(Bucket bucket, List<Place> places, String prefix, String after) {
        return Flux.fromIterable(places)
                .flatMap(place -> page(place, prefix, after).map(page -> new Listed(place, page)),
                        Math.max(1, places.size()))
                .collectList()
                .flatMap(listed -> step(bucket, places, listed));
    }

    private Mono<ZonePage> page(Place place, String prefix, String after) {
        return place.zone()
                .store()
                .page(place.bucket(), prefix, after, pageSize)
                .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.just(ZonePage.EMPTY))
                .onErrorMap(StoreFailure.class,
                        failure -> new Failure.Overloaded(place.code() + " cannot be listed: " + failure.getMessage()));
    }

    private Mono<Step> step(Bucket bucket, List<Place> order, List<Listed> listed) {
        Optional<String> end = listed.stream()
                .filter(one -> one.page.truncated())
                .map(one -> one.page.entries().getLast().key())
                .min(Utf8.ORDER);
        SortedMap<ObjectKey, List<Sighting.Seen>> seen = new TreeMap<>();
        listed.stream()
                .sorted(Comparator.comparingInt(one -> order.indexOf(one.place)))
                .forEach(one -> note(one, end, seen));
        return versions.known(bucket.id(), List.copyOf(seen.keySet()))
                .map(known -> new Step(unknown(seen, known), end));
    }

    private static void note(Listed listed, Optional<String> end, SortedMap<ObjectKey, List<Sighting.Seen>> seen) {
        for (ZonePage.Entry entry : listed.page.entries()) {
            boolean beyond = end.filter(last -> Utf8.ORDER.compare(entry.key(), last) > 0).isPresent();
            if (!beyond && ObjectKey.isValid(entry.key()) && !OwnNames.contains(entry.key())) {
                seen.computeIfAbsent(new ObjectKey(entry.key()), _ -> new ArrayList<>())
                        .add(new Sighting.Seen(listed.place, entry));
            }
        }
    }

    private static List<Sighting> unknown(SortedMap<ObjectKey, List<Sighting.Seen>> seen, Set<ObjectKey> known) {
        return seen.entrySet()
                .stream()
                .filter(entry -> !known.contains(entry.getKey()))
                .map(entry -> new Sighting(entry.getKey().value(), entry.getValue()))
                .toList();
    }
}
