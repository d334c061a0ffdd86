package dev.s3gateway.backend.local;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.object.Metadata;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Uploads in parts: a directory for each, which outlives a restart, with what the copy will be and a file
 * {@code <number>.<tag>} for each part. An upload is named like the zone version that it will become. Every method waits
 * for the disk.
 */
final class Staging {

    private static final String ABOUT = "about.json";

    private final Places places;
    private final Directories directories;

    Staging(Places places, Directories directories) {
        this.places = places;
        this.directories = directories;
    }

    void prepare() throws IOException {
        Files.createDirectories(places.staging());
        directories.force(places.root());
    }

    String open(Locator planned, Metadata metadata) throws IOException {
        Publisher.requireBucket(places.planned(planned).bucket());
        String id = Places.versionOf(planned.stamp());
        Path directory = places.upload(id);
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException _) {
            // Opened twice for the same copy: it is one upload.
        }
        try (TempFile about = new TempFile(places.newTemp())) {
            about.write(Sidecar.of(planned, metadata).json());
            about.force();
            about.moveTo(directory.resolve(ABOUT));
        }
        directories.force(directory);
        directories.force(places.staging());
        return id;
    }

    /** When the upload for this attempt was begun; empty where none is open. */
    Optional<Instant> begun(Stamp stamp) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(places.upload(Places.versionOf(stamp)).resolve(ABOUT))
                    .toInstant());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** Takes a whole part in; it replaces the one of the same number. */
    synchronized PartTag keep(String id, int number, TempFile whole) throws IOException {
        Path directory = existing(id);
        List<Path> before = files(directory).filter(file -> numberOf(file) == number).toList();
        PartTag part = new PartTag(number, UUID.randomUUID().toString());
        whole.moveTo(directory.resolve(nameOf(part)));
        directories.force(directory);
        for (Path old : before) {
            Files.deleteIfExists(old);
        }
        return part;
    }

    List<PartTag> parts(String id) throws IOException {
        return files(existing(id)).filter(file -> numberOf(file) > 0)
                .map(file -> new PartTag(numberOf(file), tagOf(file)))
                .sorted(Comparator.comparingInt(PartTag::number))
                .toList();
    }

    Stored complete(String id, Locator planned, List<PartTag> parts, Publisher publisher) throws IOException {
        Path directory = existing(id);
        Sidecar about = Sidecar.parse(Files.readAllBytes(directory.resolve(ABOUT)));
        List<Path> files = parts.stream().map(part -> directory.resolve(nameOf(part))).toList();
        for (Path file : files) {
            if (!Places.isThere(file)) {
                throw new StoreFailure.Rejected("InvalidPart", file.toString());
            }
        }
        if (Places.isThere(places.planned(planned).data())) {
            // Completed by a process that was killed before it could tidy up.
            remove(id);
            throw new StoreFailure.NotFound("upload " + id);
        }
        Stored stored = assembled(files, planned, about, publisher);
        remove(id);
        return stored;
    }

    private Stored assembled(List<Path> files, Locator planned, Sidecar about, Publisher publisher) {
        Draft draft = new Draft(places, OptionalLong.empty());
        try {
            files.forEach(draft::append);
            return draft.finish((whole, size, crc) -> publisher.publish(planned, about, whole, size, crc));
        } finally {
            draft.abort();
        }
    }

    /** What says that it is an upload goes last, so that a removal cut short is seen and done again. */
    synchronized void remove(String id) throws IOException {
        Path directory = places.upload(id);
        try {
            for (Path file : files(directory).filter(file -> !file.endsWith(ABOUT)).toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory.resolve(ABOUT));
            Files.deleteIfExists(directory);
            directories.force(places.staging());
        } catch (NoSuchFileException _) {
            // Gone already: done.
        }
    }

    private Path existing(String id) throws IOException {
        Path directory = places.upload(id);
        if (!Places.isThere(directory.resolve(ABOUT))) {
            throw new StoreFailure.NotFound("upload " + id);
        }
        return directory;
    }

    private static Stream<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList().stream();
        }
    }

    private static String nameOf(PartTag part) {
        return part.number() + "." + part.tag();
    }

    /** 0 for what is no part. */
    private static int numberOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.equals(ABOUT) ? 0 : Integer.parseInt(name.substring(0, name.indexOf('.')));
    }

    private static String tagOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.indexOf('.') + 1);
    }
}
