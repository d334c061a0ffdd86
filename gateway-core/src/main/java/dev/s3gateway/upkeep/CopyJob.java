package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.replication.Persistently;
import dev.s3gateway.replication.Standing;
import dev.s3gateway.replication.ZoneBuckets;
import dev.s3gateway.replication.copy.Copied;
import dev.s3gateway.replication.copy.CopyTarget;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.copy.Fingerprint;
import dev.s3gateway.replication.copy.Locators;
import dev.s3gateway.replication.copy.Steadily;
import dev.s3gateway.replication.copy.Verification;
import dev.s3gateway.replication.read.VersionReader;
import dev.s3gateway.replication.write.PartCopier;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Brings copies into zones that are owed one: read whole from a complete copy, written to an address of its own, proven
 * against the ledger, and counted only if the version still lives then. Nothing is ever overwritten.
 */
public final class CopyJob implements Job {

    private static final int TRIES_BY_NAME = 2;

    private final TaskQueue queue;
    private final Ledger ledger;
    private final Supplier<Topology> topology;
    private final VersionReader reader;
    private final Standing standing;
    private final ZoneBuckets zoneBuckets;
    private final CopyWriter copies;
    private final PartCopier parts;
    private final Background background;
    private final CrashPoints crash;

    public CopyJob(TaskQueue queue, Ledger ledger, Supplier<Topology> topology, VersionReader reader,
            Standing standing, Background background, CrashPoints crash) {
        this.queue = queue;
        this.ledger = ledger;
        this.topology = topology;
        this.reader = reader;
        this.standing = standing;
        this.zoneBuckets = new ZoneBuckets(ledger);
        this.copies = new CopyWriter(ledger.buckets(), background);
        this.parts = new PartCopier(reader, copies, ledger.uploads());
        this.background = background;
        this.crash = crash;
    }

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public Mono<Step> step() {
        return queue.work(Task.Kind.COPY, this::bring);
    }

    private Mono<Void> bring(Task task) {
        return Mono.justOrEmpty(task.version())
                .flatMap(ledger.versions()::live)
                .filter(version -> isMissing(version, task))
                .filterWhen(version -> isSoundAfterAll(version, task).map(sound -> !sound))
                .filterWhen(CopyJob::hasSource)
                .flatMap(version -> target(version, task).flatMap(target -> copy(version, target)));
    }

    private static Mono<Boolean> hasSource(Version version) {
        return version.completeCopies().isEmpty()
                ? Mono.error(() -> new NotNow("no zone has a sound copy"))
                : Mono.just(true);
    }

    /**
     * Where no zone has a sound copy, there is none to copy from. One that was given up may be sound all the same, such
     * as that of a zone which had lost sight of it: it is read once more, and believed if it is what it must be.
     */
    private Mono<Boolean> isSoundAfterAll(Version version, Task task) {
        if (!version.completeCopies().isEmpty()) {
            return Mono.just(false);
        }
        return Flux.fromIterable(version.copies())
                .filter(copy -> copy.state() == Copy.State.CORRUPT && copy.zone().equals(task.zone()))
                .next()
                .flatMap(copy -> queue.zoneOf(task)
                        .flatMap(zone -> Verification.readBack(zone.store(), copy.locator(),
                                Fingerprint.of(version.content()))))
                .flatMap(sound -> arrived(version, sound))
                .onErrorComplete(StoreFailure.NotFound.class)
                .onErrorComplete(StoreFailure.Corrupt.class)
                .defaultIfEmpty(false);
    }

    private static boolean isMissing(Version version, Task task) {
        return version.completeCopies().stream().noneMatch(copy -> copy.zone().equals(task.zone()));
    }

    private Mono<CopyTarget> target(Version version, Task task) {
        return Mono.zip(queue.zoneOf(task), ledger.buckets().byId(version.bucket()), this::openIn)
                .flatMap(found -> found)
                .map(place -> new CopyTarget(version.bucket(), place.zone, place.there,
                        locator(place.there, version.object().key(),
                                new Stamp(incarnation(), version.id(), attempt(task)), task)));
    }

    /** Where nothing can lie below an object, a key may stand in another's way for ever: then it goes under no name. */
    private static Locator locator(ZoneBucket there, ObjectKey key, Stamp stamp, Task task) {
        return task.tries() >= TRIES_BY_NAME && !there.traits().keys().nested()
                ? Locators.hidden(there, key, stamp)
                : Locators.planned(there, key, stamp);
    }

    private record Place(Zone zone, ZoneBucket there) {}

    /** A zone gets its bucket before its first copy. */
    private Mono<Place> openIn(Zone zone, Bucket bucket) {
        Optional<ZoneBucket> known = bucket.in(zone.code()).filter(ZoneBucket::isOpen);
        return Mono.justOrEmpty(known)
                .switchIfEmpty(Mono.defer(() -> zoneBuckets.makeUnderAnyName(bucket, zone)))
                .filter(ZoneBucket::isOpen)
                .switchIfEmpty(Mono.error(() -> new NotNow("the bucket could not be made in " + zone.code())))
                .filter(there -> zone.takes(there.traits()))
                .switchIfEmpty(Mono.error(() -> new NotNow("the zone's own rules for the bucket are not accepted")))
                .filter(queue::hasRoom)
                .switchIfEmpty(Mono.error(() -> new NotNow("the bucket is full in " + zone.code())))
                .map(there -> new Place(zone, there));
    }

    private long incarnation() {
        return standing.incarnation().orElseThrow(() -> new NotNow("this gateway's lease has lapsed"));
    }

    /**
     * A number that no other attempt for this version in this zone has: 1 and 2 are the write's own, a task has its id
     * and each claim of it its epoch.
     */
    static int attempt(Task task) {
        return 3 + (int) ((task.id() * 1021 + task.epoch()) & 0x3fff_ffff);
    }

    private Mono<Void> copy(Version version, CopyTarget target) {
        Intent intent = new Intent(version.id(), version.bucket(), version.object(), List.of(target.planned()));
        // Asked for more than once, and never cut short: an intent that may or may not be durable must be abandoned.
        Mono<Void> begun = ledger.versions().begin(intent).then().cache();
        return crash.at("copy.before-intent")
                .then(Mono.usingWhen(Mono.just(intent), _ -> begun.then(transfer(version, target)),
                        _ -> Mono.empty(), (_, _) -> giveUp(intent, begun), _ -> giveUp(intent, begun)))
                .onErrorResume(StoreFailure.NotFound.class, gone -> madeAgain(version, target, gone));
    }

    private Mono<Void> transfer(Version version, CopyTarget target) {
        boolean digests = topology.get().of(version.object().bucket()).verify();
        return crash.at("copy.before-put")
                .then(Mono.defer(() -> version.content().parts().isEmpty()
                        ? whole(version, target, digests)
                        : parts.write(target, version, version.content().metadata(), digests)))
                .flatMap(copy -> crash.at("copy.after-put").then(arrived(version, copy)))
                .then(crash.at("copy.after-arrival"));
    }

    private Mono<Locator> whole(Version version, CopyTarget target, boolean digests) {
        Mono<Fingerprint> known = Mono.just(Fingerprint.of(version.content()));
        return reader.open(version, Optional.empty())
                .flatMap(opened -> Steadily.send(opened.body(), Schedulers.parallel(),
                        body -> copies.write(target, version.content().metadata(), body, known, digests)))
                .map(Copied::locator);
    }

    /** False is fine: the version was replaced meanwhile, and the ledger has what came too late purged. */
    private Mono<Boolean> arrived(Version version, Locator copy) {
        return Mono.defer(() -> ledger.versions().arrived(version.id(), copy));
    }

    private Mono<Void> giveUp(Intent intent, Mono<Void> begun) {
        return Mono.fromRunnable(() -> background.start("give up a copy",
                begun.onErrorComplete().then(Persistently.call(ledger.versions().abandon(intent)))));
    }

    /** The zone has lost the bucket itself: it is made again, for the next try. */
    private Mono<Void> madeAgain(Version version, CopyTarget target, StoreFailure.NotFound gone) {
        return ledger.buckets()
                .byId(version.bucket())
                .flatMap(bucket -> zoneBuckets.makeUnderAnyName(bucket, target.zone()))
                .then(Mono.error(gone));
    }
}
