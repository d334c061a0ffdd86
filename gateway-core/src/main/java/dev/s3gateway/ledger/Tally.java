package dev.s3gateway.ledger;

/** What has come of a long piece of work so far: objects looked at, done, passed over, failed; bytes of those done. */
public record Tally(long seen, long done, long skipped, long failed, long bytes) {

    public static final Tally NOTHING = new Tally(0, 0, 0, 0, 0);
    public static final Tally SKIPPED = new Tally(1, 0, 1, 0, 0);
    public static final Tally FAILED = new Tally(1, 0, 0, 1, 0);

    public static Tally done(long bytes) {
        return new Tally(1, 1, 0, 0, bytes);
    }

    public Tally plus(Tally other) {
        return new Tally(seen + other.seen, done + other.done, skipped + other.skipped, failed + other.failed,
                bytes + other.bytes);
    }
}
