package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.VersionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * A zone in memory: versioned and natural, or unversioned and sealed. It answers at once on the caller's thread, so it
 * runs under virtual time; {@link ScriptedStore} makes it misbehave. Its zone versions are counted, not derived from
 * stamps: like a real service it keeps two copies when one request arrives twice.
 */
public final class MemoryStore implements ObjectStore {

    private static final int LARGEST_OBJECT = 256 << 20;
    private static final int CHUNK = 64 << 10;
    private static final Instant LONG_AGO = Instant.parse("2020-02-02T02:02:02Z");
    /** What somebody else put here bears no stamp: this one stands for that. */
    private static final Stamp NONE = new Stamp(0, new VersionId(new UUID(0, 0)), 0);

    /** One stored copy, for assertions. The bytes are the store's own: do not change them. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Copy(Locator locator, Metadata metadata, byte[] bytes) {}

    private static final Comparator<String> UTF_8_ORDER = (one, other) -> Arrays.compareUnsigned(
            one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private final ZoneCode zone;
    private final Layout layout;
    private final DigestKind digest;
    private boolean looksAtSums;
    private int mostAtOnce = -1;
    private Optional<Traits.Md5Tags> tagsAreKnown = Optional.empty();
    private final Map<String, Map<String, List<Copy>>> buckets = new TreeMap<>();
    private final Map<String, Begun> uploads = new TreeMap<>();
    private final Set<Locator> locked = new HashSet<>();
    private InstantSource clock = InstantSource.system();
    private long versions;

    private record Begun(Locator planned, Metadata metadata, Instant at, TreeMap<Integer, KeptPart> parts) {}

    @SuppressWarnings("ArrayRecordComponent")
    private record KeptPart(PartTag tag, byte[] bytes) {}

    /** What says whose a bucket is; no test about copies means it. */
    static final String MARKER = OwnKeys.PREFIX + "marker";

    private MemoryStore(ZoneCode zone, Layout layout, DigestKind digest) {
        this.zone = zone;
        this.layout = layout;
        this.digest = digest;
    }

    public static MemoryStore natural(String zone) {
        return new MemoryStore(new ZoneCode(zone), Layout.NATURAL, DigestKind.MD5);
    }

    public static MemoryStore sealed(String zone) {
        return new MemoryStore(new ZoneCode(zone), Layout.SEALED, DigestKind.MD5);
    }

    /** Hands out bodies up to this size as a whole, as the direct client does. */
    public void atOnceUpTo(int bytes) {
        mostAtOnce = bytes;
    }

    /** An empty zone like this one that proves our bytes in another way. */
    public MemoryStore answering(DigestKind kind) {
        return new MemoryStore(zone, layout, kind);
    }

    /** An empty zone like this one with another name. */
    public MemoryStore named(String name) {
        MemoryStore other = new MemoryStore(new ZoneCode(name), layout, digest);
        other.looksAtSums = looksAtSums;
        other.tagsAreKnown = tagsAreKnown;
        return other;
    }

    /** This zone, looking at sums behind bodies and known for it. */
    public MemoryStore lookingAtSums() {
        looksAtSums = true;
        return this;
    }

    /** This zone, of whose tags a probe has found this out, whatever it answers now. */
    public MemoryStore known(Traits.Md5Tags tags) {
        tagsAreKnown = Optional.of(tags);
        return this;
    }

    /** This zone with another clock. */
    public MemoryStore at(InstantSource time) {
        clock = time;
        return this;
    }

    /** This zone with a bucket in it. */
    public MemoryStore with(String bucket) {
        createBucket(bucket).block();
        return this;
    }

    public ZoneCode zone() {
        return zone;
    }

    public Layout layout() {
        return layout;
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return Drained.of(body, LARGEST_OBJECT).map(bytes -> keep(planned, metadata, bytes));
    }

    @Override
    public boolean sendsSums() {
        return looksAtSums;
    }

    @Override
    public Mono<Stored> putSummed(Locator planned, Metadata metadata, Body body, Mono<Integer> crc32c) {
        return Drained.of(body, LARGEST_OBJECT)
                .zipWith(crc32c, (bytes, sum) -> {
                    requireTrue(planned, bytes, new Claim.Trailer(sum));
                    return keep(planned, metadata, bytes);
                })
                .map(stored -> new Stored(stored.locator(), stored.size(),
                        stored.digest() instanceof ZoneDigest.Md5(var tag)
                                ? new ZoneDigest.CheckedOurs(Optional.of(tag))
                                : new ZoneDigest.CheckedOurs(Optional.empty())));
    }

    private Traits traits() {
        Traits plain = Traits.unprobed(layout);
        Traits.Md5Tags tags = digest == DigestKind.MD5 || digest == DigestKind.FALSE_MD5
                ? Traits.Md5Tags.SEEN
                : Traits.Md5Tags.BELIEVED;
        return looksAtSums || tagsAreKnown.isPresent()
                ? new Traits(layout, plain.keys(), tagsAreKnown.orElse(tags), looksAtSums, plain.readsItsWrites(),
                        plain.concerns())
                : plain;
    }

    @Override
    public Mono<Stored> copy(Locator planned, Metadata metadata, Locator source) {
        return Mono.fromCallable(() -> keep(planned, metadata, pinned(source).bytes()));
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        return Mono.fromCallable(() -> {
            byte[] bytes = pinned(locator).bytes();
            byte[] wanted = range.map(r -> Arrays.copyOfRange(bytes, Math.toIntExact(r.first()),
                    Math.toIntExact(Math.min(r.last() + 1, bytes.length)))).orElse(bytes);
            return new Found(bytes.length, wanted.length <= mostAtOnce
                    ? new Body.Buffered(wanted)
                    : new Body.Streaming(OptionalLong.of(wanted.length), chunks(wanted)));
        });
    }

    @Override
    public Mono<Long> size(Locator locator) {
        return Mono.fromCallable(() -> (long) pinned(locator).bytes().length);
    }

    @Override
    public Mono<Void> delete(Locator locator) {
        return Mono.fromRunnable(() -> remove(locator));
    }

    @Override
    public Flux<Locator> stampedAt(Locator provisional) {
        return Flux.defer(() -> Flux.fromIterable(stampedCopies(provisional)));
    }

    @Override
    public Mono<ZoneUpload> createUpload(Locator planned, Metadata metadata) {
        return Mono.fromCallable(() -> {
            synchronized (buckets) {
                requireBucket(planned.bucket());
                String id = "upload-" + ++versions;
                uploads.put(id, new Begun(planned, metadata, clock.instant(), new TreeMap<>()));
                return new ZoneUpload(planned, id);
            }
        });
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return Drained.of(body, LARGEST_OBJECT).map(bytes -> keepPart(upload, number, bytes));
    }

    @Override
    public Mono<StoredPart> copyPart(ZoneUpload upload, int number, Excerpt source) {
        return Mono.fromCallable(() -> keepPart(upload, number, Arrays.copyOfRange(pinned(source.copy()).bytes(),
                Math.toIntExact(source.bytes().first()), Math.toIntExact(source.bytes().last() + 1))));
    }

    private StoredPart keepPart(ZoneUpload upload, int number, byte[] bytes) {
        synchronized (buckets) {
            PartTag tag = new PartTag(number, "tag-" + ++versions);
            open(upload).parts.put(number, new KeptPart(tag, bytes));
            return new StoredPart(tag, bytes.length, digest.of(bytes));
        }
    }

    @Override
    public Mono<Stored> completeUpload(ZoneUpload upload, List<PartTag> parts) {
        return Mono.fromCallable(() -> {
            synchronized (buckets) {
                Begun open = open(upload);
                List<byte[]> bytes = parts.stream().map(part -> listed(open, part)).toList();
                Stored stored = keep(open.planned, open.metadata, DigestKind.joined(bytes));
                uploads.remove(upload.id());
                return new Stored(stored.locator(), stored.size(), digest.ofParts(bytes));
            }
        });
    }

    @Override
    public Mono<Void> abortUpload(ZoneUpload upload) {
        return Mono.fromRunnable(() -> {
            synchronized (buckets) {
                uploads.remove(upload.id());
            }
        });
    }

    @Override
    public Flux<PartTag> parts(ZoneUpload upload) {
        return Flux.defer(() -> {
            synchronized (buckets) {
                return Flux.fromIterable(open(upload).parts.values().stream().map(KeptPart::tag).toList());
            }
        });
    }

    /** As an S3 service does it: all at the key, for no list tells the stamps. */
    @Override
    public Flux<OpenUpload> uploadsAt(Locator planned) {
        return Flux.defer(() -> {
            synchronized (buckets) {
                return Flux.fromIterable(uploads.entrySet()
                        .stream()
                        .filter(entry -> entry.getValue().planned.bucket().equals(planned.bucket())
                                && entry.getValue().planned.key().equals(planned.key()))
                        .map(entry -> new OpenUpload(new ZoneUpload(planned, entry.getKey()), entry.getValue().at))
                        .toList());
            }
        });
    }

    /** How many uploads in parts are open. */
    public int openUploads() {
        synchronized (buckets) {
            return uploads.size();
        }
    }

    private Begun open(ZoneUpload upload) {
        Begun open = uploads.get(upload.id());
        if (open == null) {
            throw new StoreFailure.NotFound("upload " + upload.id());
        }
        return open;
    }

    private static byte[] listed(Begun upload, PartTag part) {
        KeptPart kept = upload.parts.get(part.number());
        if (kept == null || !kept.tag.equals(part)) {
            throw new StoreFailure.Rejected("InvalidPart", part.toString());
        }
        return kept.bytes;
    }

    @Override
    public Mono<Traits> createBucket(String bucket) {
        return Mono.fromCallable(() -> {
            synchronized (buckets) {
                buckets.computeIfAbsent(bucket, _ -> new TreeMap<>());
            }
            return traits();
        });
    }

    @Override
    public Mono<Void> deleteBucket(String bucket) {
        return Mono.fromRunnable(() -> removeBucket(bucket));
    }

    /** Somebody else puts an object here; where no versions are kept it takes the place of what was there. */
    public Locator place(String bucket, String key, byte[] bytes) {
        synchronized (buckets) {
            Locator at = new Locator(zone, bucket, key,
                    layout == Layout.NATURAL ? Optional.of("v" + ++versions) : Optional.empty(), NONE);
            List<Copy> before = layout == Layout.NATURAL ? copiesOf(at) : List.of();
            keys(bucket).put(key, with(before, new Copy(at, Metadata.ofType("image/png"), bytes)));
            return at;
        }
    }

    @Override
    public Flux<String> buckets() {
        return Flux.defer(() -> {
            synchronized (buckets) {
                return Flux.fromIterable(List.copyOf(buckets.keySet()));
            }
        });
    }

    @Override
    public Mono<Boolean> knowsBucket(String bucket) {
        return Mono.fromCallable(() -> {
            synchronized (buckets) {
                return buckets.containsKey(bucket);
            }
        });
    }

    @Override
    public Mono<ZonePage> page(String bucket, String prefix, String after, int limit) {
        return Mono.fromCallable(() -> {
            synchronized (buckets) {
                List<ZonePage.Entry> entries = keys(bucket).values()
                        .stream()
                        .map(List::getLast)
                        .filter(copy -> copy.locator().key().startsWith(prefix))
                        .map(copy -> new ZonePage.Entry(copy.locator().key(), copy.bytes().length, tag(copy), LONG_AGO))
                        .filter(entry -> UTF_8_ORDER.compare(entry.key(), after) > 0)
                        .sorted(Comparator.comparing(ZonePage.Entry::key, UTF_8_ORDER))
                        .limit(limit + 1L)
                        .toList();
                return new ZonePage(entries.subList(0, Math.min(limit, entries.size())), entries.size() > limit);
            }
        });
    }

    @Override
    public Mono<ZoneObject> look(String bucket, String key) {
        return Mono.fromCallable(() -> {
            synchronized (buckets) {
                Copy copy = Optional.ofNullable(keys(bucket).get(key))
                        .map(List::getLast)
                        .orElseThrow(() -> new StoreFailure.NotFound(key));
                return new ZoneObject(key, copy.bytes().length, tag(copy), LONG_AGO, copy.metadata(),
                        copy.locator().zoneVersion(), !copy.locator().stamp().equals(NONE), digest.of(copy.bytes()));
            }
        });
    }

    private static ETag tag(Copy copy) {
        return ((ZoneDigest.Md5) DigestKind.MD5.of(copy.bytes())).etag();
    }

    @Override
    public Mono<Void> ping() {
        return Mono.empty();
    }

    @Override
    public Mono<BucketSettings> settings(String bucket) {
        return Mono.fromCallable(() -> {
            synchronized (buckets) {
                requireBucket(bucket);
                return new BucketSettings(layout == Layout.NATURAL, layout == Layout.NATURAL, List.of(), List.of());
            }
        });
    }

    @Override
    public Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim) {
        return Mono.fromCallable(() -> {
            requireTrue(planned, body.bytes(), claim);
            return keep(planned, Metadata.ofType(Metadata.DEFAULT_CONTENT_TYPE), body.bytes());
        });
    }

    private void requireTrue(Locator planned, byte[] bytes, Claim claim) {
        boolean holds = switch (claim) {
            case Claim.Header(var crc) -> digestOf(bytes).equals(new ZoneDigest.Crc32c(crc));
            case Claim.Trailer(var crc) -> digestOf(bytes).equals(new ZoneDigest.Crc32c(crc));
            case Claim.Absent() -> {
                synchronized (buckets) {
                    yield copiesOf(planned).isEmpty();
                }
            }
        };
        if (!holds) {
            throw new StoreFailure.Rejected(claim instanceof Claim.Absent ? "PreconditionFailed" : "BadDigest", "no");
        }
    }

    private static ZoneDigest digestOf(byte[] bytes) {
        return DigestKind.CRC32C.of(bytes);
    }

    @Override
    public Mono<Metadata> metadata(Locator locator) {
        return Mono.fromCallable(() -> pinned(locator).metadata());
    }

    @Override
    public Mono<List<String>> keys(String bucket, String prefix, int atMost) {
        return Mono.fromCallable(() -> {
            synchronized (buckets) {
                return keys(bucket).keySet()
                        .stream()
                        .filter(key -> key.startsWith(prefix))
                        .map(ObjectKey::new)
                        .sorted()
                        .map(ObjectKey::value)
                        .limit(atMost)
                        .toList();
            }
        });
    }

    @Override
    public Mono<Instant> clock() {
        return Mono.fromSupplier(() -> clock.instant());
    }

    @Override
    public Mono<Void> lock(Locator locator, Instant until) {
        return Mono.fromRunnable(() -> {
            synchronized (buckets) {
                locked.add(pinned(locator).locator());
            }
        });
    }

    @Override
    public Mono<Void> deleteLocked(Locator locator) {
        return Mono.fromRunnable(() -> {
            synchronized (buckets) {
                locked.remove(locator);
                remove(locator);
            }
        });
    }

    /** What lies in a bucket beside its marker, by key and then in the order of arrival; empty where there is no bucket. */
    public List<Copy> copies(String bucket) {
        return all(bucket).stream().filter(copy -> !copy.locator().key().equals(MARKER)).toList();
    }

    /** The same with the marker. */
    public List<Copy> all(String bucket) {
        synchronized (buckets) {
            return Optional.ofNullable(buckets.get(bucket))
                    .stream()
                    .flatMap(keys -> keys.values().stream())
                    .flatMap(List::stream)
                    .toList();
        }
    }

    public boolean hasBucket(String bucket) {
        synchronized (buckets) {
            return buckets.containsKey(bucket);
        }
    }

    /** Lets bytes rot: what is stored at this locator is from now on something else. */
    public void replaceBytes(Locator locator, byte[] bytes) {
        synchronized (buckets) {
            keys(locator.bucket()).computeIfPresent(locator.key(), (_, copies) -> copies.stream()
                    .map(copy -> copy.locator().equals(locator) ? new Copy(locator, copy.metadata(), bytes) : copy)
                    .toList());
        }
    }

    /** Loses a copy that the ledger believes in. */
    public void lose(Locator locator) {
        remove(locator);
    }

    private Stored keep(Locator planned, Metadata metadata, byte[] bytes) {
        synchronized (buckets) {
            List<Copy> before = copiesOf(planned);
            Locator named = layout == Layout.NATURAL ? planned.withZoneVersion("v" + ++versions) : planned;
            List<Copy> kept = layout == Layout.NATURAL ? before : overwritten(before, bytes);
            keys(planned.bucket()).put(planned.key(), with(kept, new Copy(named, metadata, bytes)));
            return new Stored(named, bytes.length, digest.of(bytes));
        }
    }

    /** A sealed key belongs to one attempt: the same request may arrive twice there, but never other bytes. */
    private static List<Copy> overwritten(List<Copy> before, byte[] bytes) {
        if (before.stream().anyMatch(copy -> !Arrays.equals(copy.bytes(), bytes))) {
            throw new StoreFailure.Rejected("LocatorWrittenTwice", before.getFirst().locator().toString());
        }
        return List.of();
    }

    private void remove(Locator locator) {
        if (layout == Layout.NATURAL && locator.isProvisional()) {
            throw new StoreFailure.Rejected("NoZoneVersion", "a delete must name its version: " + locator);
        }
        synchronized (buckets) {
            if (locked.contains(locator)) {
                throw new StoreFailure.Rejected("AccessDenied", "it is locked: " + locator);
            }
            Map<String, List<Copy>> keys = buckets.getOrDefault(locator.bucket(), new TreeMap<>());
            List<Copy> left = keys.getOrDefault(locator.key(), List.of())
                    .stream()
                    .filter(copy -> !isAt(copy, locator))
                    .toList();
            if (left.isEmpty()) {
                keys.remove(locator.key());
            } else {
                keys.put(locator.key(), left);
            }
        }
    }

    private void removeBucket(String bucket) {
        synchronized (buckets) {
            if (!all(bucket).isEmpty()) {
                throw new StoreFailure.Rejected("BucketNotEmpty", bucket);
            }
            buckets.remove(bucket);
        }
    }

    private Copy pinned(Locator locator) {
        synchronized (buckets) {
            return copiesOf(locator).stream()
                    .filter(copy -> isAt(copy, locator))
                    .findFirst()
                    .orElseThrow(() -> new StoreFailure.NotFound(locator.toString()));
        }
    }

    private static boolean isAt(Copy copy, Locator locator) {
        return locator.tag()
                .map(tag -> tag.equals(tag(copy)))
                .orElseGet(() -> copy.locator().zoneVersion().equals(locator.zoneVersion()));
    }

    private List<Locator> stampedCopies(Locator provisional) {
        synchronized (buckets) {
            return copiesOf(provisional).stream()
                    .map(Copy::locator)
                    .filter(locator -> locator.stamp().equals(provisional.stamp()))
                    .toList();
        }
    }

    private List<Copy> copiesOf(Locator locator) {
        return keys(locator.bucket()).getOrDefault(locator.key(), List.of());
    }

    private Map<String, List<Copy>> keys(String bucket) {
        Map<String, List<Copy>> keys = buckets.get(bucket);
        if (keys == null) {
            throw new StoreFailure.NotFound("bucket " + bucket + " in " + zone);
        }
        return keys;
    }

    private void requireBucket(String bucket) {
        if (!buckets.containsKey(bucket)) {
            throw new StoreFailure.NotFound("bucket " + bucket + " in " + zone);
        }
    }

    private static List<Copy> with(List<Copy> copies, Copy one) {
        return Stream.concat(copies.stream(), Stream.of(one)).toList();
    }

    private static Flux<ByteBuf> chunks(byte[] bytes) {
        return Flux.generate(() -> 0, (Integer at, SynchronousSink<ByteBuf> sink) -> {
            if (at >= bytes.length) {
                sink.complete();
                return at;
            }
            int length = Math.min(CHUNK, bytes.length - at);
            sink.next(PooledByteBufAllocator.DEFAULT.buffer(length).writeBytes(bytes, at, length));
            return at + length;
        });
    }
}
