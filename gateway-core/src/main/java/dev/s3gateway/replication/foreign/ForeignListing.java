package dev.s3gateway.replication.foreign;

import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.KeyPage.Item;
import dev.s3gateway.ledger.KeyQuery;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.placement.Topology;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The ledger's keys and those of others as one listing, in byte order. Both are read in pages, and no more of either is
 * read than a page of the answer takes.
 */
public final class ForeignListing {

    private static final int PAGE = 1000;

    private final Ledger ledger;
    private final Supplier<Topology> topology;
    private final Provenance provenance = new Provenance();
    private final int pageSize;

    public ForeignListing(Ledger ledger, Supplier<Topology> topology) {
        this(ledger, topology, PAGE);
    }

    ForeignListing(Ledger ledger, Supplier<Topology> topology, int pageSize) {
        this.ledger = ledger;
        this.topology = topology;
        this.pageSize = pageSize;
    }

    /** Everything up to a name is known; at the name itself an item may stand. */
    record Mark(String name, Optional<Item> item) {

        static Mark of(Item item) {
            return new Mark(item.name(), Optional.of(item));
        }
    }

    /** What the strings mean, {@link KeyQuery} says. */
    public Mono<KeyPage> page(Bucket bucket, KeyQuery query) {
        return Mono.defer(() -> {
            Walk walk = new Walk(ledger.versions(), provenance, bucket, query,
                    Place.of(bucket, topology.get()), pageSize);
            // Of two items of one name the ledger's comes first, and counts.
            return Flux.mergeComparing(1, Comparator.comparing(Mark::name, Utf8.ORDER), ours(query), walk.marks())
                    .concatMapIterable(mark -> mark.item().stream().toList())
                    .distinctUntilChanged(Item::name)
                    .take(query.limit() + 1L)
                    .collectList()
                    .map(items -> page(items, query.limit()));
        });
    }

    private Flux<Mark> ours(KeyQuery query) {
        return ledger.versions()
                .page(query)
                .expand(page -> page.truncated()
                        ? ledger.versions().page(from(query, page.items().getLast().name()))
                        : Mono.empty())
                .concatMapIterable(KeyPage::items, 1)
                .map(Mark::of);
    }

    private static KeyQuery from(KeyQuery query, String after) {
        return new KeyQuery(query.bucket(), query.prefix(), query.delimiter(), after, query.limit());
    }

    private static KeyPage page(List<Item> items, int limit) {
        return items.size() > limit ? new KeyPage(items.subList(0, limit), true) : new KeyPage(items, false);
    }
}
