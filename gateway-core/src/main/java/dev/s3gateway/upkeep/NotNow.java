package dev.s3gateway.upkeep;

/** A task cannot be done yet, and why. */
final class NotNow extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotNow(String why) {
        super(why, null, false, false);
    }
}
