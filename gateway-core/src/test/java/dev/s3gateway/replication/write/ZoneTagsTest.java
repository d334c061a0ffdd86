package dev.s3gateway.replication.write;

import static dev.s3gateway.backend.ScriptedStore.Call.GET;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.DigestKind;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.object.ETag;
import dev.s3gateway.placement.Ack;
import dev.s3gateway.placement.Digesting;
import dev.s3gateway.replication.House;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code digest = auto}: who computes the MD5, and whom it is believed (protocol.md §5). */
class ZoneTagsTest {

    private static final byte[] SMALL = bytes(100);
    private static final byte[] LARGE = bytes(3 << 20);

    private Optional<House> opened = Optional.empty();

    @AfterEach
    void nothingIsLeftBehind() {
        House house = opened.orElseThrow();
        house.rest();
        assertThat(house.background.running()).isEmpty();
        assertThat(house.ledger.openIntents()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1 << 20, 3 << 20})
    void theTagIsTheMd5WhoeverComputesIt(int size) {
        House house = over(proving(DigestKind.MD5), proving(DigestKind.MD5), proving(DigestKind.NONE));

        Written written = house.write("cat.jpg", bytes(size));

        assertThat(written.complete()).isTrue();
        assertThat(written.version().content().etag()).isEqualTo(md5(bytes(size)));
        assertThat(reads(house)).isZero();
    }

    @Test
    void ofAnEmptyBodyNothingIsSummedUp() {
        House house = over(proving(DigestKind.FALSE_MD5), proving(DigestKind.MD5), proving(DigestKind.MD5));

        Written written = house.write("cat.jpg", new byte[0]);

        assertThat(written.version().content().etag()).isEqualTo(md5(new byte[0]));
        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("bergen", "tromso");
    }

    /** That these zones all say the same wrong thing shows that nobody here computed it. */
    @ParameterizedTest
    @ValueSource(ints = {100, 3 << 20})
    void whereEveryZoneProvesTheBytesTheTagIsTheZones(int size) {
        House house = over(proving(DigestKind.FALSE_MD5), proving(DigestKind.FALSE_MD5),
                proving(DigestKind.CRC32C));

        Written written = house.write("cat.jpg", bytes(size));

        assertThat(written.complete()).isTrue();
        assertThat(written.version().content().etag()).isEqualTo(tag(DigestKind.FALSE_MD5, bytes(size)));
    }

    @ParameterizedTest
    @EnumSource(names = {"MD5", "CRC32C", "NONE"})
    void oneZoneThatDoesNotLookAtSumsIsEnoughToHaveItComputedHere(DigestKind kind) {
        House house = over(proving(DigestKind.FALSE_MD5), proving(DigestKind.MD5), unproving(kind));

        Written written = house.write("cat.jpg", LARGE);

        assertThat(written.version().content().etag()).isEqualTo(md5(LARGE));
        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("bergen", "tromso");
        assertThat(house.zone("tromso").count(GET)).isEqualTo(kind == DigestKind.NONE ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"CRC32C", "NONE"})
    void whereNoZoneTellsTheMd5ItIsComputedHere(DigestKind kind) {
        House house = over(proving(kind), proving(kind), proving(kind));

        Written written = house.write("cat.jpg", LARGE);

        assertThat(written.complete()).isTrue();
        assertThat(written.version().content().etag()).isEqualTo(md5(LARGE));
        assertThat(reads(house)).isZero();
    }

    @Test
    void asConfiguredItIsComputedHereInAnyCase() {
        House house = over(proving(DigestKind.FALSE_MD5), proving(DigestKind.FALSE_MD5),
                proving(DigestKind.FALSE_MD5));
        house.with(house.defaults.with(Digesting.MD5));

        assertThatThrownBy(() -> house.write("cat.jpg", LARGE)).isInstanceOf(Failure.EveryZoneFailed.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 3 << 20})
    void twoTagsThatDifferAreSettledByReadingTheBytesBack(int size) {
        House house = over(proving(DigestKind.FALSE_MD5), proving(DigestKind.MD5), proving(DigestKind.MD5));

        Written written = house.write("cat.jpg", bytes(size));

        assertThat(written.version().content().etag()).isEqualTo(md5(bytes(size)));
        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("bergen", "tromso");
        assertThat(reads(house)).isEqualTo(1);
    }

    @Test
    void whereTheOnlyOneThatWouldHaveToldFailedTheBytesAreReadBack() {
        House house = over(proving(DigestKind.MD5), proving(DigestKind.NONE), proving(DigestKind.CRC32C));
        house.zone("oslo").on(PUT, Scripts.refuses(Scripts.full()));

        Written written = house.write("cat.jpg", LARGE);

        assertThat(written.version().content().etag()).isEqualTo(md5(LARGE));
        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("bergen", "tromso");
        assertThat(reads(house)).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadBackIsReadFromTheNextZoneAndElseIsNoSuccess() {
        House house = over(proving(DigestKind.MD5), proving(DigestKind.NONE), proving(DigestKind.NONE));
        house.zone("oslo").on(PUT, Scripts.refuses(Scripts.full()));
        house.zone("bergen").on(GET, Scripts.refuses(Scripts.refused()));

        assertThat(house.write("cat.jpg", LARGE).version().content().etag()).isEqualTo(md5(LARGE));
        house.zone("tromso").on(GET, Scripts.refuses(Scripts.refused()));
        assertThatThrownBy(() -> house.write("cat.jpg", SMALL)).isInstanceOf(Failure.TooFewCopies.class);
        house.zone("tromso").obeys();
        assertThat(house.read("cat.jpg")).isEqualTo(LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 3 << 20})
    void bytesThatChangedOnTheirWayAreRefusedByTheZoneItself(int size) {
        House house = over(proving(DigestKind.MD5), proving(DigestKind.MD5), proving(DigestKind.NONE));
        house.zone("tromso").on(PUT, Scripts.turnsABitOver());

        Written written = house.write("cat.jpg", bytes(size));

        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("oslo", "bergen");
        assertThat(written.version().content().etag()).isEqualTo(md5(bytes(size)));
        assertThat(house.copies("tromso", "cat.jpg")).isEmpty();
    }

    @Test
    void aLateLaneThatCallsTheBytesSomethingElseDoesNotCount() {
        House house = over(proving(DigestKind.MD5), proving(DigestKind.MD5), proving(DigestKind.FALSE_MD5));
        house.with(house.defaults.withAck(Ack.QUORUM).withMinReplicas(2));
        house.zone("tromso").on(PUT, Scripts.answersAfter(Duration.ofMillis(300)));

        Written written = house.write("cat.jpg", SMALL);

        house.rest();
        assertThat(written.version().content().etag()).isEqualTo(md5(SMALL));
        assertThat(house.current("cat.jpg").completeCopies()).extracting(copy -> copy.zone().value())
                .containsExactlyInAnyOrder("oslo", "bergen");
    }

    private static MemoryStore proving(DigestKind kind) {
        return unproving(kind).lookingAtSums();
    }

    private static MemoryStore unproving(DigestKind kind) {
        return MemoryStore.natural("zone").answering(kind);
    }

    private House over(MemoryStore oslo, MemoryStore bergen, MemoryStore tromso) {
        Map<String, MemoryStore> stores = new LinkedHashMap<>();
        stores.put("oslo", oslo.named("oslo"));
        stores.put("bergen", bergen.named("bergen"));
        stores.put("tromso", tromso.named("tromso"));
        House house = House.over(stores);
        house.createBucket(House.BUCKET);
        opened = Optional.of(house);
        return house;
    }

    private static long reads(House house) {
        return house.zones.values().stream().mapToLong(zone -> zone.count(GET)).sum();
    }

    private static ETag md5(byte[] bytes) {
        return tag(DigestKind.MD5, bytes);
    }

    private static ETag tag(DigestKind kind, byte[] bytes) {
        return ((ZoneDigest.Md5) kind.of(bytes)).etag();
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
