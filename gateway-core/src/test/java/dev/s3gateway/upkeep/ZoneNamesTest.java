package dev.s3gateway.upkeep;

import static dev.s3gateway.backend.ScriptedStore.Call.CREATE_BUCKET;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.BucketNaming;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.replication.House;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What buckets are called in zones, where that is not what clients call them; and zones that are only read. */
class ZoneNamesTest {

    private static final byte[] SMALL = {1, 2, 3};

    private final House house = House.of("oslo", "bergen");
    private final Upkeep upkeep = Upkeep.of(house);

    @Test
    void aTemplateNamesTheBucketInItsZoneOnly() {
        house.namings.put("bergen", new BucketNaming("acme-{bucket}-{zone}", Map.of()));

        house.createBucket("archive");

        assertThat(in("archive", "oslo").name()).isEqualTo("archive");
        assertThat(in("archive", "bergen").name()).isEqualTo("acme-archive-bergen");
        assertThat(house.store("bergen").hasBucket("acme-archive-bergen")).isTrue();
        assertThat(house.store("bergen").hasBucket("archive")).isFalse();
    }

    @Test
    void aBucketKeepsItsNameInAZoneWhateverIsConfiguredLater() {
        house.namings.put("bergen", new BucketNaming("acme-{bucket}", Map.of()));

        assertThat(house.write("cat.jpg", SMALL).complete()).isTrue();

        assertThat(house.copies("bergen", "cat.jpg")).hasSize(1);
        assertThat(in(House.BUCKET, "bergen").name()).isEqualTo(House.BUCKET);
    }

    @Test
    void aMappingReachesAZoneBucketThatIsThereAlready() {
        await(house.store("bergen").createBucket("health"));
        house.namings.put("bergen", new BucketNaming("{bucket}", Map.of(new BucketName("vitals"), "health")));

        house.createBucket("vitals");

        assertThat(in("vitals", "bergen")).extracting(ZoneBucket::name, ZoneBucket::isOpen)
                .containsExactly("health", true);
        assertThat(house.store("bergen").hasBucket("vitals")).isFalse();
    }

    @Test
    void whereEveryZoneIsNeededATakenNameGivesWayAtOnce() {
        house.with(BucketDefaults.STANDARD.withMinReplicas(2));
        house.zone("bergen")
                .once(CREATE_BUCKET, Scripts.refuses(ZoneNamesTest::taken))
                .once(CREATE_BUCKET, Scripts.refuses(ZoneNamesTest::taken));

        house.createBucket("archive");

        assertThat(in("archive", "bergen").isOpen()).isTrue();
        assertThat(in("archive", "bergen").name()).matches("archive-[0-9a-f]{20}");
    }

    @Test
    void aNameThatAnOperatorHasChosenDoesNotGiveWay() {
        house.with(BucketDefaults.STANDARD.withMinReplicas(2));
        house.namings.put("bergen", new BucketNaming("{bucket}", Map.of(new BucketName("archive"), "legacy")));
        house.zone("bergen").on(CREATE_BUCKET, Scripts.refuses(ZoneNamesTest::taken));

        assertThatThrownBy(() -> house.createBucket("archive")).isInstanceOf(Failure.BucketAlreadyExists.class);
        house.with(BucketDefaults.STANDARD);
        house.createBucket("archive");
        upkeep.converge();

        assertThat(in("archive", "bergen")).extracting(ZoneBucket::name, ZoneBucket::state)
                .containsExactly("legacy", ZoneBucket.State.FAILED);
        assertThat(in("archive", "bergen").reason().orElseThrow()).startsWith("BucketAlreadyExists");
    }

    @Test
    void twoBucketsOfOursNeverShareAZoneBucket() { // A97
        house.namings.put("bergen", new BucketNaming("{bucket}", Map.of(new BucketName("mine"), House.BUCKET)));

        house.createBucket("mine");
        upkeep.converge();

        assertThat(in("mine", "bergen").state()).isEqualTo(ZoneBucket.State.FAILED);
        assertThat(in("mine", "bergen").reason().orElseThrow()).contains("the bucket photos lies in photos");
        assertThat(in(House.BUCKET, "bergen").isOpen()).isTrue();
    }

    @Test
    void aZoneThatIsOnlyReadHoldsNoCopyAndIsOwedNone() {
        house.readOnly.add("bergen");

        house.createBucket("archive");
        assertThat(house.write("cat.jpg", SMALL).complete()).isTrue();
        house.remove("cat.jpg");
        upkeep.converge();

        assertThat(house.store("bergen").hasBucket("archive")).isFalse();
        assertThat(house.zone("bergen").seen()).as("since its bucket was made").hasSize(1);
        assertThat(upkeep.waiting()).isZero();
    }

    private ZoneBucket in(String bucket, String zone) {
        return Objects.requireNonNull(house.buckets().find(new BucketName(bucket)).block())
                .in(new ZoneCode(zone))
                .orElseThrow();
    }

    private static StoreFailure taken() {
        return new StoreFailure.Rejected("BucketAlreadyExists", "somebody else has it");
    }
}
