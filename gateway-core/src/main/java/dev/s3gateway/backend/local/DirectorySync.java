package dev.s3gateway.backend.local;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the names in a directory durable. A new or renamed file survives a loss of power only after its directory was
 * forced. One force serves everybody who came before it began, so many writers of one directory share a few.
 */
final class DirectorySync {

    private final ConcurrentMap<Path, Queue> queues = new ConcurrentHashMap<>();

    /** One force of a directory, shared by all who wait for it. */
    private static final class Round {
        private boolean done;
        private @Nullable IOException failure;
    }

    private static final class Queue {
        private int users;
        private boolean running;
        private @Nullable Round next;
    }

    /** Returns when all names that were in the directory before the call are durable. */
    void force(Path directory) throws IOException {
        Queue queue = queues.compute(directory, (_, old) -> joined(old == null ? new Queue() : old));
        try {
            share(queue, directory);
        } finally {
            queues.computeIfPresent(directory, (_, old) -> --old.users == 0 ? null : old);
        }
    }

    private static Queue joined(Queue queue) {
        queue.users++;
        return queue;
    }

    private static void share(Queue queue, Path directory) throws IOException {
        Round round = joinedRound(queue);
        if (!round.done) {
            lead(round, queue, directory);
        }
        if (round.failure != null) {
            throw new IOException("could not force " + directory + ": " + round.failure.getMessage(), round.failure);
        }
    }

    /** The round that begins after now: either somebody has led it meanwhile, or it is ours to lead. */
    private static Round joinedRound(Queue queue) throws IOException {
        synchronized (queue) {
            Round round = queue.next == null ? new Round() : queue.next;
            queue.next = round;
            while (queue.running && !round.done) {
                waitFor(queue);
            }
            if (!round.done) {
                queue.running = true;
                queue.next = null;
            }
            return round;
        }
    }

    private static void lead(Round round, Queue queue, Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            round.failure = e;
        } finally {
            synchronized (queue) {
                round.done = true;
                queue.running = false;
                queue.notifyAll();
            }
        }
    }

    private static void waitFor(Queue queue) throws IOException {
        try {
            queue.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a directory was forced");
        }
    }
}
