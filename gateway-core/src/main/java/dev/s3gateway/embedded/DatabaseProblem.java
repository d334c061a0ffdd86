package dev.s3gateway.embedded;

import org.jspecify.annotations.Nullable;

/** The bundled database cannot be had. The message is one sentence for the operator, with the remedy. */
public final class DatabaseProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DatabaseProblem(String message) {
        this(message, null);
    }

    public DatabaseProblem(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
