package dev.s3gateway.ledger;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.CommitResult.Committed;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.object.VersionIds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The words in which contract tests speak with a ledger: one bucket, and writes to it. */
public final class LedgerTable {

    public static final Origin ORIGIN = new Origin("req-1", "alice", "127.0.0.1");
    public static final Delays DELAYS = new Delays(Duration.ZERO, Duration.ofHours(1), Duration.ofMinutes(2),
            Duration.ofSeconds(30));

    /** Every zone that contract tests know. */
    public static final Set<ZoneCode> ZONES = Set.of(zone("oslo"), zone("bergen"), zone("tromso"), zone("vardo"));

    /** How a ledger is made and how time passes for it. */
    public interface World {

        /** A process that holds no lease yet; all of one world share their rows. */
        Ledger process();

        /** Lets this much time pass for everything that is written in rows. */
        void pass(Duration time);

        /** Gives back what the processes hold. */
        default void close() {}
    }

    private final World world;
    private final Ledger ledger;
    private final Bucket bucket;

    public LedgerTable(World world) {
        this.world = world;
        this.ledger = another();
        this.bucket = make("bucket-" + UUID.randomUUID().toString().substring(0, 8));
    }

    public Ledger ledger() {
        return ledger;
    }

    public Bucket bucket() {
        return bucket;
    }

    /** A second process with a lease of its own. */
    public Ledger another() {
        Ledger other = world.process();
        other.leases().acquire().block();
        return other;
    }

    public Ledger unleased() {
        return world.process();
    }

    public void close() {
        world.close();
    }

    public void pass(Duration time) {
        world.pass(time);
    }

    public Bucket make(String name) {
        var creation = ledger.buckets()
                .create(new BucketName(name), "alice", "",
                        List.of(zoneBucket("oslo", name), zoneBucket("bergen", name)),
                        ORIGIN)
                .block();
        return switch (creation) {
            case Buckets.Creation.Created(Bucket made) -> made;
            case Buckets.Creation.AlreadyThere(Bucket there) -> there;
            case null -> throw new AssertionError("no answer");
        };
    }

    public static ZoneBucket zoneBucket(String zone, String name) {
        return new ZoneBucket(zone(zone), name, ZoneBucket.State.OPEN, Layout.SEALED, Optional.empty());
    }

    public static ZoneCode zone(String code) {
        return new ZoneCode(code);
    }

    public static ObjectRef object(String key) {
        return ObjectRef.of("any-bucket", key);
    }

    public static Locator locator(VersionId version, String zone, int attempt) {
        return new Locator(zone(zone), "zone-bucket", "k!" + version + "." + attempt, Optional.empty(),
                new Stamp(1, version, attempt));
    }

    public static Conditions ifMatch(ETag tag) {
        return new Conditions(List.of(tag), List.of(), Optional.empty(), Optional.empty());
    }

    /** A write in the making: by default of no bytes, to no zone. */
    public record Write(Commit commit) {

        public Write to(String... zones) {
            List<Locator> copies = Stream.of(zones).map(this::plan).toList();
            return with(join(commit.intent().planned(), copies), join(commit.complete(), copies), commit.running(),
                    commit.owed(), commit.conditions());
        }

        public Write running(String zone) {
            return with(join(commit.intent().planned(), List.of(plan(zone))), commit.complete(),
                    join(commit.running(), List.of(plan(zone))), commit.owed(), commit.conditions());
        }

        public Write owing(String zone) {
            return with(commit.intent().planned(), commit.complete(), commit.running(),
                    join(commit.owed(), List.of(zone(zone))), commit.conditions());
        }

        public Write ifNoneMatch(ETag tag) {
            return with(commit.intent().planned(), commit.complete(), commit.running(), commit.owed(),
                    new Conditions(List.of(), List.of(tag), Optional.empty(), Optional.empty()));
        }

        public Write ifMatch(ETag tag) {
            return with(commit.intent().planned(), commit.complete(), commit.running(), commit.owed(),
                    LedgerTable.ifMatch(tag));
        }

        /** Another content type, such as one that no database takes. */
        public Write named(String contentType) {
            Content old = commit.content();
            Content other = new Content(old.size(), old.etag(), old.crc32c(), Metadata.ofType(contentType),
                    old.checksums());
            return new Write(new Commit(commit.intent(), other, commit.conditions(), commit.requiredCopies(),
                    commit.complete(), commit.running(), commit.strayed(), commit.owed(), commit.origin()));
        }

        public Locator locator(String zone) {
            return plan(zone);
        }

        private Locator plan(String zone) {
            return LedgerTable.locator(commit.intent().version(), zone, 1);
        }

        private Write with(List<Locator> planned, List<Locator> complete, List<Locator> running, List<ZoneCode> owed,
                Conditions conditions) {
            Intent old = commit.intent();
            return new Write(new Commit(new Intent(old.version(), old.bucket(), old.object(), planned),
                    commit.content(), conditions, commit.requiredCopies(), complete, running, commit.strayed(), owed,
                    commit.origin()));
        }

        private static <T> List<T> join(List<T> some, List<T> more) {
            List<T> all = new ArrayList<>(some);
            all.addAll(more);
            return all;
        }
    }

    public Write write(String key) {
        return write(bucket, key);
    }

    /** A write to another bucket. */
    public Write write(Bucket into, String key) {
        VersionId id = new VersionIds(InstantSource.system()).get();
        Content content = new Content(42, new ETag(id.toString().replace("-", "")), -7,
                new Metadata("text/plain", Map.of("cache-control", "no-cache"), Map.of("color", "a\"b\\c,{ä}")),
                List.of(Checksum.of(ChecksumAlgorithm.CRC32C, new byte[]{1, 2, 3, 4})));
        Intent intent = new Intent(id, into.id(), new ObjectRef(into.name(), new ObjectKey(key)), List.of());
        return new Write(new Commit(intent, content, Conditions.NONE, 1, List.of(), List.of(), List.of(), List.of(),
                ORIGIN));
    }

    @CanIgnoreReturnValue
    public Write begin(Write write) {
        ledger.versions().begin(write.commit().intent()).block();
        return write;
    }

    public CommitResult commit(Write write) {
        return Objects.requireNonNull(ledger.versions().commit(write.commit()).block());
    }

    @CanIgnoreReturnValue
    public CommitResult put(Write write) {
        return commit(begin(write));
    }

    @CanIgnoreReturnValue
    public Version committed(Write write) {
        return ((Committed) put(write)).version();
    }

    public Optional<Version> current(String key) {
        return ledger.versions().current(bucket.id(), new ObjectRef(bucket.name(), new ObjectKey(key))).blockOptional();
    }

    public RemoveResult remove(String key) {
        return remove(key, Conditions.NONE);
    }

    public RemoveResult remove(String key, Conditions conditions) {
        return Objects.requireNonNull(ledger.versions()
                .remove(bucket.id(), new ObjectRef(bucket.name(), new ObjectKey(key)), conditions, ORIGIN)
                .block());
    }

    public KeyPage page(String prefix, String delimiter, String after, int limit) {
        return Objects.requireNonNull(
                ledger.versions().page(new KeyQuery(bucket.id(), prefix, delimiter, after, limit)).block());
    }

    /** Claims everything of a kind that is due. */
    public List<Task> claim(Task.Kind kind) {
        return Objects
                .requireNonNull(ledger.tasks().claim(kind, ZONES, 1000, Duration.ofSeconds(60)).block());
    }
}
