package dev.s3gateway.replication.marker;

import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.local.LocalStore;
import dev.s3gateway.backend.local.LocalZoneConfig;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.replication.House;
import dev.s3gateway.upkeep.Upkeep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MarkersTest {

    private static final byte[] BYTES = {1, 2, 3};
    private static final ZoneCode OSLO = new ZoneCode("oslo");

    private final House house = House.of("oslo", "bergen");

    private final List<LocalStore> disks = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void closeTheDisks() {
        disks.forEach(LocalStore::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"natural", "sealed", "directory"})
    void aBucketThatWasMadeSaysWhoseItIsToEverybodyWhoAsks(String kind) {
        House ours = over(kind);
        ours.createBucket(House.BUCKET);
        House stranger = on(ours);

        assertThat(claim(ours, "oslo")).isEqualTo(new Claim.Ours());
        assertThat(claim(stranger, "oslo")).isInstanceOfSatisfying(Claim.OtherGateways.class,
                other -> assertThat(other.owner()).contains(await(ours.ledger.installation()).toString()));
        assertThat(claim(ours, "bergen", "oslo")).isEqualTo(new Claim.OtherZones(new ZoneCode("bergen")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"natural", "sealed", "directory"})
    void aBucketGoesWithItsMarkerAndStaysMarkedWhileItHoldsMore(String kind) {
        House ours = over(kind);
        ours.createBucket(House.BUCKET);
        ours.write("key", BYTES);
        ours.remove("key");
        await(ours.buckets().delete(new BucketName(House.BUCKET), House.origin()).thenReturn(true));

        Upkeep.of(ours).converge();

        assertThat(zone(ours, "oslo").store().knowsBucket(House.BUCKET).block()).isFalse();
    }

    @Test
    void whatSomebodyElsePutIntoABucketKeepsBucketAndMarker() {
        var _ = house.store("oslo").place(House.BUCKET, "theirs", BYTES);
        await(house.buckets().delete(new BucketName(House.BUCKET), House.origin()).thenReturn(true));

        Upkeep.of(house).converge();

        assertThat(claim(house, "oslo")).isEqualTo(new Claim.Ours());
        assertThat(claim(house, "bergen")).isEqualTo(new Claim.Nobodys());
    }

    @Test
    void noListingAndNoReadShowsAMarkerAlsoWhereWhatOthersPutThereIsServed() {
        house.with(BucketDefaults.STANDARD.with(Unmanaged.SERVE));
        var _ = house.store("oslo").place(House.BUCKET, "theirs", BYTES);

        KeyPage page = await(house.lister().list(new BucketName(House.BUCKET), "", "", "", 10)).page();

        assertThat(page.items()).extracting(KeyPage.Item::name).containsExactly("theirs");
        assertThat(house.reader()
                .head(ObjectRef.of(House.BUCKET, Markers.KEY),
                        Conditions.NONE)
                .onErrorComplete()
                .blockOptional()).isEmpty();
    }

    @Test
    void twoGatewaysThatCallABucketTheSameEachHaveTheirOwn() {
        House stranger = House.over(house.stores);

        stranger.createBucket(House.BUCKET);
        stranger.write("key", BYTES);

        assertThat(bucket(stranger).zones()).extracting(ZoneBucket::name)
                .allMatch(name -> name.matches("photos-[0-9a-f]{20}"));
        assertThat(house.store("oslo").copies(House.BUCKET)).isEmpty();
        assertThat(recognized(stranger)).containsOnly(Map.entry(OSLO, new Recognition.Known()),
                Map.entry(new ZoneCode("bergen"), new Recognition.Known()));
    }

    @Test
    void aZoneThatIsOneOfOurOthersGetsNoBucketUnderAnyName() {
        Map<String, MemoryStore> one = new LinkedHashMap<>(house.stores);
        one.put("tromso", house.store("bergen"));
        one.forEach((name, store) -> house.zones.put(name, ScriptedStore.over(store)));
        Upkeep upkeep = Upkeep.of(house);
        house.createBucket("archive");
        upkeep.converge();

        Bucket archive = await(house.ledger.buckets().find(new BucketName("archive")));
        assertThat(Stream.of("bergen", "tromso")
                .flatMap(zone -> archive.in(new ZoneCode(zone)).stream())
                .filter(ZoneBucket::isOpen)).hasSize(1);
        assertThat(Stream.of("bergen", "tromso")
                .flatMap(zone -> archive.in(new ZoneCode(zone)).stream())
                .flatMap(there -> there.reason().stream())).singleElement().asString().contains("ZoneIsAnother");
    }

    @Test
    void aZoneWhoseNameWasPointedAtAnotherOneIsForeign() {
        house.zones.put("oslo", ScriptedStore.over(house.store("bergen")));

        assertThat(recognized(house).get(OSLO)).isInstanceOfSatisfying(Recognition.Foreign.class,
                foreign -> assertThat(foreign.sentence()).contains("zone oslo", "the zone bergen of this gateway",
                        "correct the endpoint"));
    }

    @Test
    void aNewZoneThatIsAnOldOneIsForeignBeforeItGetsAnything() {
        house.zones.put("tromso", ScriptedStore.over(house.store("bergen")));

        assertThat(recognized(house).get(new ZoneCode("tromso"))).isInstanceOf(Recognition.Foreign.class);
        assertThat(recognized(house).get(new ZoneCode("bergen"))).isEqualTo(new Recognition.Known());
    }

    @Test
    void aZoneOfAnotherGatewayIsForeign() {
        House stranger = House.of("oslo");
        house.zones.put("oslo", ScriptedStore.over(stranger.store("oslo")));

        assertThat(recognized(house).get(OSLO)).isInstanceOfSatisfying(Recognition.Foreign.class,
                foreign -> assertThat(foreign.sentence()).contains("another gateway",
                        await(stranger.ledger.installation()).toString()));
    }

    @Test
    void aLostMarkerIsWrittenAgainWhereTheObjectsAreThatWeKnow() {
        house.write("key", BYTES);
        unmark("oslo");

        assertThat(recognized(house).get(OSLO)).isEqualTo(new Recognition.Known());
        assertThat(claim(house, "oslo")).isEqualTo(new Claim.Ours());
    }

    @Test
    void anEmptyBucketFromBeforeThereWereMarkersGetsOne() {
        unmark("oslo");

        assertThat(recognized(house).get(OSLO)).isEqualTo(new Recognition.Known());
        assertThat(claim(house, "oslo")).isEqualTo(new Claim.Ours());
    }

    // F18: of a zone that was emptied nothing is repaired, purged or written before somebody says that it may.
    @Test
    void aPlaceWithoutMarkerAndWithoutOurObjectsIsDoubtfulAndIsNotMarked() {
        house.write("key", BYTES);
        house.zones.put("oslo", ScriptedStore.over(MemoryStore.natural("oslo").with(House.BUCKET)));

        assertThat(recognized(house).get(OSLO)).isInstanceOfSatisfying(Recognition.Doubtful.class, doubtful -> {
            assertThat(doubtful.silent()).isFalse();
            assertThat(doubtful.sentence()).contains("zones forget oslo");
        });
        assertThat(claim(house, "oslo")).isEqualTo(new Claim.Nobodys());
    }

    @Test
    void oneLostBucketDoesNotKeepAZoneOut() {
        house.createBucket("archive");
        house.write("key", BYTES);
        house.store("oslo").copies(House.BUCKET).forEach(copy -> house.store("oslo").delete(copy.locator()).block());
        unmark("oslo");

        assertThat(recognized(house).get(OSLO)).isEqualTo(new Recognition.Known());
        assertThat(claim(house, "oslo")).isEqualTo(new Claim.Nobodys());
    }

    @Test
    void aSilentZoneIsDoubtfulUntilItAnswers() {
        house.zone("oslo").down();
        assertThat(recognized(house).get(OSLO)).isInstanceOfSatisfying(Recognition.Doubtful.class,
                doubtful -> assertThat(doubtful.silent()).isTrue());

        house.zone("oslo").up();
        assertThat(recognized(house).get(OSLO)).isEqualTo(new Recognition.Known());
    }

    @Test
    void whatAForgottenZoneHadMayBecomeAnotherZones() {
        MemoryStore place = house.store("bergen");
        house.zones.remove("bergen");
        await(house.ledger.holdings().forget(new ZoneCode("bergen")));
        house.zones.put("tromso", ScriptedStore.over(place));

        house.createBucket("archive");
        assertThat(recognized(house).get(new ZoneCode("tromso"))).isEqualTo(new Recognition.Known());
        await(new Markers(house.ledger).mark(zone(house, "tromso"), House.BUCKET).thenReturn(true));

        assertThat(claim(house, "tromso")).isEqualTo(new Claim.Ours());
    }

    @Test
    void whatIsOnlyReadFromIsNotAsked() {
        house.readOnly.add("bergen");
        house.zone("bergen").down();

        assertThat(recognized(house)).containsOnlyKeys(OSLO);
    }

    private House over(String kind) {
        Map<String, MemoryStore> stores = new LinkedHashMap<>();
        for (String zone : List.of("oslo", "bergen")) {
            stores.put(zone, kind.equals("sealed") ? MemoryStore.sealed(zone) : MemoryStore.natural(zone));
        }
        House made = House.over(stores);
        if (kind.equals("directory")) {
            made.zones.replaceAll((zone, _) -> ScriptedStore.over(disk(zone)));
        }
        return made;
    }

    private LocalStore disk(String zone) {
        LocalStore disk = new LocalStore(new LocalZoneConfig(new ZoneCode(zone), directory.resolve(zone), 2));
        disk.prepare().block();
        disks.add(disk);
        return disk;
    }

    /** Another gateway with a ledger of its own over the same zones. */
    private static House on(House other) {
        House stranger = House.over(other.stores);
        stranger.zones.putAll(other.zones);
        return stranger;
    }

    private void unmark(String zone) {
        await(new Markers(house.ledger).unmark(zone(house, zone), House.BUCKET).thenReturn(true));
    }

    private static Claim claim(House house, String zone) {
        return await(new Markers(house.ledger).claim(zone(house, zone), House.BUCKET));
    }

    /** What the place of one zone says to somebody who takes it for the other. */
    private static Claim claim(House house, String place, String name) {
        Zone there = zone(house, place);
        Zone called = new Zone(new ZoneCode(name), name, "memory", "eu", there.endpoint(), false, true, there.store());
        return await(new Markers(house.ledger).claim(called, House.BUCKET));
    }

    private static Map<ZoneCode, Recognition> recognized(House house) {
        return await(new Recognizer(house.ledger).of(house.topology().zones()));
    }

    private static Zone zone(House house, String name) {
        return house.topology().zone(new ZoneCode(name)).orElseThrow();
    }

    private static Bucket bucket(House house) {
        return await(house.ledger.buckets().find(new BucketName(House.BUCKET)));
    }
}
