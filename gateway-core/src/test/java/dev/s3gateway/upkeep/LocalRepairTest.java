package dev.s3gateway.upkeep;

import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.local.LocalStore;
import dev.s3gateway.backend.local.LocalZoneConfig;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.replication.House;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F17 on a disk: what somebody did to the files of a local zone is found by a read, and made good from another zone. */
class LocalRepairTest {

    private static final byte[] BYTES = bytes();

    enum Harm {
        A_FLIPPED_BYTE {
            @Override
            void befall(Path file) throws IOException {
                byte[] rotten = Files.readAllBytes(file);
                rotten[rotten.length / 2] ^= 1;
                Files.write(file, rotten);
            }
        },
        A_REMOVED_FILE {
            @Override
            void befall(Path file) throws IOException {
                Files.delete(file);
            }
        },
        A_CUT_FILE {
            @Override
            void befall(Path file) throws IOException {
                Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 1000));
            }
        };

        abstract void befall(Path file) throws IOException;
    }

    private final Map<String, LocalStore> disks = new LinkedHashMap<>();
    private final House house = House.over(Map.<String, MemoryStore>of());
    private final Upkeep upkeep = Upkeep.of(house);
    @TempDir
    private Path root;

    @BeforeEach
    void makeZones() {
        for (String zone : List.of("oslo", "bergen", "tromso")) {
            LocalStore disk = new LocalStore(new LocalZoneConfig(new ZoneCode(zone), root.resolve(zone), 2));
            disk.prepare().block();
            disks.put(zone, disk);
            house.zones.put(zone, ScriptedStore.over(disk));
        }
        house.createBucket(House.BUCKET);
    }

    @AfterEach
    void close() {
        house.rest();
        disks.values().forEach(LocalStore::close);
    }

    @ParameterizedTest
    @EnumSource
    void aHarmedCopyIsReadFromAnotherZoneAndMadeAnewAtAnotherPlace(Harm harm) throws IOException {
        house.write("photos/cat.jpg", BYTES);
        Path harmed = files("oslo").getFirst();
        harm.befall(harmed);

        assertThat(house.read("photos/cat.jpg")).isEqualTo(BYTES);
        house.rest();
        assertThat(house.current("photos/cat.jpg").copies()).extracting(Copy::state).contains(Copy.State.SUSPECT);
        upkeep.converge();

        assertThat(files("oslo")).singleElement()
                .isNotEqualTo(harmed)
                .satisfies(file -> assertThat(file).hasBinaryContent(BYTES));
        assertThat(house.current("photos/cat.jpg").completeCopies()).hasSize(3);
        assertThat(upkeep.waiting()).isZero();
        assertThat(house.read("photos/cat.jpg")).isEqualTo(BYTES);
    }

    // No copy is sound: the object cannot be read, but nothing of it is removed, and what comes back counts again.
    @Test
    void anObjectWhoseFilesAreAllGoneIsThereAgainAsSoonAsOneOfThemIs() throws IOException {
        house.write("cat.jpg", BYTES);
        for (String zone : disks.keySet()) {
            Files.move(files(zone).getFirst(), root.resolve(zone + ".kept"));
        }
        assertThat(await(house.open("cat.jpg").thenReturn("read").onErrorReturn("refused"))).isEqualTo("refused");
        upkeep.converge();
        assertThat(house.current("cat.jpg").completeCopies()).isEmpty();

        Copy bergen = house.current("cat.jpg")
                .copies()
                .stream()
                .filter(copy -> copy.zone().value().equals("bergen"))
                .findFirst()
                .orElseThrow();
        Path place = root.resolve("bergen")
                .resolve(House.BUCKET)
                .resolve("cat.jpg!" + bergen.locator().zoneVersion().orElseThrow());
        Files.move(root.resolve("bergen.kept"), place);
        upkeep.converge();

        assertThat(house.read("cat.jpg")).isEqualTo(BYTES);
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
        assertThat(upkeep.waiting()).isZero();
    }

    /** The copies in a zone's directory. */
    private List<Path> files(String zone) {
        try (Stream<Path> all = Files.walk(root.resolve(zone).resolve(House.BUCKET))) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".json") && !file.toString().contains("s3gateway/marker"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[200_000];
        new Random(17).nextBytes(bytes);
        return bytes;
    }
}
