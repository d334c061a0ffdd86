package dev.s3gateway.replication.multipart;

import static dev.s3gateway.backend.ScriptedStore.Call.ABORT_UPLOAD;
import static dev.s3gateway.backend.ScriptedStore.Call.COMPLETE_UPLOAD;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.backend.Scripts.answersAfter;
import static dev.s3gateway.backend.Scripts.dropsTheAnswer;
import static dev.s3gateway.backend.Scripts.full;
import static dev.s3gateway.backend.Scripts.hangs;
import static dev.s3gateway.backend.Scripts.holdsTheAnswer;
import static dev.s3gateway.backend.Scripts.refuses;
import static dev.s3gateway.backend.Scripts.startsWhen;
import static dev.s3gateway.replication.House.await;
import static dev.s3gateway.replication.multipart.Uploading.listed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.Gate;
import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.guard.Deadline;
import dev.s3gateway.backend.guard.GuardConfig;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.placement.Ack;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.replication.House;
import dev.s3gateway.replication.write.Written;
import dev.s3gateway.upkeep.Upkeep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** When a Complete is answered, and what becomes of zones that answer later, or wrongly, or not at all. */
@Timeout(60)
class AcknowledgedUploadsTest {

    private static final byte[] BYTES = Uploading.random(100_000, 2);

    private static final GuardConfig TEN_MINUTES = new GuardConfig(Duration.ofSeconds(30), Duration.ofMinutes(10),
            Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofMinutes(1), 64, 64, 5,
            Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));

    private final House house = House.of("oslo", "bergen", "tromso")
            .with(BucketDefaults.STANDARD.withAck(Ack.QUORUM).withMinReplicas(2));
    private final Gate gate = new Gate();

    @Test
    void underQuorumASlowZoneCompletesInTheBackground() {
        Uploading upload = uploaded();
        house.zone("tromso").once(COMPLETE_UPLOAD, holdsTheAnswer(gate));

        Written written = complete(upload);

        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("oslo", "bergen");
        assertThat(written.complete()).isFalse();
        assertThat(stateIn("tromso")).contains(Copy.State.WRITING);
        assertThat(house.read("key")).isEqualTo(BYTES);
        gate.open();
        house.rest();
        assertThat(stateIn("tromso")).contains(Copy.State.COMPLETE);
        assertThat(waiting()).as("nothing is copied, purged or given up").isZero();
        assertEverythingIsEverywhereOnce();
        assertThat(house.zone("tromso").count(PUT)).isZero();
    }

    @Test
    void aZoneThatFailsAfterTheAnswerForgetsTheUploadAndGetsItsCopyByATask() {
        Uploading upload = uploaded();
        house.zone("tromso").once(COMPLETE_UPLOAD, startsWhen(gate, refuses(full())));

        complete(upload);
        assertThat(house.store("tromso").openUploads()).isEqualTo(1);
        gate.open();
        house.rest();
        Upkeep.of(house).converge();

        assertThat(house.zone("tromso").count(ABORT_UPLOAD)).isPositive();
        assertEverythingIsEverywhereOnce();
    }

    @Test
    void aZoneThatHangsIsOwedACopyAndWhatItCompletesAfterAllGoes() {
        Uploading upload = uploaded();
        house.zone("tromso").once(COMPLETE_UPLOAD, startsWhen(gate, dropsTheAnswer()));
        complete(upload);
        Upkeep upkeep = Upkeep.of(house);

        upkeep.pass(Duration.ofMinutes(31));
        upkeep.work();
        assertThat(house.current("key").completeCopies()).hasSize(3);
        gate.open();
        house.rest();
        upkeep.converge();

        assertEverythingIsEverywhereOnce();
    }

    @Test
    void whereTheGatewayDiesAfterTheAnswerTheSlowZoneGetsItsCopyFromAnother() { // F06
        Uploading upload = uploaded();
        house.zone("tromso").once(COMPLETE_UPLOAD, hangs());
        complete(upload);

        house.clock.advance(Duration.ofSeconds(61));
        House successor = house.another();
        Upkeep upkeep = Upkeep.of(successor);
        upkeep.converge();
        upkeep.pass(Duration.ofHours(25));
        upkeep.converge();

        assertEverythingIsEverywhereOnce(successor);
        assertThat(upkeep.waiting()).isZero();
    }

    @Test
    void underQuorumTooFewZonesAreKnownToBeTooFewOnlyWhenTheLastHasAnswered() {
        Uploading upload = uploaded();
        house.zone("oslo").once(COMPLETE_UPLOAD, refuses(full()));
        house.zone("bergen").once(COMPLETE_UPLOAD, answersAfter(Duration.ofMillis(50)));
        house.zone("tromso").once(COMPLETE_UPLOAD, answersAfter(Duration.ofMillis(100)));

        Written written = complete(upload);

        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("bergen", "tromso");
        assertThat(written.complete()).isFalse();
        Upkeep.of(house).converge();
        assertEverythingIsEverywhereOnce();
    }

    @Test
    void withPrimaryOneZoneIsEnoughHoweverManyTakePart() {
        Uploading upload = uploaded();
        house.with(BucketDefaults.STANDARD.withAck(Ack.PRIMARY));
        house.zone("bergen").once(COMPLETE_UPLOAD, holdsTheAnswer(gate));
        house.zone("tromso").once(COMPLETE_UPLOAD, holdsTheAnswer(gate));

        assertThat(complete(upload).zones()).extracting(ZoneCode::value).containsExactly("oslo");

        gate.open();
        house.rest();
        assertEverythingIsEverywhereOnce();
    }

    @Test
    void withPrimaryAnUploadThatBeginsGoesToOneZoneAndTheOthersAreOwedCopies() {
        house.with(BucketDefaults.STANDARD.withAck(Ack.PRIMARY));
        Uploading upload = uploaded();

        assertThat(complete(upload).zones()).extracting(ZoneCode::value).containsExactly("oslo");

        assertThat(house.zone("bergen").count(COMPLETE_UPLOAD)).isZero();
        Upkeep.of(house).converge();
        assertEverythingIsEverywhereOnce();
    }

    @Test
    void whereTheAnswerToTheCommitIsLostTheSlowZoneIsSettledAllTheSame() {
        Uploading upload = uploaded();
        house.zone("tromso").once(COMPLETE_UPLOAD, holdsTheAnswer(gate));
        house.ledger.faults().failAfter("commit");

        assertThatThrownBy(() -> complete(upload)).isInstanceOf(Failure.Overloaded.class);

        gate.open();
        house.rest();
        assertThat(stateIn("tromso")).contains(Copy.State.COMPLETE);
        assertEverythingIsEverywhereOnce();
    }

    @Test
    void aRefusedCommitLeavesNothingOfASlowZoneEither() { // I5
        house.write("key", Uploading.random(10, 1));
        Uploading upload = uploaded();
        house.zone("tromso").once(COMPLETE_UPLOAD, holdsTheAnswer(gate));
        Conditions ifNew = new Conditions(List.of(), List.of(Conditions.ANY), Optional.empty(), Optional.empty());
        house.remove("key");
        House racing = house.crashingAt(point -> point.equals("multipart.before-commit") ? rewritten() : Mono.empty());

        assertThatThrownBy(() -> await(racing.uploads()
                .complete(upload.completing(List.of(listed(1, BYTES)), ifNew))))
                .isInstanceOf(Failure.PreconditionFailed.class);

        gate.open();
        house.rest();
        Upkeep upkeep = Upkeep.of(house);
        upkeep.converge();
        upkeep.pass(Duration.ofHours(25));
        upkeep.converge();
        assertThat(house.read("key")).isEqualTo(Uploading.random(10, 3));
        house.stores.forEach((name, store) -> assertThat(store.copies(House.BUCKET)).as(name).hasSize(1));
    }

    private Mono<Void> rewritten() {
        return house.another()
                .writer()
                .write(House.put("key", new Body.Buffered(Uploading.random(10, 3))))
                .then();
    }

    /** As {@code backend.s3} tells of it: a 200 with an Error body is a refusal. */
    @Test
    void anErrorInTheBodyOfA200IsAFailureAndOneVersionComesOfItAll() { // F16
        house.with(BucketDefaults.STANDARD);
        Uploading upload = uploaded();
        house.zone("bergen").once(COMPLETE_UPLOAD, refuses(() -> new StoreFailure.Unreachable("InternalError", null)));

        Written written = complete(upload);

        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("oslo", "tromso");
        Upkeep.of(house).converge();
        assertEverythingIsEverywhereOnce();
    }

    @Test
    void aZoneThatAnswersAfterTenMinutesHasOneVersionLikeTheOthers() { // F16
        house.with(BucketDefaults.STANDARD);
        Uploading upload = uploaded();
        ScriptedStore late = house.zone("bergen").once(COMPLETE_UPLOAD, answersAfter(Duration.ofMinutes(11)));
        house.zones.put("bergen", ScriptedStore.over(new Deadline(late, TEN_MINUTES)));

        StepVerifier.withVirtualTime(() -> house.uploads().complete(upload.completing(List.of(listed(1, BYTES)))))
                .expectSubscription()
                .expectNoEvent(Duration.ofMinutes(9))
                .thenAwait(Duration.ofMinutes(3))
                .assertNext(done -> assertThat(done.written().orElseThrow().complete()).isTrue())
                .verifyComplete();

        assertEverythingIsEverywhereOnce();
    }

    @Test
    void aZoneThatBeginsToCompleteAfterTenMinutesGetsOneVersionInTheEnd() { // F16
        house.with(BucketDefaults.STANDARD);
        Uploading upload = uploaded();
        ScriptedStore late = house.zone("bergen").once(COMPLETE_UPLOAD, startsWhen(gate, dropsTheAnswer()));
        house.zones.put("bergen", ScriptedStore.over(new Deadline(late, TEN_MINUTES)));

        StepVerifier.withVirtualTime(() -> house.uploads().complete(upload.completing(List.of(listed(1, BYTES)))))
                .thenAwait(Duration.ofMinutes(11))
                .assertNext(done -> assertThat(done.written().orElseThrow().zones()).extracting(ZoneCode::value)
                        .containsExactly("oslo", "tromso"))
                .verifyComplete();

        gate.open();
        Upkeep upkeep = Upkeep.of(house);
        upkeep.converge();
        upkeep.pass(Duration.ofHours(25));
        upkeep.converge();
        assertEverythingIsEverywhereOnce();
    }

    private Uploading uploaded() {
        Uploading upload = Uploading.to(house);
        upload.part(1, BYTES);
        return upload;
    }

    private static Written complete(Uploading upload) {
        return upload.complete(List.of(listed(1, BYTES))).written().orElseThrow();
    }

    private Optional<Copy.State> stateIn(String zone) {
        return house.current("key")
                .copies()
                .stream()
                .filter(copy -> copy.zone().value().equals(zone))
                .map(Copy::state)
                .findFirst();
    }

    private long waiting() {
        return await(house.ledger.tasks().waiting()).values().stream().mapToLong(Long::longValue).sum();
    }

    private void assertEverythingIsEverywhereOnce() {
        house.rest();
        assertEverythingIsEverywhereOnce(house);
    }

    private static void assertEverythingIsEverywhereOnce(House house) {
        assertThat(house.current("key").completeCopies()).hasSize(3);
        assertThat(house.read("key")).isEqualTo(BYTES);
        house.stores.forEach((name, store) -> {
            assertThat(store.copies(House.BUCKET)).as(name)
                    .singleElement()
                    .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(BYTES));
            assertThat(store.openUploads()).as(name).isZero();
        });
    }
}
