package dev.s3gateway.replication;

import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.KeyQuery;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.replication.foreign.ForeignListing;
import dev.s3gateway.replication.foreign.ForeignObjects;
import reactor.core.publisher.Mono;

/** Lists keys by the ledger's word, and those of others where they are served, in byte order. */
public final class Lister {

    /** A page, and the bucket that it is of. */
    public record Listed(Bucket bucket, KeyPage page) {}

    private final Ledger ledger;
    private final ForeignObjects foreign;
    private final ForeignListing listing;

    public Lister(Ledger ledger, ForeignObjects foreign, ForeignListing listing) {
        this.ledger = ledger;
        this.foreign = foreign;
        this.listing = listing;
    }

    /** One page of live keys and common prefixes; what the strings mean, {@link KeyQuery} says. */
    public Mono<Listed> list(BucketName bucket, String prefix, String delimiter, String after, int limit) {
        return Known.bucket(ledger, bucket)
                .flatMap(found -> page(found, new KeyQuery(found.id(), prefix, delimiter, after, limit))
                        .map(page -> new Listed(found, page)))
                .transform(Outages.told());
    }

    private Mono<KeyPage> page(Bucket bucket, KeyQuery query) {
        return foreign.areServed(bucket) ? listing.page(bucket, query) : ledger.versions().page(query);
    }
}
