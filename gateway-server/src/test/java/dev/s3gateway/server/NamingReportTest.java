package dev.s3gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.BucketNaming;
import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.BucketName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NamingReportTest {

    private static final BucketName PHOTOS = new BucketName("photos");

    @Test
    void aMappingOfABucketThatLiesElsewhereIsTold() {
        assertThat(NamingReport.findings(List.of(photosIn("photos")), List.of(zone(Map.of(PHOTOS, "legacy")))))
                .containsExactly(
                        "the bucket photos lies in zone oslo as photos; that it is mapped to legacy there counts"
                                + " only for a bucket that is new in the zone");
    }

    @Test
    void aMappingThatHoldsIsNotWorthAWordNorIsATemplateThatChanged() {
        assertThat(NamingReport.findings(List.of(photosIn("legacy")), List.of(zone(Map.of(PHOTOS, "legacy")))))
                .isEmpty();
        assertThat(NamingReport.findings(List.of(photosIn("acme-photos")), List.of(zone(Map.of())))).isEmpty();
    }

    private static Bucket photosIn(String name) {
        return new Bucket(new BucketId(new UUID(0, 1)), PHOTOS, "root", "eu", Instant.EPOCH, List.of(new ZoneBucket(
                new ZoneCode("oslo"), name, ZoneBucket.State.OPEN, Layout.SEALED, Optional.empty())), Optional.empty());
    }

    private static Zone zone(Map<BucketName, String> mapped) {
        return new Zone(new ZoneCode("oslo"), "oslo", "memory", "eu", Optional.empty(), true, true, false,
                new BucketNaming("{bucket}", mapped), Set.of(), MemoryStore.natural("oslo"));
    }
}
