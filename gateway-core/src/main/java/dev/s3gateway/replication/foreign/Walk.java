package dev.s3gateway.replication.foreign;

import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.KeyPage.CommonPrefix;
import dev.s3gateway.ledger.KeyPage.Item;
import dev.s3gateway.ledger.KeyQuery;
import dev.s3gateway.ledger.Versions;
import dev.s3gateway.replication.foreign.ForeignListing.Mark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One way through what others put into the zones of a bucket, step by step, rolling up common prefixes. */
final class Walk {

    private static final int LOOKS_AT_ONCE = 32;

    private final Versions versions;
    private final Sightings sightings;
    private final Provenance provenance;
    private final Bucket bucket;
    private final KeyQuery query;
    private final List<Place> places;

    Walk(Versions versions, Provenance provenance, Bucket bucket, KeyQuery query, List<Place> places, int pageSize) {
        this.versions = versions;
        this.sightings = new Sightings(versions, pageSize);
        this.provenance = provenance;
        this.bucket = bucket;
        this.query = query;
        this.places = places;
    }

    /** {@code next}: where the zones are asked to go on. */
    private record Stage(List<Mark> marks, Optional<String> next) {}

    /**
     * In order. After each step there is a mark of how far it came, so that whoever merges need not wait for an item
     * that lies far away.
     */
    Flux<Mark> marks() {
        String start = common(query.after()).map(Walk::behind).orElse(query.after());
        return stage(start).expand(stage -> stage.next().map(this::stage).orElseGet(Mono::empty))

                // A stage is prepared only when somebody asks for what it shows.
                .concatMapIterable(Stage::marks, 1);
    }

    private Mono<Stage> stage(String after) {
        return sightings.after(bucket, places, query.prefix(), after)
                .flatMap(step -> visible(step.sightings()).flatMap(items -> next(step, items)
                        .map(next -> new Stage(marks(items, step.next()), next))));
    }

    private List<Mark> marks(List<Item> items, Optional<String> end) {
        return Stream.concat(items.stream().map(Mark::of),
                end.stream().map(last -> new Mark(common(last).orElse(last), Optional.empty()))).toList();
    }

    /** One item for each key or common prefix under which at least one object is somebody else's. */
    private Mono<List<Item>> visible(List<Sighting> seen) {
        Map<String, List<Sighting>> byName = new LinkedHashMap<>();
        for (Sighting sighting : seen) {
            String name = common(sighting.key()).orElse(sighting.key());
            if (Utf8.ORDER.compare(name, query.after()) > 0) {
                byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(sighting);
            }
        }
        return Flux.fromIterable(byName.entrySet())
                .flatMapSequential(entry -> item(entry.getKey(), entry.getValue()), LOOKS_AT_ONCE)
                .collectList();
    }

    private Mono<Item> item(String name, List<Sighting> under) {
        return Flux.fromIterable(under)
                .concatMap(sighting -> first(sighting, name))
                .next();
    }

    private Mono<Item> first(Sighting sighting, String name) {
        return Flux.fromIterable(sighting.places())
                .filterWhen(provenance::isForeign, 1)
                .next()
                .map(seen -> common(sighting.key()).isPresent()
                        ? new CommonPrefix(name)
                        : new KeyPage.Key(name, seen.entry().size(), seen.entry().etag(),
                                seen.entry().lastModified()));
    }

    /** What lies under a common prefix that is shown anyway need not be looked at. */
    private Mono<Optional<String>> next(Sightings.Step step, List<Item> items) {
        Optional<String> common = step.next().flatMap(this::common);
        if (common.isEmpty()) {
            return Mono.just(step.next());
        }
        boolean shown = !items.isEmpty() && items.getLast().name().equals(common.get());
        return (shown ? Mono.just(true) : isOurs(common.get()))
                .map(skip -> skip ? Optional.of(later(behind(common.get()), step.next().orElseThrow())) : step.next());
    }

    /** Keys that begin with the common prefix and the greatest character lie even behind it. */
    private static String later(String one, String other) {
        return Utf8.ORDER.compare(one, other) > 0 ? one : other;
    }

    private Mono<Boolean> isOurs(String common) {
        return versions.page(new KeyQuery(query.bucket(), common, "", "", 1)).map(page -> !page.items().isEmpty());
    }

    /** The common prefix that a key rolls up into. */
    private Optional<String> common(String key) {
        if (query.delimiter().isEmpty() || !key.startsWith(query.prefix())) {
            return Optional.empty();
        }
        int at = key.indexOf(query.delimiter(), query.prefix().length());
        return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + query.delimiter().length()));
    }

    /** Where the zones go on behind all that starts so. Of what starts with that even, the common prefix is no news. */
    private static String behind(String common) {
        return common + Utf8.LAST;
    }
}
