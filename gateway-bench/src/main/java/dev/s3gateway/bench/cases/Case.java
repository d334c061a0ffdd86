package dev.s3gateway.bench.cases;

import java.io.IOException;

/** One line of the table. */
public interface Case {

    /** As the table calls it. */
    String name();

    /** What is compared with what. */
    String says();

    double goal();

    double stretch();

    /** Whether more is better; else less is. */
    default boolean moreIsBetter() {
        return false;
    }

    /**
     * Starts the sides and measures.
     *
     * @throws Missing if this machine lacks what the comparison needs
     */
    Outcome run(Bench bench) throws IOException;

    /** Something to compare with is not installed. */
    final class Missing extends IOException {
        private static final long serialVersionUID = 1;
        private final String what;

        Missing(String what) {
            super(what);
            this.what = what;
        }

        public String what() {
            return what;
        }
    }
}
