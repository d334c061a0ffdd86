package dev.s3gateway.backend.local;

import dev.s3gateway.backend.StoreFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;

/** What a disk's refusal means to a zone. Java tells errors apart by their words alone. */
final class IoFailures {

    /** Something that waits for the disk. */
    @FunctionalInterface
    interface Blocking<T> {
        T call() throws IOException;
    }

    /** The same without a result. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    private IoFailures() {}

    /** Calls it, with every failure of the disk turned into the zone's. */
    static <T> T call(Blocking<T> work) {
        try {
            return work.call();
        } catch (IOException e) {
            throw of(e);
        }
    }

    static void run(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw of(e);
        }
    }

    static StoreFailure of(IOException failure) {
        String words = Optional.ofNullable(failure.getMessage()).orElse("").toLowerCase(Locale.ROOT);
        return switch (failure) {
            case NoSuchFileException gone -> new StoreFailure.NotFound(gone.getFile());
            case AccessDeniedException denied -> new StoreFailure.Rejected("AccessDenied", denied.getFile());
            default -> byWords(words, failure);
        };
    }

    private static StoreFailure byWords(String words, IOException failure) {
        if (words.contains("no space left") || words.contains("quota exceeded")) {
            return new StoreFailure.Rejected("InsufficientStorage", words);
        }
        if (words.contains("read-only file system")) {
            return new StoreFailure.Rejected("ReadOnly", words);
        }
        if (words.contains("file name too long")) {
            return new StoreFailure.Rejected("KeyTooLong", words);
        }
        if (words.contains("too many open files")) {
            return new StoreFailure.Throttled(words);
        }
        return new StoreFailure.Unreachable("the disk failed: " + failure, failure);
    }
}
