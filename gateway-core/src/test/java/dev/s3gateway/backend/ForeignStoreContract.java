package dev.s3gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.replication.House;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** What every zone must say of things that somebody else has put there, and how they are read and left alone. */
@Timeout(60)
public abstract class ForeignStoreContract {

    protected final String bucket = "theirs-" + UUID.randomUUID().toString().substring(0, 12);

    protected abstract ObjectStore store();

    /** Somebody else puts an object into the bucket of this test, and makes the bucket where it is missing. */
    protected abstract void place(String key, byte[] bytes);

    /** Keys that this kind of zone is known to refuse or to list out of order. */
    protected Set<String> impossibleKeys() {
        return Set.of();
    }

    @Test
    void whatSomebodyElsePutThereIsSeenAsItIs() {
        place("cat.jpg", bytes("miaow"));

        ZoneObject seen = await(store().look(bucket, "cat.jpg"));

        assertThat(seen.size()).isEqualTo(5);
        assertThat(seen.stamped()).isFalse();
        assertThat(seen.digest()).isEqualTo(DigestKind.MD5.of(bytes("miaow")));
        assertThat(seen.metadata().contentType()).isEqualTo("image/png");
        assertThat(read(at(seen))).isEqualTo("miaow");
    }

    @Test
    void whatBearsAStampIsSeenToBearIt() {
        place("other", bytes("other"));
        Locator ours = new Locator(new ZoneCode("zone-1"), bucket, "ours", Optional.empty(), stamp());
        assertThat(await(store().put(ours, Metadata.ofType("text/plain"), Body.of("ours"))).size()).isEqualTo(4);

        assertThat(await(store().look(bucket, "ours")).stamped()).isTrue();
    }

    @Test
    void whereNothingLiesNothingIsSeen() {
        place("cat.jpg", bytes("miaow"));

        assertThatThrownBy(() -> await(store().look(bucket, "dog.jpg"))).isInstanceOf(StoreFailure.NotFound.class);
        assertThatThrownBy(() -> await(store().look(bucket + "-not", "cat.jpg")))
                .isInstanceOf(StoreFailure.NotFound.class);
        assertThatThrownBy(() -> await(store().page(bucket + "-not", "", "", 10)))
                .isInstanceOf(StoreFailure.NotFound.class);
    }

    /** A bucket is listed while it is probed, with keys that many sort as UTF-16. */
    @Test
    void namesThatSomeSortInAnotherWayAreListedInTheOrderOfTheirBytes() {
        String fullWidth = "～";
        String astral = "\ud83d\ude00";
        for (String key : List.of(".s3gateway/" + astral, ".s3gateway/" + fullWidth, "a", "b")) {
            place(key, bytes(key));
        }

        assertThat(keys(await(store().page(bucket, "", "", 10))))
                .containsExactly(".s3gateway/" + fullWidth, ".s3gateway/" + astral, "a", "b");
        assertThat(keys(await(store().page(bucket, "", "", 3)))).containsExactly(".s3gateway/" + fullWidth,
                ".s3gateway/" + astral, "a");
    }

    private static List<String> keys(ZonePage page) {
        return page.entries().stream().map(ZonePage.Entry::key).toList();
    }

    @Test
    void itsBucketsAreFound() {
        place("cat.jpg", bytes("miaow"));

        assertThat(await(store().buckets().collectList())).contains(bucket);
        assertThat(await(store().knowsBucket(bucket))).isTrue();
        assertThat(await(store().knowsBucket(bucket + "-not"))).isFalse();
    }

    @Test
    void anObjectThatWasReplacedIsNotReadUnderTheOldName() {
        place("cat.jpg", bytes("miaow"));
        Locator first = at(await(store().look(bucket, "cat.jpg")));

        place("cat.jpg", bytes("woof"));

        if (first.version().isPresent()) {
            assertThat(read(first)).isEqualTo("miaow");
        } else {
            assertThatThrownBy(() -> read(first)).isInstanceOf(StoreFailure.NotFound.class);
            assertThatThrownBy(() -> await(store().size(first))).isInstanceOf(StoreFailure.NotFound.class);
        }
        assertThat(read(at(await(store().look(bucket, "cat.jpg"))))).isEqualTo("woof");
    }

    @Test
    void anObjectIsRemovedOnlyWhileItIsTheOneThatWasMeant() {
        place("cat.jpg", bytes("miaow"));
        Locator first = at(await(store().look(bucket, "cat.jpg")));
        place("cat.jpg", bytes("woof"));

        store().delete(first).block();

        Locator second = at(await(store().look(bucket, "cat.jpg")));
        assertThat(read(second)).isEqualTo("woof");
        store().delete(second).block();
        assertThatThrownBy(() -> await(store().look(bucket, "cat.jpg"))).isInstanceOf(StoreFailure.NotFound.class);
    }

    @Test
    void aListingIsPagedInTheOrderOfTheKeysBytes() {
        Set<ObjectKey> keys = new TreeSet<>();
        for (String key : List.of("a", "a/b", "a b", "a%2Fb", "a+b", "a\"<&>'", "ä", "z/1", "z/2", "z0", "Z", "東京")) {
            if (!impossibleKeys().contains(key)) {
                keys.add(new ObjectKey(key));
                place(key, bytes(key));
            }
        }

        for (int limit : List.of(1, 3, 100)) {
            assertThat(listed("", "", limit)).isEqualTo(keys.stream().map(ObjectKey::value).toList());
        }
        assertThat(listed("z", "", 2)).containsExactly("z/1", "z/2", "z0");
        assertThat(listed("", "z/1", 2).getFirst()).isEqualTo("z/2");
        assertThat(listed("", "z/\uDBFF\uDFFF", 2).getFirst()).isEqualTo("z0");
        assertThat(listed("", "z/".repeat(1000), 2).getFirst()).isEqualTo("z0");
    }

    private List<String> listed(String prefix, String after, int limit) {
        List<String> keys = new ArrayList<>();
        ZonePage page = await(store().page(bucket, prefix, after, limit));
        while (true) {
            assertThat(page.entries().size()).isLessThanOrEqualTo(limit);
            page.entries().forEach(entry -> keys.add(entry.key()));
            if (!page.truncated()) {
                return keys;
            }
            page = await(store().page(bucket, prefix, keys.getLast(), limit));
        }
    }

    private Locator at(ZoneObject seen) {
        return seen.at(new ZoneCode("zone-1"), bucket, stamp());
    }

    private String read(Locator found) {
        byte[] read = await(store().get(found, Optional.empty()).flatMap(answer -> House.bytes(answer.body())));
        return new String(read, StandardCharsets.UTF_8);
    }

    private static Stamp stamp() {
        return new Stamp(1, new VersionId(UUID.randomUUID()), 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T await(Mono<T> mono) {
        return mono.blockOptional(Duration.ofSeconds(20)).orElseThrow();
    }
}
