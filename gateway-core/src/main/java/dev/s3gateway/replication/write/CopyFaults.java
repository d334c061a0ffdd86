package dev.s3gateway.replication.write;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.replication.read.VersionGone;

/** What can be wrong with the source of a copy. */
public final class CopyFaults {

    /** 5 GiB: what one request copies, be it an object or a part. */
    public static final long LARGEST = 5L << 30;

    private CopyFaults() {}

    public static Failure tooLarge() {
        return new Failure.Malformed(Fault.INVALID_REQUEST, "The specified copy source is larger than the maximum "
                + "allowable size for a copy source: " + LARGEST);
    }

    /** The body of a source, whose failures are such that the one who asked for the copy can be told. */
    public static Body told(Body source) {
        return new Body.Streaming(source.length(), source.chunks()
                .onErrorMap(failure -> !(failure instanceof Failure), _ -> unreadable()), source.discard());
    }

    /** A zone that answers and cannot copy, or has not what it should have, may still take the bytes. */
    public static boolean isRefusal(StoreFailure failure) {
        return switch (failure) {
            case StoreFailure.NotFound _,StoreFailure.Rejected _,StoreFailure.Corrupt _ -> true;
            case StoreFailure.Throttled _,StoreFailure.Unreachable _ -> false;
        };
    }

    /** Failures of reading what is to be copied. */
    public static boolean isOfSource(Throwable failure) {
        return failure instanceof Failure || failure instanceof VersionGone;
    }

    /** Of one zone's copy: the others may be better off, since they have the source themselves. */
    public static StoreFailure asZones(Throwable failure) {
        return new StoreFailure.Unreachable("the source could not be read", failure);
    }

    private static Failure unreadable() {
        return new Failure.Overloaded("the source could not be read");
    }
}
