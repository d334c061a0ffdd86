package dev.s3gateway.server.http;

/** Hears of every request when its response has ended. Called on an event loop: must not wait. */
@FunctionalInterface
public interface AccessListener {

    void ended(AccessRecord access);

    default AccessListener and(AccessListener next) {
        return access -> {
            ended(access);
            next.ended(access);
        };
    }
}
