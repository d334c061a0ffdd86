package dev.s3gateway.bytes;

/** A body that was to be held in memory is longer than its limit. */
public final class BodyTooLong extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long limit;

    BodyTooLong(long limit) {
        super("the body is longer than " + limit + " bytes", null, false, false);
        this.limit = limit;
    }

    public long limit() {
        return limit;
    }
}
