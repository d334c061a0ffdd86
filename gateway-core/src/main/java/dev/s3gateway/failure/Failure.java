package dev.s3gateway.failure;

import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ObjectRef;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a caller can be told: data, not prose. Each dialect finds its own code, status and words with a switch over
 * these. They carry no stack trace: a failure is an answer, not a fault of ours.
 */
public abstract sealed class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String message;

    private Failure(String message) {
        super(message, null, false, false);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** No such key in a bucket that exists. */
    public static final class NoSuchKey extends Failure {
        private static final long serialVersionUID = 1L;
        public final transient ObjectRef object;

        public NoSuchKey(ObjectRef object) {
            super("no such key: " + object);
            this.object = object;
        }
    }

    public static final class NoSuchBucket extends Failure {
        private static final long serialVersionUID = 1L;
        public final transient BucketName bucket;

        public NoSuchBucket(BucketName bucket) {
            super("no such bucket: " + bucket);
            this.bucket = bucket;
        }
    }

    public static final class BucketAlreadyExists extends Failure {
        private static final long serialVersionUID = 1L;

        public BucketAlreadyExists(BucketName bucket) {
            super("the name is taken by another owner: " + bucket);
        }
    }

    public static final class BucketAlreadyOwnedByYou extends Failure {
        private static final long serialVersionUID = 1L;

        public BucketAlreadyOwnedByYou(BucketName bucket) {
            super("you own it already: " + bucket);
        }
    }

    public static final class BucketNotEmpty extends Failure {
        private static final long serialVersionUID = 1L;

        public BucketNotEmpty(BucketName bucket) {
            super("not empty: " + bucket);
        }
    }

    /** A condition on a write or a read did not hold. {@code condition} is the header's name. */
    public static final class PreconditionFailed extends Failure {
        private static final long serialVersionUID = 1L;
        public final String condition;

        public PreconditionFailed(String condition) {
            super("precondition failed: " + condition);
            this.condition = condition;
        }
    }

    /** Another write to the same key won while this one was on its way. */
    public static final class ConditionalConflict extends Failure {
        private static final long serialVersionUID = 1L;

        public ConditionalConflict() {
            super("a conflicting conditional operation is in progress");
        }
    }

    public static final class NotModified extends Failure {
        private static final long serialVersionUID = 1L;
        public final String etag;
        public final java.time.Instant lastModified;

        public NotModified(String etag, java.time.Instant lastModified) {
            super("not modified");
            this.etag = etag;
            this.lastModified = lastModified;
        }
    }

    public static final class InvalidRange extends Failure {
        private static final long serialVersionUID = 1L;
        public final long size;

        public InvalidRange(long size) {
            super("no byte of the range exists in " + size + " bytes");
            this.size = size;
        }
    }

    /** The request as sent breaks a rule of the protocol. The code is one that S3 documents; the words explain it. */
    public static final class Malformed extends Failure {
        private static final long serialVersionUID = 1L;
        public final Fault fault;
        public final transient Map<String, String> details;

        public Malformed(Fault fault, String message) {
            this(fault, message, Map.of());
        }

        /** {@code details}: by name, what a program needs to know in order to do better, such as the right region. */
        public Malformed(Fault fault, String message, Map<String, String> details) {
            super(message);
            this.fault = fault;
            this.details = Map.copyOf(details);
        }
    }

    /** Who asks is not who they say, or may not do this. */
    public static final class Denied extends Failure {
        private static final long serialVersionUID = 1L;
        public final Refusal refusal;

        public Denied(Refusal refusal, String message) {
            super(message);
            this.refusal = refusal;
        }

        public Denied() {
            this(Refusal.ACCESS_DENIED, "Access Denied");
        }
    }

    /** A part of the protocol that this product does not have; {@code feature} names it. */
    public static final class NotImplemented extends Failure {
        private static final long serialVersionUID = 1L;
        public final String feature;

        public NotImplemented(String feature) {
            super(feature + " is not implemented");
            this.feature = feature;
        }
    }

    public static final class MethodNotAllowed extends Failure {
        private static final long serialVersionUID = 1L;
        public final String method;
        public final transient SortedSet<String> allowed;

        /** {@code allowed}: the methods that would mean something here. */
        public MethodNotAllowed(String method, Set<String> allowed) {
            super(method + " is not allowed against this resource");
            this.method = method;
            this.allowed = Collections.unmodifiableSortedSet(new TreeSet<>(allowed));
        }
    }

    /** Some copies were written, but fewer than were asked for. Nothing became visible. */
    public static final class TooFewCopies extends Failure {
        private static final long serialVersionUID = 1L;
        public final int written;
        public final int required;

        public TooFewCopies(int written, int required) {
            super(written + " of " + required + " required copies could be written");
            this.written = written;
            this.required = required;
        }
    }

    /** Every zone was tried and every one failed. */
    public static final class EveryZoneFailed extends Failure {
        private static final long serialVersionUID = 1L;

        public EveryZoneFailed() {
            super("no zone took the object");
        }
    }

    /** Not now: no usable zone, no ledger, or too much in flight. */
    public static final class Overloaded extends Failure {
        private static final long serialVersionUID = 1L;
        public final Duration retryAfter;

        public Overloaded(String why, Duration retryAfter) {
            super(why);
            this.retryAfter = retryAfter;
        }

        public Overloaded(String why) {
            this(why, Duration.ofSeconds(1));
        }
    }

    /** Nothing is written for now, for this reason; reads go on. */
    public static final class ReadOnly extends Failure {
        private static final long serialVersionUID = 1L;

        public ReadOnly(String why) {
            super(why);
        }
    }

    /** Protocol faults by the code that S3 documents for them. */
    public enum Fault {
        BAD_DIGEST, ENTITY_TOO_LARGE, ENTITY_TOO_SMALL, INCOMPLETE_BODY, INVALID_ARGUMENT, INVALID_BUCKET_NAME, INVALID_CHUNK_SIZE, INVALID_DIGEST, INVALID_LOCATION_CONSTRAINT, INVALID_REQUEST, INVALID_TOKEN, INVALID_URI, KEY_TOO_LONG, MALFORMED_TRAILER, MALFORMED_XML, MAX_MESSAGE_LENGTH_EXCEEDED, METADATA_TOO_LARGE, MISSING_CONTENT_LENGTH, MISSING_REQUEST_BODY, NO_SUCH_UPLOAD, NO_SUCH_VERSION, INVALID_PART, INVALID_PART_NUMBER, INVALID_PART_ORDER, REQUEST_HEADER_SECTION_TOO_LARGE, REQUEST_TIMEOUT, CONTENT_SHA256_MISMATCH, AUTHORIZATION_HEADER_MALFORMED, AUTHORIZATION_QUERY_PARAMETERS_ERROR
    }

    /** Refusals by the code that S3 documents for them. */
    public enum Refusal {
        ACCESS_DENIED, INVALID_ACCESS_KEY_ID, SIGNATURE_DOES_NOT_MATCH, REQUEST_TIME_TOO_SKEWED
    }
}
