package dev.s3gateway.upkeep;

import static dev.s3gateway.replication.House.BUCKET;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ScriptedStore.Call;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.Errand;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.replication.House;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others put into zones is taken in where it lies, and never against the ledger's word. */
@Timeout(60)
class ImportJobTest {

    private final House house = house();

    private static House house() {
        Map<String, MemoryStore> stores = new LinkedHashMap<>();
        stores.put("oslo", MemoryStore.sealed("oslo"));
        stores.put("bergen", MemoryStore.natural("bergen"));
        stores.put("tromso", MemoryStore.sealed("tromso"));
        House house = House.over(stores);
        house.createBucket(BUCKET);
        return house;
    }

    @Test
    void whatLiesInSeveralZonesBecomesOneVersionWithTheseCopies() {
        place("oslo", "cat.jpg", "miaow");
        place("bergen", "cat.jpg", "miaow");
        place("tromso", "cat.jpg", "woof!");

        Errand errand = run(false);

        assertThat(errand.state()).isEqualTo(Errand.State.DONE);
        assertThat(errand.tally().done()).isEqualTo(1);
        assertThat(errand.tally().bytes()).isEqualTo(5);
        Version version = house.current("cat.jpg");
        assertThat(version.isManaged()).isTrue();
        assertThat(version.completeCopies()).extracting(Copy::zone)
                .extracting(Object::toString)
                .containsExactly("oslo", "bergen");
        assertThat(house.read("cat.jpg")).asString().isEqualTo("miaow");
        assertThat(house.ledger.tasks().waiting().block()).containsEntry(Task.Kind.COPY, 1L);
        assertThat(house.zone("oslo").count(Call.PUT) + house.zone("oslo").count(Call.DELETE)).isZero();
    }

    @Test
    void whatWasTakenInGetsItsMissingCopiesAndGoesFromAllZonesWithItsKey() {
        place("oslo", "cat.jpg", "miaow");
        place("bergen", "cat.jpg", "miaow");
        var _ = run(false);
        Upkeep upkeep = Upkeep.of(house);

        upkeep.converge();
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
        assertThat(copies()).isEqualTo(3);

        house.remove("cat.jpg");
        upkeep.converge();
        assertThat(copies()).isZero();
    }

    @Test
    void whatSomebodyPutInThePlaceOfWhatWasTakenInStays() {
        place("oslo", "cat.jpg", "miaow");
        var _ = run(false);
        place("oslo", "cat.jpg", "woof!");

        house.remove("cat.jpg");
        Upkeep.of(house).converge();

        assertThat(copies()).isEqualTo(1);
    }

    private long copies() {
        return List.of("oslo", "bergen", "tromso")
                .stream()
                .mapToLong(zone -> house.store(zone).copies(BUCKET).size())
                .sum();
    }

    @Test
    void aRehearsalOnlyCounts() {
        place("oslo", "cat.jpg", "miaow");

        Errand errand = run(true);

        assertThat(errand.tally().done()).isEqualTo(1);
        assertThat(house.zone("oslo").count(Call.GET)).isZero();
        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.NoSuchKey.class);
    }

    @Test
    void whatWasDeletedOrWrittenStaysAsItIs() {
        house.with(BucketDefaults.STANDARD.with(Unmanaged.SERVE));
        place("oslo", "deleted", "miaow");
        place("oslo", "written", "miaow");
        house.remove("deleted");
        house.write("written", bytes("ours"));

        assertThat(run(false).tally().seen()).isZero();

        assertThatThrownBy(() -> house.read("deleted")).isInstanceOf(Failure.NoSuchKey.class);
        assertThat(house.read("written")).asString().isEqualTo("ours");
    }

    @Test
    void itGoesOnPageByPageAndASecondRunFindsNothing() {
        for (int i = 0; i < 250; i++) {
            place("oslo", "k%03d".formatted(i), "x");
        }

        assertThat(run(false).tally().done()).isEqualTo(250);

        assertThat(run(false).tally().seen()).isZero();
    }

    @Test
    void anObjectThatCannotBeReadIsCountedAndLeft() {
        place("oslo", "cat.jpg", "miaow");
        place("oslo", "dog.jpg", "woof");
        house.zone("oslo")
                .once(Call.GET, Scripts
                        .refuses(() -> new StoreFailure.Rejected("AccessDenied", "not yours")));

        Errand errand = run(false);

        assertThat(errand.tally().failed()).isEqualTo(1);
        assertThat(errand.tally().done()).isEqualTo(1);
    }

    @Test
    void whileAZoneIsAwayItWaitsAndSaysWhyAndThenAnotherGatewayGoesOn() {
        place("oslo", "cat.jpg", "miaow");
        Errand begun = await(house.ledger.errands().begin(Errand.Kind.IMPORT, BUCKET, List.of(), false));
        house.zone("oslo").down();

        assertThat(await(job(house).step())).isInstanceOf(Step.Idle.class);
        Errand waiting = await(house.ledger.errands().find(begun.id()));
        assertThat(waiting.state()).isEqualTo(Errand.State.RUNNING);
        assertThat(waiting.reason()).get().asString().contains("oslo");

        house.zone("oslo").up();
        assertThat(await(job(house.another()).step())).isInstanceOf(Step.Worked.class);
        assertThat(await(house.ledger.errands().find(begun.id())).tally().done()).isEqualTo(1);
    }

    private static ImportJob job(House house) {
        return new ImportJob(house.ledger, house::topology,
                new Importer(house.ledger, house::topology, () -> new VersionId(UUID.randomUUID())));
    }

    private Errand run(boolean dryRun) {
        Errand begun = await(house.ledger.errands().begin(Errand.Kind.IMPORT, BUCKET, List.of(), dryRun));
        ImportJob job = job(house);
        while (await(job.step()) instanceof Step.Worked) {
            assertThat(await(house.ledger.errands().find(begun.id())).state()).isNotEqualTo(Errand.State.CANCELLED);
        }
        return await(house.ledger.errands().find(begun.id()));
    }

    private void place(String zone, String key, String text) {
        assertThat(house.store(zone).place(BUCKET, key, bytes(text))).isNotNull();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
