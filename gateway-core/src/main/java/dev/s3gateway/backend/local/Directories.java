package dev.s3gateway.backend.local;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Directories that come with their first file and go with their last one. Writers take no lock against removers: a
 * remover only ever removes an empty directory, and a writer whose directory vanished makes it again.
 */
final class Directories {

    private static final int MOST_REMEMBERED = 100_000;

    private final DirectorySync sync = new DirectorySync();
    private final Object[] locks = new Object[64];

    /** Directories whose names are known to be durable. One that merely exists may be gone after a loss of power. */
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    Directories() {
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new Object();
        }
    }

    /** Makes what is missing between {@code base}, which must exist, and {@code directory}, durably. */
    void make(Path base, Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = directory; !at.equals(base) && !durable.contains(at); at = parent(at)) {
            missing.push(at);
        }
        for (Path one : missing) {
            makeOne(one);
        }
    }

    /** Removes the directory and those above it as far as they are empty, but not {@code base}; durably. */
    void prune(Path base, Path directory) throws IOException {
        Path at = directory;
        while (!at.equals(base) && removeOne(at)) {
            at = parent(at);
        }
        while (!at.equals(base) && !Places.isThere(at)) {
            at = parent(at);
        }
        force(at);
    }

    /** Makes the names in a directory durable; nothing to do where it is gone. */
    void force(Path directory) throws IOException {
        try {
            sync.force(directory);
        } catch (IOException e) {
            // Not looked at again: it may have been made anew meanwhile, by somebody who forces it too.
            if (!wasGone(e)) {
                throw e;
            }
        }
    }

    private static boolean wasGone(IOException failure) {
        return failure instanceof NoSuchFileException || failure.getCause() instanceof NoSuchFileException;
    }

    /** To be called when a directory was found missing that should be there: somebody else removed it. */
    void forget(Path base, Path directory) {
        for (Path at = directory; !at.equals(base); at = parent(at)) {
            durable.remove(at);
        }
    }

    private void makeOne(Path directory) throws IOException {
        synchronized (lock(directory)) {
            try {
                Files.createDirectory(directory);
            } catch (FileAlreadyExistsException _) {
                // Made by another writer or an earlier process, durably or not: forced below like our own.
            }
            sync.force(parent(directory));
            if (durable.size() >= MOST_REMEMBERED) {
                durable.clear();
            }
            durable.add(directory);
        }
    }

    private boolean removeOne(Path directory) throws IOException {
        // Under the lock that makes it, so that nobody takes the name for durable while another one makes it anew.
        synchronized (lock(directory)) {
            durable.remove(directory);
            try {
                Files.delete(directory);
                return true;
            } catch (NoSuchFileException _) {
                return true;
            } catch (DirectoryNotEmptyException _) {
                return false;
            }
        }
    }

    private Object lock(Path directory) {
        return locks[Math.floorMod(directory.hashCode(), locks.length)];
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("not below its bucket: " + path);
        }
        return parent;
    }
}
