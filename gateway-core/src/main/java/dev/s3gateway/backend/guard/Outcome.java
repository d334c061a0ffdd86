package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.StoreFailure;
import java.util.Locale;

/** How a call ended. {@code BODY_FAILED}: the bytes to be stored did not come, the zone is not to blame. */
public enum Outcome {
    OK, NOT_FOUND, REJECTED, THROTTLED, UNREACHABLE, CORRUPT, BODY_FAILED, CANCELLED;

    static Outcome of(Throwable failure) {
        return failure instanceof StoreFailure known ? of(known) : BODY_FAILED;
    }

    private static Outcome of(StoreFailure failure) {
        return switch (failure) {
            case StoreFailure.NotFound _ -> NOT_FOUND;
            case StoreFailure.Rejected _ -> REJECTED;
            case StoreFailure.Throttled _ -> THROTTLED;
            case StoreFailure.Unreachable _ -> UNREACHABLE;
            case StoreFailure.Corrupt _ -> CORRUPT;
        };
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
