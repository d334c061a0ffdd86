package dev.s3gateway.replication.foreign;

import static dev.s3gateway.replication.House.BUCKET;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Script;
import dev.s3gateway.backend.ScriptedStore.Call;
import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.replication.House;
import dev.s3gateway.replication.read.Opened;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** Objects that somebody else put into zones, where they are served: read, listed, overwritten, deleted, left alone. */
@Timeout(60)
class ServedObjectsTest {

    private final House house = serving(Map.of("oslo", MemoryStore.sealed("oslo"), "bergen",
            MemoryStore.natural("bergen")));

    private static House serving(Map<String, MemoryStore> stores) {
        Map<String, MemoryStore> ordered = new LinkedHashMap<>();
        ordered.put("oslo", stores.getOrDefault("oslo", MemoryStore.sealed("oslo")));
        ordered.put("bergen", stores.getOrDefault("bergen", MemoryStore.sealed("bergen")));
        House house = House.over(ordered).with(BucketDefaults.STANDARD.with(Unmanaged.SERVE));
        house.createBucket(BUCKET);
        return house;
    }

    @Test
    void anObjectIsReadFromTheFirstZoneThatHasIt() {
        place("bergen", "cat.jpg", "miaow");

        Opened opened = await(house.open("cat.jpg"));

        assertThat(opened.zone().value()).isEqualTo("bergen");
        assertThat(await(House.bytes(opened.body()))).asString().isEqualTo("miaow");
        place("oslo", "cat.jpg", "MIAOW");
        assertThat(house.read("cat.jpg")).asString().isEqualTo("MIAOW");
        Version version = house.current("cat.jpg");
        assertThat(version.isManaged()).isFalse();
        assertThat(version.content().metadata().contentType()).isEqualTo("image/png");
    }

    @Test
    void aRangeOfItIsReadToo() {
        place("oslo", "cat.jpg", "miaow");

        Opened opened = await(house.reader()
                .open(object("cat.jpg"), Optional.of(new ByteRange(OptionalLong.of(1), OptionalLong.of(3))),
                        Conditions.NONE));

        assertThat(await(House.bytes(opened.body()))).asString().isEqualTo("iao");
    }

    @Test
    void whereNothingIsServedItIsNotThere() {
        house.with(BucketDefaults.STANDARD);
        place("oslo", "cat.jpg", "miaow");

        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.NoSuchKey.class);
        assertThat(list()).isEmpty();
        assertThat(house.zone("oslo").count(Call.LOOK)).isZero();
        house.remove("cat.jpg");
        house.with(BucketDefaults.STANDARD.with(Unmanaged.SERVE));
        assertThat(list()).containsExactly("cat.jpg");
    }

    @Test
    void theBucketsOwnSettingCountsMoreThanTheDefault() {
        place("oslo", "cat.jpg", "miaow");
        var bucket = await(house.buckets().find(new BucketName(BUCKET)));

        house.ledger.buckets().set(bucket.id(), Optional.of(Unmanaged.HIDE)).block();

        assertThat(list()).isEmpty();
        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.NoSuchKey.class);
    }

    @Test
    void aDeleteHidesItForEverAndLeavesTheZoneAlone() {
        place("oslo", "cat.jpg", "miaow");
        place("bergen", "cat.jpg", "miaow");

        house.remove("cat.jpg");

        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.NoSuchKey.class);
        assertThat(list()).isEmpty();
        assertThat(house.copies("oslo", "cat.jpg")).hasSize(1);
        assertThat(house.zone("oslo").count(Call.DELETE)).isZero();
        assertThat(house.ledger.tasks().waiting().block()).doesNotContainKey(Task.Kind.PURGE);
    }

    @Test
    void aDeleteWhileItsZoneIsAwayHidesItWhenTheZoneIsBack() {
        place("bergen", "cat.jpg", "miaow");
        house.zone("bergen").down();

        house.remove("cat.jpg");
        house.zone("bergen").up();

        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.NoSuchKey.class);
        assertThat(list()).isEmpty();
    }

    @Test
    void anOverwriteNeverTouchesWhatLiesThere() {
        Locator theirs = place("oslo", "cat.jpg", "miaow");
        Locator versioned = place("bergen", "cat.jpg", "miaow");

        house.write("cat.jpg", bytes("ours"));
        house.rest();

        assertThat(house.read("cat.jpg")).asString().isEqualTo("ours");
        assertThat(list()).containsExactly("cat.jpg");
        assertThat(house.copies("oslo", "cat.jpg")).extracting(MemoryStore.Copy::locator).contains(theirs);
        assertThat(house.copies("bergen", "cat.jpg")).extracting(MemoryStore.Copy::locator).contains(versioned);
        house.remove("cat.jpg");
        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.NoSuchKey.class);
    }

    @Test
    void aZoneThatDoesNotAnswerMayBeTheOneThatHasIt() {
        place("bergen", "cat.jpg", "miaow");
        house.zone("bergen").down();

        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.Overloaded.class);
        assertThatThrownBy(this::list).isInstanceOf(Failure.Overloaded.class);
        house.zone("bergen").up();
        house.zone("oslo").down();
        assertThat(house.read("cat.jpg")).asString().isEqualTo("miaow");
    }

    @Test
    void whatBearsAStampIsNeverTakenForSomebodyElses() {
        house.write("cat.jpg", bytes("ours"));
        House stranger = serving(house.stores);

        assertThatThrownBy(() -> stranger.read("cat.jpg")).isInstanceOf(Failure.NoSuchKey.class);
        assertThat(await(stranger.lister().list(new BucketName(BUCKET), "", "", "", 10)).page().items()).isEmpty();
    }

    @Test
    void namesOfOursAreNeverShown() {
        place("oslo", ".s3gateway/marker", "x");
        place("oslo", "cat.jpg!0b9c3a1e-6a0f-4e0e-9f0a-3c1d2e4f5a6b.1", "x");
        place("oslo", "dog!1.jpg", "x");

        assertThat(list()).containsExactly("dog!1.jpg");
        assertThatThrownBy(() -> house.read(".s3gateway/marker")).isInstanceOf(Failure.NoSuchKey.class);
    }

    @Test
    void conditionsSeeIt() {
        place("oslo", "cat.jpg", "miaow");
        ETag theirs = house.current("cat.jpg").content().etag();

        assertThatThrownBy(() -> write("cat.jpg", ifNoneMatch(Conditions.ANY)))
                .isInstanceOf(Failure.PreconditionFailed.class);
        assertThatThrownBy(() -> write("cat.jpg", ifMatch(new ETag("0cc175b9c0f1b6a831c399e269772661"))))
                .isInstanceOf(Failure.PreconditionFailed.class);
        assertThatThrownBy(() -> await(house.remover()
                .remove(object("cat.jpg"), ifMatch(new ETag("0cc175b9c0f1b6a831c399e269772661")), House.origin())))
                .isInstanceOf(Failure.PreconditionFailed.class);
        assertThat(house.read("cat.jpg")).asString().isEqualTo("miaow");
        assertThatThrownBy(() -> house.reader().head(object("cat.jpg"), ifNoneMatch(theirs)).block())
                .isInstanceOf(Failure.NotModified.class);

        write("cat.jpg", ifMatch(theirs));
        assertThat(house.read("cat.jpg")).asString().isEqualTo("ours");
    }

    @Test
    void aBucketThatHoldsObjectsOfOthersIsNotEmpty() {
        place("bergen", "cat.jpg", "miaow");

        assertThatThrownBy(() -> house.buckets().delete(new BucketName(BUCKET), House.origin()).block())
                .isInstanceOf(Failure.BucketNotEmpty.class);
        house.remove("cat.jpg");
        house.buckets().delete(new BucketName(BUCKET), House.origin()).block();

        house.createBucket(BUCKET);
        assertThat(list()).isEmpty();
        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.NoSuchKey.class);
    }

    @Test
    void anObjectThatIsReplacedWhileItIsReadIsReadAnew() {
        place("oslo", "cat.jpg", "miaow");
        house.zone("oslo").once(Call.GET, new Script() {
            @Override
            public Mono<Found> get(ObjectStore zone, Locator locator, Optional<ByteRange.Resolved> range) {
                place("oslo", "cat.jpg", "woof");
                return zone.get(locator, range);
            }
        });

        assertThat(house.read("cat.jpg")).asString().isEqualTo("woof");
    }

    private List<String> list() {
        return await(house.lister().list(new BucketName(BUCKET), "", "", "", 100)).page()
                .items()
                .stream()
                .map(KeyPage.Item::name)
                .toList();
    }

    private void write(String key, Conditions conditions) {
        assertThat(await(house.writer().write(House.put(key, new Body.Buffered(bytes("ours")), conditions))).zones())
                .isNotEmpty();
    }

    @CanIgnoreReturnValue
    private Locator place(String zone, String key, String text) {
        return house.store(zone).place(BUCKET, key, bytes(text));
    }

    private static ObjectRef object(String key) {
        return ObjectRef.of(BUCKET, key);
    }

    private static Conditions ifMatch(ETag tag) {
        return new Conditions(List.of(tag), List.of(), Optional.empty(), Optional.empty());
    }

    private static Conditions ifNoneMatch(ETag tag) {
        return new Conditions(List.of(), List.of(tag), Optional.empty(), Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
