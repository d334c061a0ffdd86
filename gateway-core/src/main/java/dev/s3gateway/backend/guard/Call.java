package dev.s3gateway.backend.guard;

import java.util.Locale;

/** The calls of an {@link dev.s3gateway.backend.ObjectStore}, as limits and metrics name them. */
public enum Call {
    PUT, COPY, GET, SIZE, DELETE, STAMPED_AT, CREATE_BUCKET, DELETE_BUCKET, PING, CREATE_UPLOAD, UPLOAD_PART, COPY_PART, COMPLETE_UPLOAD, ABORT_UPLOAD, PARTS, UPLOADS_AT, BUCKETS, KNOWS_BUCKET, PAGE, LOOK,
    /** What only a probe asks. */
    INSPECT;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** {@code stamped-at}, as it stands in metrics and messages. */
    public String label() {
        return label;
    }
}
