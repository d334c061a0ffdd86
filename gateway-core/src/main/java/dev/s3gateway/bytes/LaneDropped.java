package dev.s3gateway.bytes;

/** A lane was cut off from its body, and why. Its body fails with this; so does its outcome. */
public final class LaneDropped extends RuntimeException {

    private static final long serialVersionUID = 1;

    public enum Reason {
        /** Bytes waited for it and it took none. */
        STALLED,
        /** It took fewer bytes a second than the floor. */
        TOO_SLOW,
        /** It kept a quorum of drained lanes waiting. */
        HELD_UP_A_QUORUM,
        /** It had answered, or nobody waits for its answer any more. */
        ENDED
    }

    private final Reason reason;

    LaneDropped(Reason reason) {
        super("the lane was dropped: " + reason, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
