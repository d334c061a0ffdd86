package dev.s3gateway.backend.local;

import dev.s3gateway.backend.StoreFailure;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Bucket directories and what is removed from them. Every method waits for the disk. */
final class Buckets {

    private final Places places;
    private final Directories directories;
    private final RootLock lock;

    Buckets(Places places, Directories directories) {
        this.places = places;
        this.directories = directories;
        this.lock = new RootLock(places.root());
    }

    /** Nothing in {@code .tmp} has been acknowledged to anybody, and no other process uses this root. */
    void prepare() throws IOException {
        Files.createDirectories(places.temp());
        lock.take();
        directories.force(places.root());
        for (Path leftover : listed(places.temp())) {
            Files.delete(leftover);
        }
    }

    /** Another process may use the root from now on. */
    void leave() throws IOException {
        lock.close();
    }

    void create(String bucket) throws IOException {
        try {
            Files.createDirectory(places.bucket(bucket));
        } catch (FileAlreadyExistsException _) {
            // Ours already, or made by an earlier process that was killed before it was durable.
        }
        directories.force(places.root());
    }

    void delete(String bucket) throws IOException {
        try {
            Files.walkFileTree(places.bucket(bucket), new Sweeping());
            directories.force(places.root());
        } catch (NoSuchFileException _) {
            // Gone already: done.
        } catch (DirectoryNotEmptyException _) {
            throw notEmpty(places.bucket(bucket));
        }
    }

    /** Data first: a sidecar alone is nothing, data alone would still be a copy. */
    void remove(Places.Place place) throws IOException {
        Files.deleteIfExists(place.data());
        Files.deleteIfExists(place.sidecar());
        if (Places.isThere(place.bucket())) {
            directories.prune(place.bucket(), place.directory());
        }
    }

    void tryWrite() throws IOException {
        try (TempFile file = new TempFile(places.newTemp())) {
            file.write(new byte[]{42});
        }
    }

    private static List<Path> listed(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static StoreFailure notEmpty(Path found) {
        return new StoreFailure.Rejected("BucketNotEmpty", found + " is there");
    }

    /** Removes directories that hold no copy, and sidecars whose data never came; stops at the first copy. */
    private static final class Sweeping extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!isSidecar(file)) {
                throw notEmpty(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            for (Path orphan : listed(directory)) {
                if (isSidecar(orphan)) {
                    Files.delete(orphan);
                }
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }

        private static boolean isSidecar(Path file) {
            return file.toString().endsWith(".json");
        }
    }
}
