package dev.s3gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.BucketMemory;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two gateways on one ledger: what one remembers of a bucket, the other may have made untrue a moment ago. */
class RememberedBucketsTest {

    private static final String CAT = "/photos/cat.jpg";

    private final Front here = Front.open();
    private final Front there = here.another();

    @BeforeEach
    void remember() {
        assertThat(here.serve(Ask.put(CAT, "old")).status()).isEqualTo(200);
        assertThat(here.serve(Ask.get(CAT)).body()).isEqualTo("old");
    }

    @Test
    void aReadAsksTheLedgerOnceAndAWriteOrARemovalNeverForTheBucket() {
        int looks = calls("find");
        int reads = calls("current");

        here.serve(Ask.get(CAT).as("someone"));
        here.serve(Ask.of("HEAD", CAT).as("someone"));
        here.serve(Ask.put(CAT, "new").as("someone"));
        here.serve(Ask.of("DELETE", CAT).as("someone"));

        assertThat(calls("find")).isEqualTo(looks);
        assertThat(calls("current")).isEqualTo(reads + 2);
    }

    @Test
    void aBucketIsLookedUpAnewWhenItWasRememberedForLong() {
        int looks = calls("find");

        here.house.clock.advance(BucketMemory.LONGEST.plus(Duration.ofMillis(1)));
        here.serve(Ask.get(CAT));

        assertThat(calls("find")).isEqualTo(looks + 1);
    }

    @Test
    void aKeyIsMissingOnlyInABucketThatIsThere() {
        assertThat(here.serve(Ask.get("/photos/dog.jpg")).text("Code")).contains("NoSuchKey");

        delete();
        assertThat(here.serve(Ask.get(CAT)).text("Code")).contains("NoSuchBucket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE"})
    void aDeletedBucketIsGoneForWhoeverRemembersIt(String method) {
        delete();

        Answer answer = here.serve(method.equals("PUT") ? Ask.put(CAT, "late") : Ask.of(method, CAT));

        assertThat(answer.text("Code")).contains("NoSuchBucket");
        assertThat(here.house.copies("oslo", "cat.jpg")).hasSize(1);
    }

    @Test
    void readsRemovalsAndListsAnswerAsOfTheBucketThatWasMadeAnew() {
        replace("someone");
        there.serve(Ask.put(CAT, "new"));

        assertThat(here.serve(Ask.get(CAT)).body()).isEqualTo("new");
        replace("someone");
        there.serve(Ask.put(CAT, "newer"));
        assertThat(here.serve(Ask.of("HEAD", CAT)).header("content-length")).contains("5");
        replace("someone");
        there.serve(Ask.put(CAT, "newest"));
        assertThat(here.serve(Ask.get("/photos")).body()).contains("<Key>cat.jpg<").contains("<Size>6<");
        replace("someone");
        there.serve(Ask.put(CAT, "gone"));
        assertThat(here.serve(Ask.of("DELETE", CAT)).status()).isEqualTo(204);
        assertThat(there.serve(Ask.get(CAT)).text("Code")).contains("NoSuchKey");
    }

    @Test
    void aMissingKeyOfTheBucketThatWasMadeAnewIsMissing() {
        replace("someone");

        assertThat(here.serve(Ask.get(CAT)).text("Code")).contains("NoSuchKey");
        assertThat(here.serve(Ask.of("DELETE", CAT)).status()).isEqualTo(204);
    }

    @Test
    void aWriteIntoTheBucketThatWasMadeAnewMustComeAgainAndThenSucceeds() {
        replace("someone");

        assertThat(here.serve(Ask.put(CAT, "new")).text("Code")).contains("SlowDown");
        assertThat(there.serve(Ask.get(CAT)).status()).isEqualTo(404);
        assertThat(here.serve(Ask.put(CAT, "new")).status()).isEqualTo(200);
        assertThat(there.serve(Ask.get(CAT)).body()).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void whoOwnedTheOldBucketHasNoRightInTheNewOne(String method) {
        replace("another");
        there.serve(Ask.put(CAT, "secret"));

        assertThat(here.serve(Ask.of(method, CAT).as("someone")).text("Code")).contains("AccessDenied");
        assertThat(there.serve(Ask.get(CAT)).body()).isEqualTo("secret");
    }

    @Test
    void whoOwnsTheNewBucketIsNotRefusedForTheOldOne() {
        replace("another");
        there.serve(Ask.put(CAT, "new"));

        assertThat(here.serve(Ask.get(CAT).as("another")).body()).isEqualTo("new");
        replace("someone");
        there.serve(Ask.put(CAT, "newer"));
        assertThat(here.serve(Ask.of("DELETE", CAT).as("someone")).status()).isEqualTo(204);
    }

    @Test
    void aBucketIsRemovedByTheRightsInTheOneThatIsThere() {
        replace("another");

        assertThat(here.serve(Ask.of("DELETE", "/photos").as("someone")).text("Code")).contains("AccessDenied");
        assertThat(there.serve(Ask.of("HEAD", "/photos")).status()).isEqualTo(200);
    }

    private void replace(String owner) {
        delete();
        assertThat(there.serve(Ask.of("PUT", "/photos").as(owner)).status()).isEqualTo(200);
    }

    private void delete() {
        there.serve(Ask.of("DELETE", CAT));
        assertThat(there.serve(Ask.of("DELETE", "/photos")).status()).isEqualTo(204);
    }

    private int calls(String call) {
        return here.house.ledger.faults().calls(call);
    }
}
