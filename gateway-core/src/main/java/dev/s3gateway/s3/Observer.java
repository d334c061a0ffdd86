package dev.s3gateway.s3;

/** Is told of every answer, once, before its body is sent. Must neither block nor fail. */
@FunctionalInterface
public interface Observer {

    Observer NONE = _ -> {};

    void answered(Observation observation);
}
