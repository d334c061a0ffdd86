package dev.s3gateway.access;

/** Whether requests without credentials are served. */
public enum AuthMode {
    /** {@link #OPEN} where only this machine can reach us and nobody has configured a key, else {@link #REQUIRED}. */
    AUTO,
    /** The anonymous have root's rights. */
    OPEN,
    /** The anonymous have none. */
    REQUIRED;

    public AuthMode resolved(boolean everyListenerOnLoopback, boolean anyKeyConfigured) {
        if (this != AUTO) {
            return this;
        }
        return everyListenerOnLoopback && !anyKeyConfigured ? OPEN : REQUIRED;
    }
}
