package dev.s3gateway.backend;

/** A zone that does everything as another one does it. Tests override what it shall do otherwise. */
public class Delegate extends ForwardingStore {

    protected final ObjectStore honest;

    public Delegate(ObjectStore honest) {
        this.honest = honest;
    }

    @Override
    protected final ObjectStore rest() {
        return honest;
    }
}
