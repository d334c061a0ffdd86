package dev.s3gateway.backend;

/** What a probe found; {@code detail} says how, or why not, in a few words. */
public record Answer(Verdict verdict, String detail) {

    public enum Verdict {
        YES, NO,
        /** The question could not be put. */
        UNKNOWN
    }

    public static Answer yes() {
        return new Answer(Verdict.YES, "");
    }

    public static Answer yes(String detail) {
        return new Answer(Verdict.YES, detail);
    }

    public static Answer no(String detail) {
        return new Answer(Verdict.NO, detail);
    }

    public static Answer unknown(String why) {
        return new Answer(Verdict.UNKNOWN, why);
    }

    public static Answer of(boolean holds, String otherwise) {
        return holds ? yes() : no(otherwise);
    }
}
