package dev.s3gateway.backend;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a zone does to us. The message is for operators and logs; no client ever sees it. */
public abstract sealed class StoreFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StoreFailure(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }

    /** The object, version or bucket is not there. */
    public static final class NotFound extends StoreFailure {
        private static final long serialVersionUID = 1L;

        public NotFound(String what) {
            super("not found: " + what, null);
        }
    }

    /** The zone understood and said no: wrong credentials, quota, a name that is taken. {@code code} is the zone's. */
    public static final class Rejected extends StoreFailure {
        private static final long serialVersionUID = 1L;
        private static final Set<String> KEYS = Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken",
                "InvalidToken", "TokenRefreshRequired", "AuthorizationHeaderMalformed", "NotSignedUp", "AccountProblem",
                "RequestTimeTooSkewed");
        private static final Set<String> ROOM = Set.of("QuotaExceeded", "InsufficientStorage", "507",
                "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "BucketQuotaExceeded", "StorageFull");
        public final String code;

        public Rejected(String code, String message) {
            super(code + ": " + message, null);
            this.code = code;
        }

        /** Whether the zone does not know us any more, so that it would answer every call like this. */
        public boolean isOfOurKeys() {
            return KEYS.contains(code);
        }

        /** Whether nothing more fits in, so that it would refuse every other write to that bucket as well. */
        public boolean isForWantOfRoom() {
            return ROOM.contains(code);
        }
    }

    /** Not now. */
    public static final class Throttled extends StoreFailure {
        private static final long serialVersionUID = 1L;

        public Throttled(String message) {
            super(message, null);
        }
    }

    /** No answer, or none in time, or the connection broke. Whether the call took effect is unknown. */
    public static final class Unreachable extends StoreFailure {
        private static final long serialVersionUID = 1L;

        public Unreachable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The zone answered with bytes, sizes or digests that are not what they must be. */
    public static final class Corrupt extends StoreFailure {
        private static final long serialVersionUID = 1L;

        public Corrupt(String message) {
            super(message, null);
        }
    }
}
