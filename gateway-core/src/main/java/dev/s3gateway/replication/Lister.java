package dev.s3gateway.replication;

import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.KeyQuery;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.object.BucketName;
import reactor.core.publisher.Mono;

/** Lists keys by the ledger's word, in byte order. */
public final class Lister {

    private final Ledger ledger;

    public Lister(Ledger ledger) {
        this.ledger = ledger;
    }

    /** One page of live keys and common prefixes; what the strings mean, {@link KeyQuery} says. */
    public Mono<KeyPage> list(BucketName bucket, String prefix, String delimiter, String after, int limit) {
        return Known.bucket(ledger, bucket)
                .flatMap(found -> ledger.versions().page(new KeyQuery(found.id(), prefix, delimiter, after, limit)))
                .transform(Outages.told());
    }
}
