package dev.s3gateway.replication;

import static dev.s3gateway.backend.ScriptedStore.Call.CREATE_BUCKET;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.BucketNaming;
import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.placement.Ack;
import dev.s3gateway.placement.BucketDefaults;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DiscoveryTest {

    private static final BucketName THEIRS = new BucketName("theirs");

    private final House house = House.of("oslo", "bergen").with(BucketDefaults.STANDARD.with(Unmanaged.SERVE));
    private final Discovery discovery = new Discovery(house.ledger, house::topology, _ -> true, "root", "eu");

    @Test
    void aBucketThatOneZoneHasCanBeWrittenToInAllAtOnce() {
        await(house.store("bergen").createBucket("theirs"));

        assertThat(await(discovery.all())).isEqualTo(1);

        assertThat(theirs().zones()).allMatch(ZoneBucket::isOpen).hasSize(2);
        assertThat(house.store("oslo").hasBucket("theirs")).isTrue();
    }

    @Test
    void aBucketOfAFallbackCanBeWrittenToInThePrimary() {
        house.with(new BucketDefaults(Ack.SETTLED, false, 1, OptionalInt.empty(), true).with(Unmanaged.SERVE));
        await(house.store("bergen").createBucket("theirs"));

        await(discovery.named(THEIRS));

        assertThat(theirs().in(new ZoneCode("oslo"))).get().matches(ZoneBucket::isOpen);
    }

    @Test
    void aZoneThatIsOnlyReadIsLeftAlone() {
        house.readOnly.add("bergen");
        await(house.store("bergen").createBucket("theirs"));
        int before = house.zone("bergen").seen().size();

        await(discovery.named(THEIRS));

        assertThat(house.zone("bergen").seen()).hasSizeGreaterThan(before)
                .noneMatch(seen -> seen.call() == CREATE_BUCKET
                        && seen.target().contains("theirs"));
        assertThat(theirs().in(new ZoneCode("oslo"))).get().matches(ZoneBucket::isOpen);
    }

    @Test
    void aMappedBucketIsFoundUnderTheNameThatClientsSay() {
        house.namings.put("bergen", new BucketNaming("{bucket}", Map.of(THEIRS, "health")));
        await(house.store("bergen").createBucket("health"));

        assertThat(await(discovery.all())).isEqualTo(1);

        assertThat(theirs().in(new ZoneCode("bergen"))).get().extracting(ZoneBucket::name).isEqualTo("health");
    }

    @Test
    void aBucketThatAnotherGatewayKeepsItsCopiesInIsNotFound() {
        House stranger = House.over(house.stores);
        stranger.createBucket(THEIRS.value());

        assertThat(await(discovery.all())).isZero();
        assertThat(discovery.named(THEIRS).blockOptional()).isEmpty();
        assertThat(house.ledger.buckets().find(THEIRS).blockOptional()).isEmpty();
    }

    private Bucket theirs() {
        return await(house.ledger.buckets().find(THEIRS));
    }
}
