package dev.s3gateway.upkeep;

import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.replication.House;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SpreadJobTest {

    private static final byte[] BODY = "a body".getBytes(StandardCharsets.UTF_8);

    private final House house = House.of("oslo", "bergen");
    private final SpreadJob spread = new SpreadJob(house.ledger.holdings(), house::topology);

    @Test
    void aZoneThatWasAddedGetsItsBucketAndEveryCopy() {
        house.write("cat.jpg", BODY);
        house.write("dog.jpg", BODY);
        walk();
        add("tromso");

        walk();
        Upkeep.of(house).settle();

        assertThat(house.copies("tromso", "cat.jpg")).hasSize(1);
        assertThat(house.copies("tromso", "dog.jpg")).hasSize(1);
        assertThat(house.current("cat.jpg").requiredCopies()).isEqualTo(3);
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
    }

    @Test
    void asManyCopiesAsAreRequiredAndNoMore() {
        house.with(new BucketDefaults(house.defaults.ack(), true, 1, OptionalInt.of(2), true));
        house.write("cat.jpg", BODY);
        add("tromso");

        walk();

        assertThat(Upkeep.of(house).waiting(Task.Kind.COPY)).isZero();
        assertThat(house.current("cat.jpg").requiredCopies()).isEqualTo(2);
    }

    @Test
    void aZoneThatIsGoneIsNotRequiredAnyMore() {
        house.write("cat.jpg", BODY);
        house.zones.remove("bergen");

        walk();

        assertThat(house.current("cat.jpg").requiredCopies()).isEqualTo(1);
        assertThat(await(house.ledger.holdings().zones())).contains(new ZoneCode("bergen"));
    }

    @Test
    void whatWasPlannedBeforeTheChangeAndCommittedAfterItIsFoundTheSecondTime() {
        add("tromso");
        walk();
        ScriptedStore tromso = house.zones.remove("tromso");
        house.write("late.jpg", BODY);
        house.zones.put("tromso", tromso);
        walk();
        assertThat(Upkeep.of(house).waiting(Task.Kind.COPY)).isZero();

        Upkeep.of(house).pass(Duration.ofMinutes(2));
        walk();
        Upkeep.of(house).settle();

        assertThat(house.copies("tromso", "late.jpg")).hasSize(1);
    }

    private void add(String zone) {
        MemoryStore store = MemoryStore.natural(zone);
        house.stores.put(zone, store);
        house.zones.put(zone, ScriptedStore.over(store));
    }

    private void walk() {
        while (await(spread.step()) instanceof Step.Worked) {
            // page by page
        }
    }
}
