package dev.s3gateway.backend.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.Drained;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ObjectStoreContract;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.bytes.Body;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The contract over a real directory, and what an operator finds there. */
class LocalStoreTest extends ObjectStoreContract {

    private final Path root;
    private final Path outside;
    private final LocalStore store;

    LocalStoreTest(@TempDir Path temp) throws IOException {
        this.root = temp.resolve("zone");
        this.outside = Files.writeString(temp.resolve("outside"), "untouched");
        this.store = new LocalStore(new LocalZoneConfig(new ZoneCode("zone-1"), root, 4));
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @BeforeEach
    @Override
    protected void makeTheBucket() {
        finish(store.prepare());
        super.makeTheBucket();
    }

    @AfterEach
    void nothingIsLeftOver() throws IOException {
        // Who was cancelled lets go of its file on the disk's threads, and nobody waits for that.
        finish(Mono.fromCallable(() -> List.of(root.resolve(".tmp").toFile().list()))
                .filter(List::isEmpty)
                .repeatWhenEmpty(1000, again -> again.delayElements(Duration.ofMillis(10))));
        assertThat(filesBelow(root.resolve(".tmp"))).isEmpty();
        assertThat(outside).hasContent("untouched");
        assertThat(root.resolveSibling(".").normalize().toFile().list()).containsExactlyInAnyOrder("zone", "outside");
        store.close();
    }

    @Test
    void anUploadInPartsSurvivesARestartAndLeavesNothingBehind() throws IOException {
        ZoneUpload upload = open(planned("parts"));
        StoredPart part = part(upload, 1, random(100_000));
        store.close();
        try (LocalStore restarted = new LocalStore(new LocalZoneConfig(new ZoneCode("zone-1"), root, 1))) {
            finish(takenOver(restarted));

            Stored stored = await(restarted.completeUpload(upload, List.of(part.part())));

            byte[] found = await(restarted.get(stored.locator(), Optional.empty())
                    .flatMap(copy -> Drained.of(copy.body(), 1 << 20)));
            assertThat(found).isEqualTo(random(100_000));
            assertThat(root.resolve(".uploads")).isEmptyDirectory();
        }
    }

    @Test
    void anOperatorFindsACopyUnderItsKeyAndItsFileIsTheObject() throws IOException {
        byte[] bytes = random(1000);

        Stored stored = put("photos/2026/cat.jpg", bytes);

        Path file = root.resolve(bucket).resolve("photos/2026/cat.jpg!" + stored.locator().zoneVersion().orElseThrow());
        assertThat(file).hasBinaryContent(bytes);
        assertThat(Path.of(file + ".json")).content()
                .contains("\"key\" : \"photos/2026/cat.jpg\"",
                        stored.locator().stamp().text(), "\"contentType\" : \"text/plain\"", "\"colour\" : \"blue\"");
    }

    @Test
    void theLastCopyTakesItsDirectoriesWithIt() throws IOException {
        Locator one = put("a/b/c", random(1)).locator();
        Locator other = put("a/other", random(1)).locator();

        finish(store.delete(one));
        assertThat(root.resolve(bucket).resolve("a/b")).doesNotExist();
        assertThat(root.resolve(bucket).resolve("a")).exists();

        finish(store.delete(other));
        assertThat(filesBelow(root.resolve(bucket))).isEmpty();
    }

    @Test
    void aStartRemovesWhatAKilledProcessLeftHalfWritten() throws IOException {
        Path leftover = Files.writeString(root.resolve(".tmp/leftover"), "half");

        finish(store.prepare());

        assertThat(leftover).doesNotExist();
    }

    @Test
    void aSidecarWhoseDataNeverCameIsNoCopyAndNoHindrance() throws IOException {
        Locator planned = planned("deep/orphan");
        Path data = new Places(root).planned(planned).data();
        Files.createDirectories(data.resolveSibling("x").getParent());
        Files.writeString(Path.of(data + ".json"), "{}");

        assertThat(store.stampedAt(planned).collectList().block()).isEmpty();

        finish(store.deleteBucket(bucket));
        assertThat(root.resolve(bucket)).doesNotExist();
    }

    @Test
    void aLocatorIsWrittenOnce() {
        Locator planned = planned("once");
        Stored first = await(store.put(planned, METADATA, chunks.body(random(10), 5)));

        assertThatThrownBy(() -> await(store.put(planned, METADATA, chunks.body(random(11), 5))))
                .isInstanceOf(StoreFailure.Rejected.class);

        assertThat(read(first.locator())).isEqualTo(random(10));
    }

    @Test
    void aVersionThatIsNotOursLeadsNowhere() {
        Locator planned = planned("key");

        for (String foreign : List.of("", "v1", "../../../outside", "1.x.1", "1." + "-".repeat(36) + ".1/../..")) {
            assertThatThrownBy(() -> read(planned.withZoneVersion(foreign))).isInstanceOf(StoreFailure.NotFound.class);
        }
    }

    @Test
    void aCopyThatWasCutShortOnTheDiskIsNeverTakenForWhole() throws IOException {
        Locator locator = put("cut", random(600_000)).locator();
        var found = await(store.get(locator, Optional.empty()));
        Files.write(new Places(root).pinned(locator).data(), random(500_000));

        assertThatThrownBy(() -> await(Drained.of(found.body(), 600_000)))
                .isInstanceOf(StoreFailure.Corrupt.class);
    }

    // Rule 10: what cannot be looked at is not gone. The kernel's refusal here is a directory that leads to itself.
    @Test
    void aCopyThatCannotBeLookedAtIsNotTakenForPurged() throws IOException {
        Locator locator = put("deep/key", random(10)).locator();
        Path directory = root.resolve(bucket).resolve("deep");
        Path elsewhere = Files.move(directory, root.resolveSibling("deep"));
        Files.createSymbolicLink(directory, directory);

        for (Mono<?> call : List.of(store.stampedAt(locator).collectList(), store.delete(locator),
                store.get(locator, Optional.empty()), store.put(planned("deep/key"), METADATA, Body.of("new")))) {
            assertThatThrownBy(() -> finish(call)).isInstanceOf(StoreFailure.Unreachable.class);
        }

        Files.delete(directory);
        Files.move(elsewhere, directory);
        assertThat(read(locator)).hasSize(10);
    }

    @Test
    void aDiskThatIsNotMountedHasLostNothing() throws IOException {
        Locator locator = put("key", random(10)).locator();
        Path elsewhere = Files.move(root, root.resolveSibling("unmounted"));

        for (Mono<?> call : List.of(store.get(locator, Optional.empty()), store.size(locator), store.delete(locator),
                store.stampedAt(locator).collectList(), store.createBucket("b"), store.deleteBucket(bucket),
                store.ping(), store.put(planned("key"), METADATA, chunks.body(random(10), 5)))) {
            assertThatThrownBy(() -> finish(call)).isInstanceOf(StoreFailure.Unreachable.class);
        }

        Files.move(elsewhere, root);
        assertThat(read(locator)).hasSize(10);
    }

    @Test
    void aClosedZoneIsUnreachable() {
        Locator locator = put("key", random(10)).locator();
        store.close();

        assertThatThrownBy(() -> read(locator)).isInstanceOf(StoreFailure.Unreachable.class);
        assertThatThrownBy(() -> put("key", random(10))).isInstanceOf(StoreFailure.Unreachable.class);
    }

    @Test
    void asLongAsOneStoreUsesARootNoOtherClearsAwayWhatItIsWriting() {
        LocalStore second = new LocalStore(new LocalZoneConfig(new ZoneCode("zone-1"), root, 1));

        assertThatThrownBy(() -> finish(second.prepare())).isInstanceOfSatisfying(StoreFailure.Rejected.class,
                refused -> assertThat(refused.code).isEqualTo("ZoneInUse"));
        finish(store.prepare());
        store.close();

        finish(takenOver(second));
        second.close();
    }

    @Test
    void aBucketOfAnyNameStaysBelowTheRoot() throws IOException {
        for (String name : List.of("..", ".tmp", ".", "../outside", "a/b", "")) {
            finish(store.createBucket(name));
        }

        try (Stream<Path> all = Files.list(root)) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(".tmp", ".lock", ".uploads", "%2E.", "%2Etmp", "%2E", "%2E.%2Foutside",
                            "a%2Fb",
                            "%", bucket);
        }
    }

    /** The root is let go when the last of the disk's threads has ended. */
    private static Mono<Void> takenOver(LocalStore next) {
        return next.prepare().retryWhen(Retry.fixedDelay(500, Duration.ofMillis(10)));
    }

    private static List<Path> filesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !file.equals(directory)).toList();
        }
    }
}
