package dev.s3gateway.upkeep;

import static dev.s3gateway.backend.ScriptedStore.Call.CREATE_UPLOAD;
import static dev.s3gateway.backend.ScriptedStore.Call.UPLOAD_PART;
import static dev.s3gateway.backend.Scripts.dropsTheAnswer;
import static dev.s3gateway.backend.Scripts.hangs;
import static dev.s3gateway.backend.Scripts.holdsTheAnswer;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Gate;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.replication.House;
import dev.s3gateway.replication.multipart.Uploading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Uploads that a zone has begun without our hearing of it (F06, F12): they are found and given up, and no others. */
@Timeout(60)
class LostUploadsTest {

    private static final byte[] FIRST = Uploading.random(5 << 20, 1);
    private static final byte[] LAST = Uploading.random(100_000, 2);

    enum Kind {
        NATURAL, SEALED
    }

    private House house = houseOf(Kind.NATURAL);

    private static House houseOf(Kind kind) {
        Map<String, MemoryStore> stores = new LinkedHashMap<>();
        for (String name : List.of("oslo", "bergen", "tromso")) {
            stores.put(name, kind == Kind.NATURAL ? MemoryStore.natural(name) : MemoryStore.sealed(name));
        }
        House house = House.over(stores);
        stores.values().forEach(store -> assertThat(store.at(house.clock)).isSameAs(store));
        house.createBucket(House.BUCKET);
        return house;
    }

    @ParameterizedTest
    @EnumSource
    void aZoneWhoseAnswerToTheBeginningWasLostForgetsTheUploadWhenItEnds(Kind kind) {
        house = houseOf(kind);
        house.zone("tromso").once(CREATE_UPLOAD, dropsTheAnswer());
        Uploading upload = Uploading.to(house);
        assertThat(house.store("tromso").openUploads()).isEqualTo(1);

        upload.complete(List.of(upload.part(1, LAST)));
        Upkeep.of(house).converge();

        assertNothingIsOpen();
        assertThat(house.current("key").completeCopies()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void anUploadWhoseGatewayDiedAtItsBeginningIsSweptFromEveryZone(Kind kind) { // F06
        house = houseOf(kind);
        house.crashingAt(point -> point.equals("multipart.after-create")
                ? Mono.error(new IllegalStateException("killed"))
                : Mono.empty());
        house.ledger.faults().failBefore("abort");
        var _ = house.uploads().create(Uploading.wish()).onErrorComplete().block();
        assertThat(house.store("oslo").openUploads()).isEqualTo(1);

        house.crashingAt(CrashPoints.NONE);
        Upkeep upkeep = Upkeep.of(house);
        upkeep.pass(Duration.ofDays(8));
        upkeep.converge();

        assertNothingIsOpen();
    }

    @Test
    void whatOthersUploadToTheKeyStays() {
        Uploading earlier = Uploading.to(house);
        open("earlier by somebody else");
        Upkeep.of(house).pass(Duration.ofMinutes(10));
        house.zone("tromso").once(CREATE_UPLOAD, dropsTheAnswer());
        Uploading lost = Uploading.to(house);
        Uploading sameTime = Uploading.to(house);
        Upkeep.of(house).pass(Duration.ofMinutes(10));
        open("later by somebody else");
        assertThat(house.store("tromso").openUploads()).isEqualTo(5);

        await(house.uploads().abort(lost.ref()).thenReturn(true));
        Upkeep upkeep = Upkeep.of(house);
        upkeep.converge();
        upkeep.pass(Duration.ofHours(25));
        upkeep.converge();

        assertThat(house.store("tromso").openUploads()).isEqualTo(4);
        earlier.complete(List.of(earlier.part(1, LAST)));
        sameTime.complete(List.of(sameTime.part(1, LAST)));
        assertThat(house.current("key").completeCopies()).hasSize(3);
    }

    @Test
    void nothingIsGivenUpAtAKeyToWhichAnotherUploadIsJustBegun() {
        house.zone("tromso").once(CREATE_UPLOAD, dropsTheAnswer());
        Uploading lost = Uploading.to(house);
        Gate gate = new Gate();
        house.zone("tromso").once(CREATE_UPLOAD, holdsTheAnswer(gate));
        var begun = house.uploads().create(Uploading.wish()).cache();
        var _ = begun.subscribe();
        await(house.uploads().abort(lost.ref()).thenReturn(true));
        Upkeep upkeep = Upkeep.of(house);

        upkeep.work();
        assertThat(house.store("tromso").openUploads()).isEqualTo(2);
        assertThat(upkeep.waiting(Task.Kind.ABORT_UPLOAD)).isPositive();
        gate.open();
        var _ = begun.block();
        upkeep.converge();

        assertThat(house.store("tromso").openUploads()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aRepairInPartsThatWasKilledLeavesNothingOpen(Kind kind) { // F06
        house = houseOf(kind);
        house.zone("tromso").down();
        Uploading upload = Uploading.to(house);
        upload.complete(List.of(upload.part(1, FIRST), upload.part(2, LAST)));
        house.zone("tromso").up();
        house.zone("tromso").once(UPLOAD_PART, hangs());
        assertThat(Upkeep.of(house).work()).isTrue();
        assertThat(house.store("tromso").openUploads()).isEqualTo(1);

        house.clock.advance(Duration.ofSeconds(61));
        house = house.another();
        Upkeep upkeep = Upkeep.of(house);
        upkeep.converge();

        assertThat(house.current("key").completeCopies()).hasSize(3);
        assertNothingIsOpen();
        upkeep.pass(Duration.ofHours(25));
        upkeep.converge();
        assertThat(upkeep.waiting()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aRepairInPartsWhoseBeginningWasNotAnsweredIsMadeAgainAndLeavesNothingOpen(Kind kind) { // F12
        house = houseOf(kind);
        Uploading upload = Uploading.to(house);
        upload.complete(List.of(upload.part(1, FIRST), upload.part(2, LAST)));
        Upkeep upkeep = Upkeep.of(house);
        upkeep.converge();
        open("by somebody else");
        upkeep.pass(Duration.ofMinutes(10));
        ZoneCode tromso = new ZoneCode("tromso");
        house.store("tromso").lose(house.current("key").completeIn(tromso).orElseThrow());
        await(house.ledger.versions().suspect(house.current("key").id(), tromso).thenReturn(true));
        house.zone("tromso").once(CREATE_UPLOAD, dropsTheAnswer());

        upkeep.converge();

        assertThat(house.current("key").completeCopies()).hasSize(3);
        assertThat(house.store("tromso").openUploads()).isEqualTo(1);
        upkeep.pass(Duration.ofDays(8));
        upkeep.converge();
        assertThat(upkeep.waiting()).isZero();
    }

    private void open(String by) {
        Locator somewhere = new Locator(new ZoneCode("tromso"), House.BUCKET, "key", Optional.empty(),
                new Stamp(0, new VersionId(UUID.nameUUIDFromBytes(by.getBytes(StandardCharsets.UTF_8))),
                        1));
        await(house.store("tromso").createUpload(somewhere, Metadata.ofType("text/plain")).thenReturn(true));
    }

    private void assertNothingIsOpen() {
        house.rest();
        house.stores.forEach((name, store) -> assertThat(store.openUploads()).as(name).isZero());
    }
}
