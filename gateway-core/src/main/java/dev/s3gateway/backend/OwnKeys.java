package dev.s3gateway.backend;

/** Where we keep in a zone what no client has put there. */
public final class OwnKeys {

    public static final String PREFIX = ".s3gateway/";
    /** Of keys that are one name only, and so cannot lie below the other. */
    public static final String WHOLE = ".s3gateway-";

    private OwnKeys() {}
}
