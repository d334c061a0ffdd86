package dev.s3gateway.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.Concern;
import dev.s3gateway.backend.KeyRules;
import dev.s3gateway.backend.KeyTrait;
import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.ScriptedStore.Call;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.guard.Surveyed;
import dev.s3gateway.backend.probe.Probe;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Probes;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.replication.House;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done with what probes find. */
@Timeout(60)
class ProbedBucketsTest {

    private static final byte[] BYTES = "bytes".getBytes(StandardCharsets.UTF_8);
    private static final Concern EXPIRY = new Concern(Concern.Kind.LIFECYCLE, "rule tidy expires objects");
    private static final ZoneCode BERGEN = new ZoneCode("bergen");

    private final House house = House.of("oslo", "bergen");

    @Test
    void everyZoneBucketIsProbedOnceAndThenWeekly() {
        assertThat(work()).isInstanceOf(Step.Worked.class);
        assertThat(work()).isInstanceOf(Step.Worked.class);
        assertThat(work()).isInstanceOf(Step.Idle.class);

        assertThat(rows()).singleElement()
                .satisfies(row -> assertThat(row.found().orElseThrow().answers()).hasSize(Ability.values().length));
        house.clock.advance(Duration.ofDays(8));
        assertThat(work()).isInstanceOf(Step.Worked.class);
    }

    @Test
    void aZoneThatIsAwayIsProbedWhenItIsBack() {
        house.zone("oslo").down();
        house.zone("bergen").down();
        assertThat(List.of(work(), work())).hasOnlyElementsOfType(Step.Worked.class);
        assertThat(rows().getFirst().found()).isEmpty();

        house.zone("bergen").up();
        house.clock.advance(Duration.ofMinutes(16));
        assertThat(List.of(work(), work())).hasOnlyElementsOfType(Step.Worked.class);

        assertThat(rows().getFirst().found()).isPresent();
    }

    @Test
    void nothingIsWrittenWhereARuleOfTheZonesOwnerWasNotAccepted() {
        found(KeyRules.ALL, Map.of(), List.of(EXPIRY));

        house.write("a", BYTES);
        assertThat(house.copies("bergen", "a")).isEmpty();

        house.accepted.add(Concern.Kind.LIFECYCLE);
        house.write("b", BYTES);
        assertThat(house.copies("bergen", "b")).hasSize(1);
    }

    @Test
    void aKeyThatTheZoneCannotKeepLiesThereUnderAHiddenName() {
        found(new KeyRules(Set.of(KeyTrait.DOUBLE_SLASH), 1024, 255, true), Map.of(), List.of());

        house.write("a//b", BYTES);
        house.write("x".repeat(256), BYTES);
        house.write("a/b", BYTES);

        assertThat(keysIn("bergen")).filteredOn(key -> key.startsWith(".s3gateway/")).hasSize(2);
        assertThat(keysIn("bergen")).filteredOn(key -> !key.startsWith(".s3gateway/")).containsExactly("a/b");
        assertThat(keysIn("oslo")).contains("a//b");
        house.zone("oslo").down();
        assertThat(house.read("a//b")).isEqualTo(BYTES);
    }

    @Test
    void aClientsKeyIsNeverTakenForANameOfOurs() {
        house.write(".s3gateway/marker", BYTES);

        assertThat(keysIn("oslo")).hasSize(1).doesNotContain(".s3gateway/marker");
        assertThat(house.read(".s3gateway/marker")).isEqualTo(BYTES);
    }

    @Test
    void aTagThatIsKnownToBeInventedIsNotBelievedButTheBytesAreRead() {
        found(KeyRules.ALL, Map.of(Ability.DIGEST, Answer.no("invented")), List.of());

        house.write("a", BYTES);

        assertThat(house.zone("bergen").count(Call.GET)).isEqualTo(1);
        assertThat(house.zone("oslo").count(Call.GET)).isZero();
    }

    @Test
    void aZoneThatSeesItsWritesLateHasThemOnceItSeesThem() {
        found(KeyRules.ALL, Map.of(Ability.READ_AFTER_WRITE, Answer.no("late")), List.of());
        house.zone("bergen").once(Call.SIZE, Scripts.refuses(() -> new StoreFailure.NotFound("not yet")));

        house.write("a", BYTES);

        assertThat(house.zone("bergen").count(Call.SIZE)).isEqualTo(2);
        assertThat(house.current("a").completeCopies()).hasSize(2);
    }

    @Test
    void aBucketIsProbedBeforeItIsWrittenToAndTheNextOneLikeIt() {
        MemoryStore zone = MemoryStore.sealed("bergen");
        ObjectStore surveyed = new Surveyed(BERGEN, zone, new Probe(InstantSource.system()));

        assertThat(Objects.requireNonNull(surveyed.createBucket("one").block()).layout()).isEqualTo(Layout.SEALED);
        assertThat(Objects.requireNonNull(surveyed.createBucket("two").block()).layout()).isEqualTo(Layout.SEALED);

        assertThat(zone.copies("one")).isEmpty();
        assertThat(zone.copies("two")).isEmpty();
    }

    private void found(KeyRules keys, Map<Ability, Answer> answers, List<Concern> concerns) {
        Map<Ability, Answer> all = new EnumMap<>(Map.of(Ability.VERSIONS, Answer.yes()));
        all.putAll(answers);
        house.ledger.probes()
                .keep(House.await(house.buckets().find(new BucketName(House.BUCKET))).id(), BERGEN,
                        new Capabilities(Instant.EPOCH, true, all, keys, concerns), Duration.ofDays(7))
                .block();
    }

    private Step work() {
        return House.await(new ProbeJob(house.ledger.probes(), new Probe(house.clock), house::topology, house).step());
    }

    private List<Probes.Row> rows() {
        return House.await(house.ledger.probes().in(BERGEN, "", 10));
    }

    private List<String> keysIn(String zone) {
        return house.store(zone).copies(House.BUCKET).stream().map(copy -> copy.locator().key()).toList();
    }
}
