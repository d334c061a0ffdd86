package dev.s3gateway.backend.local;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which file is which: {@code <root>/<bucket>/<segment>/…/<last segment>!<zone version>} holds exactly the bytes of a
 * copy, {@code ….json} beside it tells whose they are. Directories never bear a {@code !}, so {@code a} and {@code a/b}
 * do not meet.
 */
record Places(Path root) {

    private static final Pattern ZONE_VERSION = Pattern.compile("\\d{1,19}\\.[0-9a-f-]{36}\\.\\d{1,10}");

    /** One copy's place. The copy exists if {@code data} does. */
    record Place(Path bucket, Path directory, Path data, Path sidecar) {}

    /** Unique to the attempt, and known before the bytes are written: so {@code stampedAt} need not search. */
    static String versionOf(Stamp stamp) {
        return stamp.incarnation() + "." + stamp.version() + "." + stamp.attempt();
    }

    /** Where the planned copy of this locator goes, or would have gone. */
    Place planned(Locator locator) {
        return place(locator, versionOf(locator.stamp()));
    }

    /** Where the copy lies whose zone version the locator names. */
    Place pinned(Locator locator) {
        return place(locator, locator.zoneVersion()
                .filter(version -> ZONE_VERSION.matcher(version).matches())
                .orElseThrow(() -> new StoreFailure.NotFound("a version of ours in " + locator)));
    }

    Path bucket(String name) {
        return below(root, KeyPath.ofBucket(name));
    }

    Path temp() {
        return root.resolve(".tmp");
    }

    Path staging() {
        return root.resolve(".uploads");
    }

    /** The directory of an upload in parts. */
    Path upload(String id) {
        if (!ZONE_VERSION.matcher(id).matches()) {
            throw new StoreFailure.NotFound("an upload of ours called " + id);
        }
        return below(staging(), id);
    }

    /** A disk that is not mounted must not be taken for one that holds nothing: every copy would seem lost. */
    void requireRoot() throws IOException {
        if (!Files.isDirectory(temp())) {
            throw new IOException("the directory of this zone is gone: " + root);
        }
    }

    /** Whether something lies there. What cannot be looked at may lie there: that is an error, never an absence. */
    static boolean isThere(Path path) throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    Path newTemp() {
        return temp().resolve(UUID.randomUUID().toString());
    }

    private Place place(Locator locator, String version) {
        Path bucket = bucket(locator.bucket());
        List<String> names = KeyPath.of(locator.key());
        Path directory = bucket;
        for (String name : names.subList(0, names.size() - 1)) {
            directory = below(directory, name);
        }
        String file = names.getLast() + "!" + version;
        return new Place(bucket, directory, below(directory, file), below(directory, file + ".json"));
    }

    /** The escaping sees to it; this is the second lock on the same door. */
    private static Path below(Path directory, String name) {
        Path path = directory.resolve(name);
        if (!directory.equals(path.getParent()) || !path.equals(path.normalize())) {
            throw new IllegalStateException("a name that leads out of its directory: " + name);
        }
        return path;
    }
}
