package dev.s3gateway.server.http;

/** A listener could not be opened. The message is one sentence with the remedy. */
public final class CannotListen extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CannotListen(String message, Throwable cause) {
        super(message, cause);
    }
}
