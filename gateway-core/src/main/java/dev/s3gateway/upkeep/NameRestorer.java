package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Tally;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.replication.Persistently;
import dev.s3gateway.replication.Standing;
import dev.s3gateway.replication.copy.Copied;
import dev.s3gateway.replication.copy.CopyTarget;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.copy.Fingerprint;
import dev.s3gateway.replication.foreign.OwnNames;
import dev.s3gateway.replication.read.VersionReader;
import dev.s3gateway.replication.write.PartCopier;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Lays one object of a zone bucket that keeps no versions under its own name: copied there by the zone, proven, and from
 * then on the copy that the ledger knows; what lay under the name of a write is purged. A name under which anything lies
 * is left alone.
 */
public final class NameRestorer {

    private static final Logger LOG = LoggerFactory.getLogger(NameRestorer.class);
    /** Numbers that no write and no task gives to its attempts. */
    private static final int ATTEMPTS = 1 << 30;

    private final Ledger ledger;
    private final Supplier<Topology> topology;
    private final Standing standing;
    private final VersionReader reader;
    private final CopyWriter copies;
    private final PartCopier parts;
    private final Background background;

    public NameRestorer(Ledger ledger, Supplier<Topology> topology, Standing standing, VersionReader reader,
            Background background) {
        this.ledger = ledger;
        this.topology = topology;
        this.standing = standing;
        this.reader = reader;
        this.copies = new CopyWriter(ledger.buckets(), background);
        this.parts = new PartCopier(reader, copies, ledger.uploads());
        this.background = background;
    }

    /** What is to be moved, and where it is in the zone now. */
    private record Move(Version version, Locator from, Zone zone, ZoneBucket there) {

        String name() {
            return version.object().key().value();
        }
    }

    /** What became of a key. Fails where the zone does not answer; whatever else is wrong is counted. */
    Mono<Tally> restore(Bucket bucket, ZoneBucket there, Zone zone, String key, boolean dryRun) {
        return ledger.versions()
                .current(bucket.id(), new ObjectRef(bucket.name(), new ObjectKey(key)))
                .flatMap(version -> Mono.justOrEmpty(version.completeIn(zone.code()))
                        .map(from -> new Move(version, from, zone, there))
                        .flatMap(move -> restored(move, dryRun))
                        .switchIfEmpty(Mono.fromSupplier(() -> left(bucket, key, "the zone has no copy yet"))))
                // Deleted since it was listed.
                .defaultIfEmpty(Tally.SKIPPED)
                .onErrorResume(StoreFailure.class, failure -> isAway(failure)
                        ? Mono.error(failure)
                        : Mono.just(left(bucket, key, String.valueOf(failure.getMessage()))));
    }

    private static boolean isAway(StoreFailure failure) {
        return failure instanceof StoreFailure.Unreachable || failure instanceof StoreFailure.Throttled;
    }

    private static Tally left(Bucket bucket, String key, String why) {
        LOG.warn("{}/{} keeps the name of its write: {}", bucket.name(), key, why);
        return Tally.FAILED;
    }

    private Mono<Tally> restored(Move move, boolean dryRun) {
        if (move.from.key().equals(move.name())) {
            return Mono.just(Tally.SKIPPED);
        }
        if (OwnNames.contains(move.name()) || !move.there.traits().keys().allow(move.name())) {
            return Mono.error(() -> new StoreFailure.Rejected("InvalidName", "the zone cannot keep that name"));
        }
        Tally done = Tally.done(move.version.content().size());
        return isFree(move).then(Mono.defer(() -> dryRun ? Mono.just(true) : moved(move)))
                .map(moved -> moved ? done : Tally.SKIPPED);
    }

    /** Where versions are kept nothing is overwritten. */
    private static Mono<Void> isFree(Move move) {
        return move.there.layout() == Layout.NATURAL
                ? Mono.empty()
                : move.zone.store()
                        .look(move.there.name(), move.name())
                        .flatMap(_ -> Mono.<Void>error(() -> new StoreFailure.Rejected("NameTaken",
                                "something lies under that name already")))
                        .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.empty());
    }

    private Mono<Boolean> moved(Move move) {
        Version version = move.version;
        Stamp stamp = new Stamp(standing.incarnation().orElseThrow(() -> new NotNow("this gateway's lease has lapsed")),
                version.id(), ATTEMPTS + ThreadLocalRandom.current().nextInt(ATTEMPTS));
        Locator planned = new Locator(move.zone.code(), move.there.name(), move.name(), Optional.empty(), stamp);
        CopyTarget target = new CopyTarget(version.bucket(), move.zone, move.there, planned);
        Intent intent = new Intent(version.id(), version.bucket(), version.object(), List.of(planned));
        // Never cut short: an intent that may or may not be durable must be abandoned.
        Mono<Void> begun = ledger.versions().begin(intent).then().cache();
        return Mono.usingWhen(Mono.just(intent), _ -> begun.then(Mono.defer(() -> copied(move, target)))
                .flatMap(copy -> pinned(move, copy))
                .flatMap(copy -> ledger.versions().moved(version.id(), move.from, copy)), _ -> Mono.empty(),
                (_, _) -> givenUp(intent, begun), _ -> givenUp(intent, begun));
    }

    private Mono<Locator> copied(Move move, CopyTarget target) {
        Version version = move.version;
        boolean digests = topology.get().of(version.object().bucket()).verify();
        if (!version.content().parts().isEmpty()) {
            return parts.write(target, version, version.content().metadata(), digests);
        }
        Fingerprint expected = Fingerprint.of(version.content());
        return copies.copy(target, version.content().metadata(), move.from, expected, digests)
                // A zone that cannot copy has written nothing.
                .onErrorResume(StoreFailure.Rejected.class, _ -> reader.open(version, Optional.empty())
                        .flatMap(opened -> copies.write(target, version.content().metadata(), opened.body(),
                                Mono.just(expected), digests))
                        .map(Copied::locator));
    }

    /** By its tag: the name is one that others know, too. */
    private static Mono<Locator> pinned(Move move, Locator copy) {
        return copy.isProvisional()
                ? move.zone.store()
                        .look(copy.bucket(), copy.key())
                        .filter(there -> there.stamped() && there.size() == move.version.content().size())
                        .map(there -> copy.withZoneVersion(Locator.pin(there.etag())))
                        .switchIfEmpty(Mono.error(() -> new StoreFailure.Corrupt("somebody else has written there")))
                : Mono.just(copy);
    }

    private Mono<Void> givenUp(Intent intent, Mono<Void> begun) {
        return Mono.fromRunnable(() -> background.start("give up a name",
                begun.onErrorComplete().then(Persistently.call(ledger.versions().abandon(intent)))));
    }
}
