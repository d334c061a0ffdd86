package dev.s3gateway.replication;

import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.BucketName;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Buckets that are looked for in the zones before they are said to be missing. */
final class FindingBuckets implements Buckets {

    private final Buckets known;
    private final Discovery discovery;

    FindingBuckets(Buckets known, Discovery discovery) {
        this.known = known;
        this.discovery = discovery;
    }

    @Override
    public Mono<Bucket> find(BucketName name) {
        return known.find(name).switchIfEmpty(Mono.defer(() -> discovery.named(name)));
    }

    @Override
    public Optional<Bucket> recall(BucketName name) {
        return known.recall(name);
    }

    /** Who makes a bucket that a zone has already finds it. */
    @Override
    public Mono<Creation> create(BucketName name, String owner, String region, List<ZoneBucket> planned,
            Origin origin) {
        return find(name).<Creation>map(Creation.AlreadyThere::new)
                .switchIfEmpty(Mono.defer(() -> known.create(name, owner, region, planned, origin)));
    }

    @Override
    public Mono<Bucket> adopt(BucketName name, String owner, String region, List<ZoneBucket> found, Origin origin) {
        return known.adopt(name, owner, region, found, origin);
    }

    @Override
    public Mono<Void> set(BucketId bucket, Optional<Unmanaged> unmanaged) {
        return known.set(bucket, unmanaged);
    }

    @Override
    public Mono<Void> record(BucketId bucket, ZoneBucket zone) {
        return known.record(bucket, zone);
    }

    @Override
    public Mono<Bucket> byId(BucketId id) {
        return known.byId(id);
    }

    @Override
    public Mono<Bucket> at(ZoneCode zone, String zoneBucket) {
        return known.at(zone, zoneBucket);
    }

    @Override
    public Mono<List<Bucket>> ownedBy(String owner) {
        return known.ownedBy(owner);
    }

    @Override
    public Mono<List<Bucket>> all() {
        return known.all();
    }

    @Override
    public Mono<Deletion> delete(BucketId id, Origin origin) {
        return known.delete(id, origin);
    }

    @Override
    public Mono<Deletion> delete(BucketName name, Origin origin) {
        return known.delete(name, origin);
    }
}
