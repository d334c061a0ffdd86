package dev.s3gateway.backend.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.BucketSettings;
import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.Concern;
import dev.s3gateway.backend.Delegate;
import dev.s3gateway.backend.KeyRules;
import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

@Timeout(60)
class ProbeTest {

    static final Instant NOW = Instant.parse("2026-05-17T12:00:00Z");
    private static final ZoneCode ZONE = new ZoneCode("zone-1");
    private static final String BUCKET = "photos";

    private final Probe probe = new Probe(InstantSource.fixed(NOW), Duration.ofMillis(1));
    private final MemoryStore zone = MemoryStore.natural("zone-1").at(() -> NOW).with(BUCKET);

    @Test
    void anHonestZoneCanEverything() {
        Capabilities found = probed(zone);

        assertThat(found.answers()).hasSize(Ability.values().length)
                .allSatisfy((ability, answer) -> assertThat(answer.verdict()).as("%s %s", ability, answer)
                        .isEqualTo(Answer.Verdict.YES));
        assertThat(found.keys()).isEqualTo(KeyRules.ALL);
        assertThat(found.layout()).isEqualTo(Layout.NATURAL);
        assertThat(found.probedAt()).isEqualTo(NOW);
    }

    @Test
    void everyQuestionHasALiarToItsName() {
        assertThat(Arrays.stream(Lies.values()).map(lie -> lie.ability)).contains(Ability.values());
    }

    @ParameterizedTest
    @EnumSource
    void everyLieIsFoundAndNothingElseIsBlamed(Lies lie) {
        Capabilities found = probed(lie.over(zone));

        assertThat(found.answer(lie.ability)).isEqualTo(Answer.no(lie.detail));
        assertThat(found.answers()).allSatisfy((ability, answer) -> assertThat(answer.verdict()).as("%s", ability)
                .isEqualTo(ability == lie.ability ? Answer.Verdict.NO : Answer.Verdict.YES));
    }

    @ParameterizedTest
    @EnumSource
    void nothingThatAProbeWroteStays(Lies lie) {
        assertThat(probed(lie.over(zone)).answers()).isNotEmpty();

        assertThat(zone.copies(BUCKET)).isEmpty();
    }

    @Test
    void whatLandsAfterItsTryHasFailedGoesWithTheNextOne() {
        AtomicBoolean broken = new AtomicBoolean(true);
        ObjectStore breaking = new Delegate(zone) {
            @Override
            public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
                if (!planned.key().endsWith("fresh/0") || !broken.getAndSet(false)) {
                    return honest.put(planned, metadata, body);
                }
                var _ = honest.put(planned, metadata, Body.of("late"))
                        .delaySubscription(Duration.ofMillis(100))
                        .subscribe();
                return body.discard().then(Mono.error(new StoreFailure.Unreachable("hung up", null)));
            }
        };

        assertThat(probed(breaking).answer(Ability.READ_AFTER_WRITE).verdict()).isEqualTo(Answer.Verdict.YES);

        assertThat(zone.copies(BUCKET)).isEmpty();
    }

    @Test
    void aZoneThatLosesVersionsIsSealed() {
        assertThat(probed(Lies.LOSES_A_VERSION.over(zone)).layout()).isEqualTo(Layout.SEALED);
        assertThat(probed(Lies.NAMES_NO_VERSION.over(zone)).layout()).isEqualTo(Layout.SEALED);
        assertThat(probed(MemoryStore.sealed("zone-1").at(() -> NOW).with(BUCKET)).layout()).isEqualTo(Layout.SEALED);
    }

    @Test
    void whatWritesMustKnowFollowsFromTheAnswers() {
        assertThat(Traits.of(probed(Lies.INVENTS_ITS_TAGS.over(zone))).tags()).isEqualTo(Traits.Md5Tags.FALSE);
        assertThat(Traits.of(probed(Lies.SEES_NEW_KEYS_LATE.over(zone))).readsItsWrites()).isFalse();
        Traits plain = Traits.unprobed(Layout.NATURAL);
        assertThat(Traits.of(probed(zone)))
                .isEqualTo(new Traits(plain.layout(), plain.keys(), Traits.Md5Tags.SEEN, true,
                        plain.readsItsWrites(), plain.concerns()));
    }

    @Test
    void rulesOfTheZonesOwnerAreFindings() {
        Concern expiry = new Concern(Concern.Kind.LIFECYCLE, "rule tidy expires objects");

        Capabilities found = probed(concerned(expiry));

        assertThat(found.concerns()).containsExactly(expiry);
        assertThat(Traits.of(found).concerns()).containsExactly(Concern.Kind.LIFECYCLE);
    }

    @Test
    void aZoneThatIsAwayIsNotJudged() {
        assertThatThrownBy(() -> probed(ScriptedStore.over(zone).down())).isInstanceOf(StoreFailure.Unreachable.class);

        ScriptedStore dying = ScriptedStore.over(zone)
                .on(ScriptedStore.Call.STAMPED_AT, Scripts.refuses(Scripts.refused()))
                .on(ScriptedStore.Call.PING, Scripts.refuses(Scripts.refused()));
        assertThatThrownBy(() -> probed(dying)).isInstanceOf(StoreFailure.Unreachable.class);
    }

    @Test
    void aMissingBucketIsNotJudged() {
        assertThatThrownBy(() -> await(probe.full(zone, ZONE, "elsewhere"))).isInstanceOf(StoreFailure.NotFound.class);
    }

    @Test
    void whatIsUrgentAgreesWithTheWhole() {
        for (Lies lie : Lies.values()) {
            Capabilities urgent = await(probe.urgent(lie.over(zone), ZONE, BUCKET));

            Traits whole = Traits.of(probed(lie.over(zone)));
            // Whether sums are looked at may be known later: until then more is computed than need be.
            assertThat(Traits.of(urgent)).as("%s", lie)
                    .isEqualTo(new Traits(whole.layout(), whole.keys(), whole.tags(), false, whole.readsItsWrites(),
                            whole.concerns()));
        }
    }

    @Test
    void anotherBucketOfTheZoneIsJudgedByThisOneAndItsOwnSettings() {
        Capabilities known = probed(Lies.COLLAPSES_SLASHES.over(zone));

        Capabilities like = await(probe.like(known, zone, ZONE, BUCKET));

        assertThat(like.layout()).isEqualTo(Layout.NATURAL);
        assertThat(like.keys()).isEqualTo(known.keys());
        assertThat(await(probe.like(known, Lies.KEEPS_NO_VERSIONS.over(zone), ZONE, BUCKET)).layout())
                .isEqualTo(Layout.SEALED);
        assertThat(zone.copies(BUCKET)).isEmpty();
    }

    @Test
    void aPromiseThatNoBucketOfTheZoneHasMadeBeforeIsTried() {
        Capabilities known = probed(Lies.KEEPS_NO_VERSIONS.over(zone));

        assertThat(await(probe.like(known, zone, ZONE, BUCKET)).layout()).isEqualTo(Layout.NATURAL);
        assertThat(await(probe.like(known, Lies.LOSES_A_VERSION.over(zone), ZONE, BUCKET)).layout())
                .isEqualTo(Layout.SEALED);
    }

    private ObjectStore concerned(Concern concern) {
        return new Delegate(zone) {
            @Override
            public Mono<BucketSettings> settings(String bucket) {
                return honest.settings(bucket)
                        .map(set -> new BucketSettings(set.versioned(), set.lockable(), List.of(concern), List.of()));
            }
        };
    }

    private Capabilities probed(ObjectStore store) {
        return await(probe.full(store, ZONE, BUCKET));
    }

    private static <T> T await(Mono<T> work) {
        return Objects.requireNonNull(work.block(Duration.ofSeconds(30)));
    }
}
