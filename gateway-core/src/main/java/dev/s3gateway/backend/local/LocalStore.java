package dev.s3gateway.backend.local;

import dev.s3gateway.backend.BucketSettings;
import dev.s3gateway.backend.Claim;
import dev.s3gateway.backend.Excerpt;
import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.OpenUpload;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.backend.ZoneObject;
import dev.s3gateway.backend.ZonePage;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Pour;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A directory as a versioned zone. A copy is one file that holds exactly its bytes under its key ({@link Places}). It
 * is written beside, forced to the disk and renamed into place, so that a loss of power or a full disk leaves it whole
 * or absent. The digest that answers a put is the CRC-32C of what was written. One process at a time may use a root.
 */
public final class LocalStore implements ObjectStore, AutoCloseable {

    /** Up to here a copy is read in one go: the second trip to the disk's threads would cost more than the bytes. */
    private static final long SMALL = 64 << 10;

    private final Places places;
    private final Directories directories = new Directories();
    private final Buckets buckets;
    private final Publisher publisher;
    private final Staging staging;
    private final DiskThreads disk;
    private final LocalInspection inspection;

    public LocalStore(LocalZoneConfig config) {
        this.places = new Places(config.root());
        this.buckets = new Buckets(places, directories);
        this.publisher = new Publisher(places, directories);
        this.staging = new Staging(places, directories);
        this.inspection = new LocalInspection(places);
        this.disk = new DiskThreads("zone-" + config.code(), config.threads(), () -> IoFailures.run(buckets::leave));
    }

    /**
     * Takes the root, made where it is missing, and removes what a killed process left half written. Rejected with
     * {@code ZoneInUse} while another store, here or in another process, holds it.
     */
    public Mono<Void> prepare() {
        return disk.run(() -> {
            buckets.prepare();
            staging.prepare();
        });
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        Sidecar about = Sidecar.of(planned, metadata);
        return drafted(body, (whole, size, crc) -> publisher.publish(planned, about, whole, size, crc));
    }

    @Override
    public Mono<Stored> copy(Locator planned, Metadata metadata, Locator source) {
        Sidecar about = Sidecar.of(planned, metadata);
        return call(() -> {
            Path data = places.pinned(source).data();
            return copied(data, 0, Files.size(data),
                    (whole, size, crc) -> publisher.publish(planned, about, whole, size, crc));
        });
    }

    @Override
    public Mono<ZoneUpload> createUpload(Locator planned, Metadata metadata) {
        return call(() -> new ZoneUpload(planned, staging.open(planned, metadata)));
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return drafted(body, (whole, size, crc) -> new StoredPart(staging.keep(upload.id(), number, whole), size,
                new ZoneDigest.Crc32c(crc)));
    }

    @Override
    public Mono<StoredPart> copyPart(ZoneUpload upload, int number, Excerpt source) {
        return call(() -> copied(places.pinned(source.copy()).data(), source.bytes().first(), source.bytes().length(),
                (whole, size, crc) -> new StoredPart(staging.keep(upload.id(), number, whole), size,
                        new ZoneDigest.Crc32c(crc))));
    }

    @Override
    public Mono<Stored> completeUpload(ZoneUpload upload, List<PartTag> parts) {
        return call(() -> staging.complete(upload.id(), upload.planned(), parts, publisher));
    }

    @Override
    public Mono<Void> abortUpload(ZoneUpload upload) {
        return run(() -> staging.remove(upload.id()));
    }

    @Override
    public Flux<PartTag> parts(ZoneUpload upload) {
        return call(() -> staging.parts(upload.id())).flatMapIterable(found -> found);
    }

    @Override
    public Flux<OpenUpload> uploadsAt(Locator planned) {
        return call(() -> staging.begun(planned.stamp())).flatMap(Mono::justOrEmpty)
                .map(begun -> new OpenUpload(new ZoneUpload(planned, Places.versionOf(planned.stamp())), begun))
                .flux();
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        return call(() -> {
            Path data = places.pinned(locator).data();
            long size = Files.size(data);
            long first = range.map(ByteRange.Resolved::first).orElse(0L);
            long length = range.map(ByteRange.Resolved::length).orElse(size);
            return new Found(size, length <= SMALL ? small(data, first, (int) length) : large(data, first, length));
        });
    }

    @Override
    public Mono<Long> size(Locator locator) {
        return call(() -> Files.size(places.pinned(locator).data()));
    }

    @Override
    public Mono<Void> delete(Locator locator) {
        return run(() -> buckets.remove(places.pinned(locator)));
    }

    @Override
    public Flux<Locator> stampedAt(Locator provisional) {
        return call(() -> Places.isThere(places.planned(provisional).data()))
                .filter(exists -> exists)
                .map(_ -> provisional.withZoneVersion(Places.versionOf(provisional.stamp())))
                .flux();
    }

    @Override
    public Mono<Traits> createBucket(String bucket) {
        return run(() -> buckets.create(bucket)).thenReturn(Traits.unprobed(Layout.NATURAL));
    }

    @Override
    public Mono<Void> deleteBucket(String bucket) {
        return run(() -> buckets.delete(bucket));
    }

    /** A directory holds nothing but what a gateway wrote: files that others put there are no copies. */
    @Override
    public Flux<String> buckets() {
        return Flux.empty();
    }

    @Override
    public Mono<Boolean> knowsBucket(String bucket) {
        return call(() -> Files.isDirectory(places.bucket(bucket)));
    }

    @Override
    public Mono<ZonePage> page(String bucket, String prefix, String after, int limit) {
        return Mono.just(ZonePage.EMPTY);
    }

    @Override
    public Mono<ZoneObject> look(String bucket, String key) {
        return Mono.error(() -> new StoreFailure.NotFound("what is not ours in a directory: " + key));
    }

    @Override
    public Mono<Void> ping() {
        return run(buckets::tryWrite);
    }

    @Override
    public Mono<BucketSettings> settings(String bucket) {
        return call(() -> inspection.settings(bucket));
    }

    /** What it says of a copy it has computed from the bytes that it wrote. */
    @Override
    public boolean sendsSums() {
        return true;
    }

    @Override
    public Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim) {
        return Mono.fromRunnable(() -> LocalInspection.require(claim, body.bytes()))
                .then(Mono.defer(() -> put(planned, Metadata.ofType(Metadata.DEFAULT_CONTENT_TYPE), body)));
    }

    @Override
    public Mono<Metadata> metadata(Locator locator) {
        return call(() -> inspection.metadata(locator));
    }

    @Override
    public Mono<List<String>> keys(String bucket, String prefix, int atMost) {
        return call(() -> inspection.keys(bucket, prefix, atMost));
    }

    @Override
    public Mono<Instant> clock() {
        return Mono.fromSupplier(Instant::now);
    }

    @Override
    public Mono<Void> lock(Locator locator, Instant until) {
        return Mono.error(() -> LocalInspection.unknown("whoever owns a directory can remove what is in it"));
    }

    @Override
    public Mono<Void> deleteLocked(Locator locator) {
        return delete(locator);
    }

    /** Lets calls that have begun end, refuses new ones, and lets go of the root. */
    @Override
    public void close() {
        disk.close();
    }

    private <T> Mono<T> call(IoFailures.Blocking<T> work) {
        return disk.call(() -> {
            places.requireRoot();
            return work.call();
        });
    }

    private Mono<Void> run(IoFailures.Work work) {
        return disk.run(() -> {
            places.requireRoot();
            work.run();
        });
    }

    private <T> T copied(Path data, long first, long length, Draft.Landing<T> landing) {
        Draft draft = new Draft(places, OptionalLong.of(length));
        try {
            draft.copy(data, first, length);
            return draft.finish(landing);
        } finally {
            draft.abort();
        }
    }

    private <T> Mono<T> drafted(Body body, Draft.Landing<T> landing) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> new Draft(places, body.length())),
                draft -> Pour.into(draft::append, body.chunks(), disk.scheduler())
                        .onErrorMap(RejectedExecutionException.class, DiskThreads::closed)
                        .then(Mono.fromSupplier(() -> draft.finish(landing))),
                _ -> Mono.empty(),
                (draft, _) -> givenUp(draft, body),
                draft -> givenUp(draft, body));
    }

    /** A temporary file that cannot be removed now goes at the next start; what went wrong first is what counts. */
    private Mono<Void> givenUp(Draft draft, Body body) {
        return disk.run(draft::abort).onErrorComplete(StoreFailure.class).then(body.discard());
    }

    private static Body small(Path data, long first, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(data, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, first + bytes.position()) < 0) {
                    throw new StoreFailure.Corrupt(data + " ends early");
                }
            }
        }
        return new Body.Buffered(bytes.array());
    }

    private Body large(Path data, long first, long length) {
        return new Body.Streaming(OptionalLong.of(length), Download.chunks(data, first, length, disk.scheduler())
                .onErrorMap(RejectedExecutionException.class, DiskThreads::closed));
    }
}
