package dev.s3gateway.replication.foreign;

import static dev.s3gateway.replication.House.BUCKET;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ScriptedStore.Call;
import dev.s3gateway.backend.Seed;
import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.KeyQuery;
import dev.s3gateway.ledger.ListingModel;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.replication.House;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ledger's keys and those of others in one listing are what one sorted list of all of them would give. */
@Timeout(120)
class ForeignListingTest {

    private static final List<String> PIECES = List.of("a", "b", "/", "/", "!", "z", "%", "ä", "\uFFFD", "😀", " ",
            "\uDBFF\uDFFF");

    static List<Integer> rounds() {
        return IntStream.range(0, 40).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void everyPageIsWhatTheModelSays(int round) {
        Seed seed = Seed.fresh();
        Random random = seed.random();
        House house = house();
        TreeMap<ObjectKey, KeyPage.Key> model = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
            change(house, key(random), random);
        }
        Bucket bucket = bucket(house);
        for (String zone : List.of("oslo", "bergen", "tromso")) {
            house.store(zone)
                    .copies(BUCKET)
                    .stream()
                    .map(copy -> copy.locator().key())
                    .filter(key -> !OwnNames.contains(key))
                    .forEach(key -> house.reader()
                            .head(dev.s3gateway.object.ObjectRef.of(BUCKET, key), dev.s3gateway.object.Conditions.NONE)
                            .onErrorComplete()
                            .blockOptional()
                            .ifPresent(version -> model.put(version.object().key(),
                                    new KeyPage.Key(key, version.content().size(), version.content().etag(),
                                            version.lastModified()))));
        }
        house.ledger.liveVersions()
                .forEach(version -> model.put(version.object().key(), new KeyPage.Key(version.object().key().value(),
                        version.content().size(), version.content().etag(), version.lastModified())));
        ForeignListing listing = new ForeignListing(house.ledger, house::topology, 1 + random.nextInt(5));
        for (int i = 0; i < 25; i++) {
            String prefix = random.nextInt(3) == 0 ? key(random).value().substring(0, 1) : "";
            String delimiter = List.of("", "/", "/", "!", "a/").get(random.nextInt(5));
            int limit = 1 + random.nextInt(10);
            KeyQuery first = new KeyQuery(bucket.id(), fit(prefix), delimiter, random.nextInt(3) == 0
                    ? key(random).value()
                    : "", limit);
            assertAllPagesAlike(listing, bucket, first, List.copyOf(model.values()), seed);
        }
    }

    private static void assertAllPagesAlike(ForeignListing listing, Bucket bucket, KeyQuery query,
            List<KeyPage.Key> model, Seed seed) {
        KeyQuery next = query;
        for (int page = 0; page < 100; page++) {
            KeyPage expected = ListingModel.page(model, next);
            assertThat(await(listing.page(bucket, next))).as(seed + " " + next).isEqualTo(expected);
            if (!expected.truncated()) {
                return;
            }
            next = new KeyQuery(query.bucket(), query.prefix(), query.delimiter(), expected.items().getLast().name(),
                    query.limit());
        }
    }

    @Test
    void whatLiesBelowAPrefixThatIsShownIsPassedOver() {
        House house = house();
        for (int i = 0; i < 500; i++) {
            assertThat(house.store("oslo").place(BUCKET, "logs/%04d".formatted(i), new byte[1])).isNotNull();
        }
        assertThat(house.store("oslo").place(BUCKET, "zebra", new byte[1])).isNotNull();
        house.write("logs/ours", new byte[1]);
        Bucket bucket = bucket(house);

        KeyPage page = await(new ForeignListing(house.ledger, house::topology, 10)
                .page(bucket, new KeyQuery(bucket.id(), "", "/", "", 1000)));

        assertThat(page.items()).extracting(KeyPage.Item::name).containsExactly("logs/", "zebra");
        assertThat(house.zone("oslo").count(Call.PAGE)).isLessThan(5);
    }

    @Test
    void onePageOfTheAnswerReadsNoMoreThanItTakes() {
        House house = house();
        for (int i = 0; i < 1000; i++) {
            assertThat(house.store("oslo").place(BUCKET, "k%04d".formatted(i), new byte[1])).isNotNull();
        }
        Bucket bucket = bucket(house);

        KeyPage page = await(new ForeignListing(house.ledger, house::topology, 10)
                .page(bucket, new KeyQuery(bucket.id(), "", "", "", 20)));

        assertThat(page.items()).hasSize(20);
        assertThat(page.truncated()).isTrue();
        assertThat(house.zone("oslo").count(Call.PAGE)).isLessThanOrEqualTo(6);
    }

    private static House house() {
        Map<String, MemoryStore> stores = new LinkedHashMap<>();
        stores.put("oslo", MemoryStore.sealed("oslo"));
        stores.put("bergen", MemoryStore.natural("bergen"));
        stores.put("tromso", MemoryStore.sealed("tromso"));
        House house = House.over(stores).with(BucketDefaults.STANDARD.with(Unmanaged.SERVE));
        house.createBucket(BUCKET);
        return house;
    }

    private static Bucket bucket(House house) {
        return await(house.buckets().find(new BucketName(BUCKET)));
    }

    private static void change(House house, ObjectKey key, Random random) {
        List<String> zones = new ArrayList<>(house.stores.keySet());
        switch (random.nextInt(6)) {
            case 0 -> house.write(key.value(), new byte[random.nextInt(50)]);
            case 1 -> house.remove(key.value());
            default -> assertThat(house.store(zones.get(random.nextInt(zones.size())))
                    .place(BUCKET, key.value(), new byte[random.nextInt(50)])).isNotNull();
        }
    }

    private static ObjectKey key(Random random) {
        StringBuilder key = new StringBuilder();
        int length = 1 + random.nextInt(5);
        for (int i = 0; i < length; i++) {
            key.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return new ObjectKey(key.toString());
    }

    /** Half a character is no prefix that a client could send. */
    private static String fit(String prefix) {
        return !prefix.isEmpty() && Character.isSurrogate(prefix.charAt(0)) ? "" : prefix;
    }
}
