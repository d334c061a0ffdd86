package dev.s3gateway.backend.local;

import dev.s3gateway.backend.BucketSettings;
import dev.s3gateway.backend.Claim;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** What a directory answers to a probe. Every method that is not static waits for the disk. */
final class LocalInspection {

    private final Places places;

    LocalInspection(Places places) {
        this.places = places;
    }

    BucketSettings settings(String bucket) throws IOException {
        Publisher.requireBucket(places.bucket(bucket));
        return new BucketSettings(true, false, List.of(), List.of());
    }

    /** Whether the claim can be checked and holds. */
    static void require(Claim claim, byte[] bytes) {
        switch (claim) {
            case Claim.Header(var crc) -> requireCrc(crc, bytes);
            case Claim.Trailer(var crc) -> requireCrc(crc, bytes);
            case Claim.Absent() -> throw unknown("a directory knows no conditions: the ledger decides them");
        }
    }

    static StoreFailure unknown(String why) {
        return new StoreFailure.Rejected("NotImplemented", why);
    }

    Metadata metadata(Locator locator) throws IOException {
        Sidecar about = Sidecar.parse(Files.readAllBytes(places.pinned(locator).sidecar()));
        return new Metadata(about.contentType(), about.standard(), about.user());
    }

    List<String> keys(String bucket, String prefix, int atMost) throws IOException {
        Path directory = places.bucket(bucket);
        Publisher.requireBucket(directory);
        List<String> names = KeyPath.of(prefix);
        for (String name : names.subList(0, names.size() - 1)) {
            directory = directory.resolve(name);
        }
        List<ObjectKey> keys = new ArrayList<>();
        for (Path sidecar : Files.exists(directory) ? sidecars(directory) : List.<Path>of()) {
            keys.add(new ObjectKey(Sidecar.parse(Files.readAllBytes(sidecar)).key()));
        }
        return keys.stream()
                .filter(key -> key.value().startsWith(prefix))
                .sorted()
                .distinct()
                .limit(atMost)
                .map(ObjectKey::value)
                .toList();
    }

    /** Those beside which the data lies: a sidecar alone is nothing. */
    private static List<Path> sidecars(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> Files.isRegularFile(data(file)))
                    .toList();
        }
    }

    private static Path data(Path sidecar) {
        String name = String.valueOf(sidecar.getFileName());
        return sidecar.resolveSibling(name.substring(0, name.length() - ".json".length()));
    }

    private static void requireCrc(int claimed, byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        if ((int) crc.getValue() != claimed) {
            throw new StoreFailure.Rejected("BadDigest", "the CRC-32C is another one");
        }
    }
}
