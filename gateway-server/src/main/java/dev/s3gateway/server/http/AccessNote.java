package dev.s3gateway.server.http;

import java.util.Optional;

/** What an endpoint tells the access record while it answers: it observes and decides nothing. */
public final class AccessNote {

    private volatile String dialect = "http";
    private volatile String operation = "-";
    private volatile String caller = "anonymous";
    private volatile String zones = "";
    private volatile String reason = "";
    private volatile Optional<String> bucket = Optional.empty();
    private volatile Optional<String> key = Optional.empty();

    public void dialect(String name) {
        dialect = name;
    }

    public void operation(String name) {
        operation = name;
    }

    public void caller(String user) {
        caller = user;
    }

    /** Comma-separated zone codes. */
    public void zones(String codes) {
        zones = codes;
    }

    /** Why it failed; empty where it did not. */
    public void reason(String words) {
        reason = words;
    }

    public void object(Optional<String> inBucket, Optional<String> ofKey) {
        bucket = inBucket;
        key = ofKey;
    }

    String dialect() {
        return dialect;
    }

    String operation() {
        return operation;
    }

    String caller() {
        return caller;
    }

    String zones() {
        return zones;
    }

    String reason() {
        return reason;
    }

    Optional<String> bucket() {
        return bucket;
    }

    Optional<String> key() {
        return key;
    }
}
