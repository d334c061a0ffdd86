package dev.s3gateway.replication.read;

import static dev.s3gateway.backend.ScriptedStore.Call.GET;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Gate;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Script;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.replication.House;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Under a clock that only the test moves: a zone answers when its gate is opened. */
class HedgedReadTest {

    private static final byte[] BYTES = "some bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    private static final Duration USUAL = Duration.ofMillis(20);
    private static final Duration ALMOST = Duration.ofMillis(1);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final House house = House.of("oslo", "bergen", "tromso");
    private final List<String> hedges = new CopyOnWriteArrayList<>();
    private final AtomicInteger givenUp = new AtomicInteger();

    @BeforeEach
    void write() {
        house.hedging = Hedging.afterP95(5, (second, won) -> hedges.add(second + (won ? " won" : " lost")), time);
        house.write("cat.jpg", BYTES);
    }

    @AfterEach
    void nothingRunsOn() {
        house.rest();
        assertThat(house.background.running()).isEmpty();
        time.dispose();
    }

    @Test
    void aSecondZoneIsAskedOnceTheFirstIsLaterThanItUsuallyIs() {
        knowTheUsual();
        Gate oslo = holding("oslo");

        var reading = house.open("cat.jpg").toFuture();
        time.advanceTimeBy(USUAL.minus(ALMOST));
        assertThat(house.zone("bergen").count(GET)).isZero();
        time.advanceTimeBy(ALMOST);

        Opened opened = await(Mono.fromFuture(reading));
        assertThat(opened.zone().value()).isEqualTo("bergen");
        assertThat(await(House.bytes(opened.body()))).isEqualTo(BYTES);
        assertThat(hedges).containsExactly("bergen won");
        assertThat(house.zone("tromso").count(GET)).isZero();
        assertThat(givenUp).hasValue(0);
        oslo.open();
        house.rest();
        assertThat(givenUp).as("the body of the zone that lost").hasValue(1);
    }

    @Test
    void aZoneThatIsJustLateEnoughToBeDoubtedMayStillWin() {
        knowTheUsual();
        Gate oslo = holding("oslo");
        Gate bergen = holding("bergen");
        var reading = house.open("cat.jpg").toFuture();
        time.advanceTimeBy(USUAL);
        assertThat(house.zone("bergen").count(GET)).isEqualTo(1);

        oslo.open();

        assertThat(await(Mono.fromFuture(reading)).zone().value()).isEqualTo("oslo");
        assertThat(await(House.bytes(await(Mono.fromFuture(reading)).body()))).isEqualTo(BYTES);
        assertThat(hedges).containsExactly("bergen lost");
        bergen.open();
        house.rest();
        assertThat(givenUp).hasValue(1);
    }

    @Test
    void whenBothFailTheThirdIsAsked() {
        knowTheUsual();
        Gate oslo = failing("oslo");
        Gate bergen = failing("bergen");
        var reading = house.open("cat.jpg").toFuture();
        time.advanceTimeBy(USUAL);

        oslo.open();
        bergen.open();

        assertThat(await(Mono.fromFuture(reading)).zone().value()).isEqualTo("tromso");
        assertThat(await(House.bytes(await(Mono.fromFuture(reading)).body()))).isEqualTo(BYTES);
        assertThat(hedges).containsExactly("bergen lost");
    }

    @Test
    void aZoneThatFailsAtOnceIsNotWaitedFor() {
        knowTheUsual();
        house.zone("oslo").on(GET, Scripts.refuses(Scripts.reset()));

        assertThat(house.read("cat.jpg")).isEqualTo(BYTES);

        assertThat(hedges).isEmpty();
    }

    @Test
    void aClientThatLeavesLeavesNoAnswerUnread() {
        knowTheUsual();
        Gate oslo = holding("oslo");
        Gate bergen = holding("bergen");
        var reading = house.open("cat.jpg").toFuture();
        time.advanceTimeBy(USUAL);

        reading.cancel(true);
        oslo.open();
        bergen.open();
        house.rest();

        assertThat(givenUp).hasValue(2);
    }

    // Where one answer of twenty is 500 ms late, that is what 19 of 20 do not exceed: nobody asked a second zone in time.
    @Test
    void aZoneThatIsVeryLateNowAndThenIsNotWaitedForThatLong() {
        for (int i = 0; i < 100; i++) {
            answering("oslo", i % 15 == 0 ? Duration.ofMillis(500) : USUAL);
        }
        hedges.clear();
        long before = house.zone("bergen").count(GET);
        Gate oslo = holding("oslo");

        var reading = house.open("cat.jpg").toFuture();
        time.advanceTimeBy(USUAL.multipliedBy(2).minus(ALMOST));
        assertThat(house.zone("bergen").count(GET)).isEqualTo(before);
        time.advanceTimeBy(ALMOST);

        assertThat(await(Mono.fromFuture(reading)).zone().value()).isEqualTo("bergen");
        assertThat(await(House.bytes(await(Mono.fromFuture(reading)).body()))).isEqualTo(BYTES);
        oslo.open();
    }

    @Test
    void aReadThatFindsNoRoomInTheBudgetIsHedgedOnceThereIsSome() {
        knowTheUsual();
        spendTheBudget();
        Gate oslo = holding("oslo");
        var late = house.open("cat.jpg").toFuture();
        time.advanceTimeBy(USUAL.multipliedBy(3));
        assertThat(hedges).isEmpty();

        // Twenty further reads earn one more.
        for (int i = 0; i < 20; i++) {
            house.hedging.begun();
        }
        time.advanceTimeBy(USUAL);

        assertThat(await(Mono.fromFuture(late)).zone().value()).isEqualTo("bergen");
        assertThat(await(House.bytes(await(Mono.fromFuture(late)).body()))).isEqualTo(BYTES);
        oslo.open();
    }

    // When every zone is slow, twice as many requests would make them slower.
    @Test
    void noMoreReadsAskASecondZoneThanTheBudgetAllows() {
        knowTheUsual();
        int reads = 1000;
        long before = house.zone("bergen").count(GET);

        for (int i = 0; i < reads; i++) {
            Gate oslo = holding("oslo");
            var reading = house.open("cat.jpg")
                    .flatMap(opened -> House.bytes(opened.body()))
                    .toFuture();
            // Later each time, so that lateness never becomes what is usual.
            time.advanceTimeBy(Duration.ofSeconds(1 + i));
            oslo.open();
            assertThat(await(Mono.fromFuture(reading))).isEqualTo(BYTES);
        }

        long extra = house.zone("bergen").count(GET) - before;
        assertThat(extra).isEqualTo(hedges.size()).isBetween(10L, reads * 5 / 100 + 10L);
    }

    @Test
    void whileTooLittleIsKnownOfAZoneItIsWaitedFor() {
        Gate oslo = holding("oslo");
        var reading = house.open("cat.jpg").toFuture();
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(reading).isNotDone();

        oslo.open();

        assertThat(await(Mono.fromFuture(reading)).zone().value()).isEqualTo("oslo");
        assertThat(await(House.bytes(await(Mono.fromFuture(reading)).body()))).isEqualTo(BYTES);
    }

    @Test
    void unlessItIsWishedForNoSecondZoneIsAsked() {
        house.hedging = Hedging.off();
        knowTheUsual();
        Gate oslo = holding("oslo");
        var reading = house.open("cat.jpg").toFuture();
        time.advanceTimeBy(Duration.ofMinutes(1));

        oslo.open();

        assertThat(await(House.bytes(await(Mono.fromFuture(reading)).body()))).isEqualTo(BYTES);
        assertThat(house.zone("bergen").count(GET)).isZero();
    }

    /** The first zone answers often enough, and always after the same time. */
    private void knowTheUsual() {
        for (int i = 0; i < 20; i++) {
            answering("oslo", USUAL);
        }
        hedges.clear();
        givenUp.set(0);
    }

    /** One read, whose zone begins to answer after so long. */
    private void answering(String zone, Duration after) {
        Gate gate = holding(zone);
        var reading = house.open("cat.jpg")
                .flatMap(opened -> House.bytes(opened.body()))
                .toFuture();
        time.advanceTimeBy(after);
        gate.open();
        assertThat(await(Mono.fromFuture(reading))).isEqualTo(BYTES);
    }

    private void spendTheBudget() {
        while (house.hedging.mayAskAnother()) {
            // Until nothing is left.
        }
    }

    private Gate holding(String zone) {
        Gate gate = new Gate();
        house.zone(zone).on(GET, after(gate, true));
        return gate;
    }

    private Gate failing(String zone) {
        Gate gate = new Gate();
        house.zone(zone).on(GET, after(gate, false));
        return gate;
    }

    /** Answers, with a body that counts when it is given up, or fails, when the gate is opened. */
    private Script after(Gate gate, boolean answers) {
        return new Script() {
            @Override
            public Mono<Found> get(ObjectStore zone, Locator locator, Optional<ByteRange.Resolved> range) {
                return gate.opened()
                        .then(answers
                                ? zone.get(locator, range).map(HedgedReadTest.this::counted)
                                : Mono.error(Scripts.reset()));
            }
        };
    }

    private Found counted(Found found) {
        Body body = found.body();
        return new Found(found.size(), new Body.Streaming(body.length(), body.chunks(),
                Mono.defer(() -> {
                    givenUp.incrementAndGet();
                    return body.discard();
                })));
    }
}
