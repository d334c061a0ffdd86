package dev.s3gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.object.BucketName;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketNamingTest {

    private static final ZoneCode ZONE = new ZoneCode("FI-HEL_UC.1");
    private static final BucketName PHOTOS = new BucketName("photos");

    @ParameterizedTest(name = "{0}")
    @CsvSource({"{bucket}, photos", "acme-{bucket}-{zone}, acme-photos-fi-hel-uc-1",
            "{zone}.{bucket}, fi-hel-uc-1.photos",
            "{bucket}-x-{bucket}, photos-x-photos"})
    void aTemplateIsFilledAndReadBack(String template, String name) {
        var naming = new BucketNaming(template, Map.of());

        assertThat(naming.nameOf(PHOTOS, ZONE)).isEqualTo(name);
        assertThat(naming.bucketCalled(name, ZONE)).contains(PHOTOS);
        assertThat(naming.bucketCalled("foreign_" + name, ZONE)).isEmpty();
    }

    @Test
    void aHashIsTheSameEachTimeAndAnotherInEachZone() {
        var naming = new BucketNaming("acme-{hash}", Map.of());

        String name = naming.nameOf(PHOTOS, ZONE);

        assertThat(name).matches("acme-[0-9a-f]{20}").isEqualTo(naming.nameOf(PHOTOS, ZONE));
        assertThat(naming.nameOf(PHOTOS, new ZoneCode("other"))).isNotEqualTo(name);
        assertThat(naming.bucketCalled(name, ZONE)).isEmpty();
    }

    @Test
    void aHashBesideTheNameCanBeReadBack() {
        var naming = new BucketNaming("{hash}-{bucket}", Map.of());

        assertThat(naming.bucketCalled(naming.nameOf(PHOTOS, ZONE), ZONE)).contains(PHOTOS);
        assertThat(naming.bucketCalled("00000000000000000000-photos", ZONE)).isEmpty();
    }

    @Test
    void whatGrowsTooLongEndsInAHashInstead() {
        var naming = new BucketNaming("acme-{bucket}-{zone}", Map.of());
        var one = new BucketName("b".repeat(62) + "1");
        var other = new BucketName("b".repeat(62) + "2");

        assertThat(naming.nameOf(one, ZONE)).hasSize(63).matches(BucketName::isValid);
        assertThat(naming.nameOf(one, ZONE)).isNotEqualTo(naming.nameOf(other, ZONE));
    }

    @Test
    void aMappingWinsAndNobodyElseGetsItsName() {
        var naming = new BucketNaming("{bucket}", Map.of(PHOTOS, "Legacy_Photos", new BucketName("vitals"), "health",
                new BucketName("mine"), "videos"));

        assertThat(naming.nameOf(PHOTOS, ZONE)).isEqualTo("Legacy_Photos");
        assertThat(naming.nameOf(new BucketName("vitals"), ZONE)).as("a name that clients cannot say")
                .isEqualTo("health");
        assertThat(naming.nameOf(new BucketName("videos"), ZONE)).startsWith("videos-").isNotEqualTo("videos");
        assertThat(naming.bucketCalled("Legacy_Photos", ZONE)).contains(PHOTOS);
        assertThat(naming.bucketCalled("videos", ZONE)).contains(new BucketName("mine"));
        assertThat(naming.bucketCalled("photos", ZONE)).as("a namesake of a mapped bucket").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "{zone}", "{buket}", "{bucket}/x", "Acme-{bucket}", "-{bucket}", "{bucket}."})
    void aTemplateThatMakesNoNamesIsRefused(String template) {
        assertThatThrownBy(() -> new BucketNaming(template, Map.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("bucket-template");
    }

    @Test
    void aMappingThatCannotBeIsRefused() { // A97
        assertThatThrownBy(() -> new BucketNaming("{bucket}", Map.of(PHOTOS, "a/b")))
                .hasMessage("buckets maps photos to 'a/b', which is no bucket's name");
        assertThatThrownBy(() -> new BucketNaming("{bucket}", Map.of(PHOTOS, "one", new BucketName("mine"), "one")))
                .hasMessage("buckets maps two buckets to 'one'; give each its own");
    }
}
