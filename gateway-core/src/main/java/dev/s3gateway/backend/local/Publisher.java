package dev.s3gateway.backend.local;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Puts whole files where copies lie, with their sidecars, durably. Every method waits for the disk. */
final class Publisher {

    /** A directory may be emptied and removed under our hands; hardly ever so often. */
    private static final int MOST_ATTEMPTS = 100;

    private final Places places;
    private final Directories directories;

    Publisher(Places places, Directories directories) {
        this.places = places;
        this.directories = directories;
    }

    /** The file has been forced already. */
    Stored publish(Locator planned, Sidecar about, TempFile whole, long size, int crc32c) throws IOException {
        Places.Place place = places.planned(planned);
        try (TempFile beside = new TempFile(places.newTemp())) {
            beside.write(about.of(size, crc32c).json());
            beside.force();
            if (Places.isThere(place.data())) {
                throw new StoreFailure.Rejected("LocatorWrittenTwice", planned.toString());
            }
            move(whole, beside, place);
        }
        return new Stored(planned.withZoneVersion(Places.versionOf(planned.stamp())), size,
                new ZoneDigest.Crc32c(crc32c));
    }

    /** The sidecar goes first: the copy exists from the moment on in which its data is renamed. */
    private void move(TempFile whole, TempFile beside, Places.Place place) throws IOException {
        moveInto(beside, place.sidecar(), place);
        try {
            moveInto(whole, place.data(), place);
            directories.make(place.bucket(), place.directory());
            directories.force(place.directory());
        } catch (IOException e) {
            Files.deleteIfExists(place.data());
            Files.deleteIfExists(place.sidecar());
            throw e;
        }
    }

    private void moveInto(TempFile file, Path target, Places.Place place) throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                directories.make(place.bucket(), place.directory());
                file.moveTo(target);
                return;
            } catch (NoSuchFileException removedMeanwhile) {
                directories.forget(place.bucket(), place.directory());
                requireBucket(place.bucket());
                if (attempt == MOST_ATTEMPTS) {
                    throw new IOException("cannot keep the directory " + place.directory(), removedMeanwhile);
                }
            }
        }
    }

    static void requireBucket(Path bucket) throws IOException {
        if (!Places.isThere(bucket)) {
            throw new StoreFailure.NotFound("bucket " + bucket);
        }
    }
}
