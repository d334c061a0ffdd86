package dev.s3gateway.upkeep;

import static dev.s3gateway.replication.House.BUCKET;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ScriptedStore.Call;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Errand;
import dev.s3gateway.replication.House;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An operator who leaves finds the objects in the zone under their own names, and the ledger knows where they are. */
@Timeout(60)
class RestoreNamesJobTest {

    private static final ZoneCode OSLO = new ZoneCode("oslo");

    private final House house = house();
    private final Upkeep upkeep = Upkeep.of(house);

    private static House house() {
        Map<String, MemoryStore> stores = new LinkedHashMap<>();
        stores.put("oslo", MemoryStore.sealed("oslo"));
        stores.put("bergen", MemoryStore.natural("bergen"));
        House house = House.over(stores);
        house.createBucket(BUCKET);
        return house;
    }

    @Test
    void everyObjectLiesUnderItsOwnNameAndUnderNoOther() {
        house.write("a/cat.jpg", new byte[]{1});
        house.write("dog.jpg", new byte[]{2, 2});
        house.write("dog.jpg", new byte[]{3, 3});

        Errand errand = run(false);
        upkeep.converge();

        assertThat(errand.state()).isEqualTo(Errand.State.DONE);
        assertThat(errand.tally()).extracting("done", "failed", "bytes").containsExactly(2L, 0L, 3L);
        assertThat(keysIn("oslo")).containsExactly("a/cat.jpg", "dog.jpg");
        house.zone("bergen").down();
        assertThat(house.read("dog.jpg")).isEqualTo(new byte[]{3, 3});
        assertThat(house.current("dog.jpg").completeIn(OSLO)).get().extracting(copy -> copy.key()).isEqualTo("dog.jpg");
    }

    @Test
    void whatIsDeletedOrReplacedAfterwardsGoesFromItsOwnNameToo() {
        house.write("gone", new byte[]{1});
        house.write("replaced", new byte[]{1});
        var _ = run(false);

        house.remove("gone");
        house.write("replaced", new byte[]{1});
        upkeep.converge();

        assertThat(keysIn("oslo")).singleElement().asString().startsWith("replaced!");
        assertThat(house.read("replaced")).isEqualTo(new byte[]{1});
        var _ = run(false);
        upkeep.converge();
        assertThat(keysIn("oslo")).containsExactly("replaced");
        assertThat(house.read("replaced")).isEqualTo(new byte[]{1});
    }

    @Test
    void aDryRunOnlyCounts() {
        house.write("cat.jpg", new byte[]{1});
        List<String> before = keysIn("oslo");

        assertThat(run(true).tally().done()).isEqualTo(1);

        assertThat(keysIn("oslo")).isEqualTo(before);
    }

    @Test
    void aSecondRunPassesOverWhatTheFirstHasDone() {
        house.write("cat.jpg", new byte[]{1});
        var _ = run(false);

        assertThat(run(false).tally()).extracting("done", "skipped").containsExactly(0L, 1L);
    }

    @Test
    void whatOthersPutThereStays() {
        var theirs = house.store("oslo").place(BUCKET, "cat.jpg", new byte[]{9});
        house.write("cat.jpg", new byte[]{1});

        assertThat(run(false).tally().failed()).isEqualTo(1);

        assertThat(house.store("oslo").copies(BUCKET)).anyMatch(copy -> copy.locator().equals(theirs));
        assertThat(house.read("cat.jpg")).isEqualTo(new byte[]{1});
    }

    @Test
    void aNameThatIsOneOfOursStaysHidden() {
        house.write(".s3gateway/marker", new byte[]{1});

        assertThat(run(false).tally().failed()).isEqualTo(1);
    }

    @Test
    void aZoneThatCannotCopyIsGivenTheBytes() {
        house.zone("oslo")
                .on(Call.COPY, Scripts.refuses(() -> new StoreFailure.Rejected("NotImplemented", "it cannot copy")));
        house.write("cat.jpg", new byte[]{1});

        assertThat(run(false).tally().done()).isEqualTo(1);
        assertThat(house.current("cat.jpg").completeIn(OSLO)).get().extracting(copy -> copy.key()).isEqualTo("cat.jpg");
    }

    @Test
    void itGoesOnWhereItWasWhenTheZoneIsBackAlsoInAnotherProcess() {
        for (int n = 0; n < 150; n++) {
            house.write("key-" + (100 + n), new byte[]{1});
        }
        Errand begun = await(house.ledger.errands().begin(Errand.Kind.RESTORE_NAMES, "oslo", List.of(), false));
        RestoreNamesJob job = job(house);
        var _ = await(job.step());
        house.zone("oslo").down();
        assertThat(await(job.step())).isInstanceOf(Step.Idle.class);
        Errand waiting = await(house.ledger.errands().find(begun.id()));
        assertThat(waiting.tally().done()).isEqualTo(100);
        assertThat(waiting.reason()).isPresent();

        house.zone("oslo").up();
        House next = house.another();
        Errand ended = ended(next, begun);

        assertThat(ended.tally()).extracting("done", "failed").containsExactly(150L, 0L);
    }

    @Test
    void aVersionThatIsReplacedWhileItIsCopiedLeavesNothingUnderTheName() {
        house.write("cat.jpg", new byte[]{1});
        house.zone("oslo").once(Call.COPY, Scripts.refuses(() -> {
            house.write("cat.jpg", new byte[]{2});
            return new StoreFailure.Rejected("NotImplemented", "it cannot copy");
        }));

        var _ = run(false);
        upkeep.converge();
        var _ = run(false);
        upkeep.converge();

        assertThat(keysIn("oslo")).containsExactly("cat.jpg");
        assertThat(house.read("cat.jpg")).isEqualTo(new byte[]{2});
    }

    private Errand run(boolean dryRun) {
        Errand begun = await(house.ledger.errands().begin(Errand.Kind.RESTORE_NAMES, "oslo", List.of(), dryRun));
        return ended(house, begun);
    }

    private static Errand ended(House its, Errand begun) {
        RestoreNamesJob job = job(its);
        for (int steps = 0; steps < 20; steps++) {
            var _ = await(job.step());
        }
        return await(its.ledger.errands().find(begun.id()));
    }

    private static RestoreNamesJob job(House its) {
        return new RestoreNamesJob(its.ledger, its::topology, new NameRestorer(its.ledger, its::topology,
                () -> OptionalLong.of(1), its.versionReader(), its.background));
    }

    private List<String> keysIn(String zone) {
        return house.store(zone).copies(BUCKET).stream().map(copy -> copy.locator().key()).toList();
    }
}
