package dev.s3gateway.lifecycle;

/** A component did not start; what had been started before it is stopped again. */
public final class StartFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String component;

    private StartFailed(String component, Throwable cause) {
        super(component + " did not start: " + cause.getMessage(), cause);
        this.component = component;
    }

    /** Of a lifecycle within a lifecycle the innermost component is reported. */
    static StartFailed of(Component component, Throwable cause) {
        return cause instanceof StartFailed inner ? inner : new StartFailed(component.name(), cause);
    }

    /** Which one, by its name. */
    public String component() {
        return component;
    }
}
