package dev.s3gateway.replication;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.backend.BucketNaming;
import dev.s3gateway.backend.Concern;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.config.ByteSize;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.TestDelays;
import dev.s3gateway.ledger.ManualClock;
import dev.s3gateway.ledger.MemoryLedger;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.placement.ReadOrder;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import dev.s3gateway.replication.foreign.ForeignListing;
import dev.s3gateway.replication.foreign.ForeignObjects;
import dev.s3gateway.replication.multipart.MultipartUploads;
import dev.s3gateway.replication.multipart.PartReplay;
import dev.s3gateway.replication.read.FailoverReader;
import dev.s3gateway.replication.read.Hedging;
import dev.s3gateway.replication.read.ReadFloor;
import dev.s3gateway.replication.read.Opened;
import dev.s3gateway.replication.read.Reader;
import dev.s3gateway.replication.read.VersionReader;
import dev.s3gateway.replication.write.CopyFaults;
import dev.s3gateway.replication.write.LaneLimits;
import dev.s3gateway.replication.write.ObjectCopier;
import dev.s3gateway.replication.write.Put;
import dev.s3gateway.replication.write.ReplicatingWriter;
import dev.s3gateway.replication.write.Written;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A gateway without a front: writer, reader and the rest over scripted zones in memory and a ledger in memory. The
 * first zone is the primary. Its patience with slow zones is a fraction of a second.
 */
public final class House implements ZoneHealth {

    public static final String BUCKET = "photos";
    private static final LaneLimits IMPATIENT = new LaneLimits(ByteSize.ofMiB(1), Duration.ofMillis(400),
            new ByteSize(1),
            Duration.ofMillis(400),
            Duration.ofMillis(200), Duration.ofSeconds(2));

    public final ManualClock clock;
    public final MemoryLedger ledger;
    public final Map<String, MemoryStore> stores;
    public final Map<String, ScriptedStore> zones;
    public final Background background = new Background(Duration.ofSeconds(10));
    public final Set<String> openCircuits = new HashSet<>();
    /** Zones without room for another byte. */
    public final Set<String> full = new HashSet<>();
    public final Map<String, BucketNaming> namings = new HashMap<>();
    public final Set<String> readOnly = new HashSet<>();
    public BucketDefaults defaults = BucketDefaults.STANDARD;
    public Hedging hedging = Hedging.off();
    public ReadFloor floor = ReadFloor.STANDARD;
    public PartReplay replay = new PartReplay(16 << 20, 64 << 20);
    public LaneLimits limits = IMPATIENT;
    public final Set<Concern.Kind> accepted = new HashSet<>();
    private boolean lapsed;
    private CrashPoints crash = CrashPoints.NONE;

    private House(ManualClock clock, MemoryLedger ledger, Map<String, MemoryStore> stores,
            Map<String, ScriptedStore> zones) {
        this.clock = clock;
        this.ledger = ledger;
        this.stores = stores;
        this.zones = zones;
    }

    /** With natural zones of these names, and a bucket. */
    public static House of(String... zones) {
        Map<String, MemoryStore> stores = new LinkedHashMap<>();
        for (String zone : zones) {
            stores.put(zone, MemoryStore.natural(zone));
        }
        House house = over(stores);
        house.createBucket(BUCKET);
        return house;
    }

    /** Over these zones, without a bucket yet. */
    public static House over(Map<String, MemoryStore> stores) {
        Map<String, ScriptedStore> zones = new LinkedHashMap<>();
        stores.forEach((name, store) -> zones.put(name, ScriptedStore.over(store)));
        ManualClock clock = new ManualClock();
        Delays delays = TestDelays.STANDARD.withGrace(Duration.ZERO);
        MemoryLedger ledger = new MemoryLedger(clock, delays);
        ledger.leases().acquire().block();
        return new House(clock, ledger, stores, zones);
    }

    /** Another process on the same ledger and zones, as after a restart; its lease is new. */
    public House another() {
        MemoryLedger process = ledger.another();
        process.leases().acquire().block();
        House next = new House(clock, process, stores, zones);
        next.defaults = defaults;
        next.namings.putAll(namings);
        next.readOnly.addAll(readOnly);
        return next;
    }

    @CanIgnoreReturnValue
    public House with(BucketDefaults others) {
        defaults = others;
        return this;
    }

    @CanIgnoreReturnValue
    public House crashingAt(CrashPoints points) {
        crash = points;
        return this;
    }

    @CanIgnoreReturnValue
    public House withLapsedLease() {
        lapsed = true;
        return this;
    }

    public ObjectCopier copier() {
        return copier(CopyFaults.LARGEST);
    }

    /** {@code onePiece}: what is larger is copied part by part. */
    public ObjectCopier copier(long onePiece) {
        return writer().copier(reader(), versionReader(), onePiece);
    }

    public ReplicatingWriter writer() {
        return new ReplicatingWriter(ledger, this::topology, this, this::incarnation,
                () -> new VersionId(UUID.randomUUID()), limits, background, crash, Schedulers.parallel());
    }

    public MultipartUploads uploads() {
        return new MultipartUploads(ledger, reader(), versionReader(), this::topology, this, this::incarnation,
                () -> new VersionId(UUID.randomUUID()), limits, replay, background, crash, Schedulers.parallel());
    }

    public VersionReader versionReader() {
        return new VersionReader(ledger, this::topology, new ReadOrder(this), background, hedging,
                floor);
    }

    public Reader reader() {
        return new FailoverReader(ledger, versionReader(), foreign());
    }

    private ForeignObjects foreign() {
        return new ForeignObjects(ledger, this::topology);
    }

    public Remover remover() {
        return new Remover(ledger, foreign(), background);
    }

    public Lister lister() {
        return new Lister(ledger, foreign(), new ForeignListing(ledger, this::topology));
    }

    public BucketLifecycle buckets() {
        return new BucketLifecycle(ledger, this::topology, this, background);
    }

    public Topology topology() {
        boolean first = true;
        var configured = new java.util.ArrayList<Zone>();
        for (var zone : zones.entrySet()) {
            String name = zone.getKey();
            configured.add(new Zone(new ZoneCode(name), name, "memory", "eu", Optional.empty(), first, true,
                    readOnly.contains(name), namings.getOrDefault(name, BucketNaming.SAME), accepted, zone.getValue()));
            first = false;
        }
        return new Topology(configured, defaults);
    }

    @Override
    public boolean usable(ZoneCode zone) {
        return !openCircuits.contains(zone.value());
    }

    @Override
    public Duration latency(ZoneCode zone) {
        return Duration.ZERO;
    }

    @Override
    public Set<String> full(ZoneCode zone) {
        return full.contains(zone.value()) ? Set.of(BUCKET) : Set.of();
    }

    private OptionalLong incarnation() {
        return lapsed ? OptionalLong.empty() : OptionalLong.of(1);
    }

    @CanIgnoreReturnValue
    public Bucket createBucket(String name) {
        return await(buckets().create(new BucketName(name), "someone", "eu", origin()));
    }

    @CanIgnoreReturnValue
    public Written write(String key, byte[] bytes) {
        return await(writer().write(put(key, new Body.Buffered(bytes))));
    }

    public static Put put(String key, Body body) {
        return put(key, body, Conditions.NONE);
    }

    public static Put put(String key, Body body, Conditions conditions) {
        return new Put(ObjectRef.of(BUCKET, key), Metadata.ofType("text/plain"), conditions, Digests.of(body), List::of,
                origin());
    }

    public byte[] read(String key) {
        return await(open(key).flatMap(opened -> bytes(opened.body())));
    }

    public Mono<Opened> open(String key) {
        return reader().open(ObjectRef.of(BUCKET, key), Optional.empty(), Conditions.NONE);
    }

    @CanIgnoreReturnValue
    public Removed remove(String key) {
        return await(remover().remove(ObjectRef.of(BUCKET, key), Conditions.NONE, origin()));
    }

    public Version current(String key) {
        return await(reader().head(ObjectRef.of(BUCKET, key), Conditions.NONE));
    }

    /** The copies that a zone holds of a key, in the order of arrival. */
    public List<MemoryStore.Copy> copies(String zone, String key) {
        return store(zone).copies(BUCKET)
                .stream()
                .filter(copy -> copy.locator().key().equals(key) || copy.locator().key().startsWith(key + "!"))
                .toList();
    }

    public ScriptedStore zone(String name) {
        return Optional.ofNullable(zones.get(name)).orElseThrow();
    }

    public MemoryStore store(String name) {
        return Optional.ofNullable(stores.get(name)).orElseThrow();
    }

    public static Origin origin() {
        return new Origin("request", "someone", "127.0.0.1");
    }

    /** Waits until nothing runs in the background any more. */
    public void rest() {
        background.stop().block();
    }

    public static Mono<byte[]> bytes(Body body) {
        return body.chunks().collect(ByteArrayOutputStream::new, House::take).map(ByteArrayOutputStream::toByteArray);
    }

    public static <T> T await(Mono<T> work) {
        return work.blockOptional(Duration.ofSeconds(30)).orElseThrow();
    }

    private static void take(ByteArrayOutputStream bytes, ByteBuf chunk) {
        try {
            chunk.readBytes(bytes, chunk.readableBytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            chunk.release();
        }
    }
}
