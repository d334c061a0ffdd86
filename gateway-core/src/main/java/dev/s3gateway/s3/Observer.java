package dev.s3gateway.s3;

/** Is told of every answer, once, before its body is sent. Must neither block nor fail. */
@FunctionalInterface
public interface Observer {

    Observer NONE = _ -> {};

    void answered(Observation observation);

    /** Tells both. */
    default Observer and(Observer other) {
        return observation -> {
            answered(observation);
            other.answered(observation);
        };
    }
}
