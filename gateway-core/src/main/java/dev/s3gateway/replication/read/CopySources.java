package dev.s3gateway.replication.read;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Objects that something is to be made of. */
public final class CopySources {

    /** Each further look happens only after the source was written or removed meanwhile. */
    private static final int LOOKS = 4;

    private static final String PREFIX = "x-amz-copy-source-";

    private final Reader reader;

    public CopySources(Reader reader) {
        this.reader = reader;
    }

    /**
     * Makes something of the current version. Where the version is gone by then, which {@code make} says with
     * {@link VersionGone}, of the next one.
     */
    public <T> Mono<T> use(ObjectRef source, Conditions conditions, Function<Version, Mono<T>> make) {
        return use(source, conditions, make, LOOKS);
    }

    private <T> Mono<T> use(ObjectRef source, Conditions conditions, Function<Version, Mono<T>> make, int looks) {
        return version(source, conditions).flatMap(make)
                .onErrorResume(VersionGone.class, _ -> looks > 1
                        ? use(source, conditions, make, looks - 1)
                        : Mono.error(new Failure.Overloaded("the source changes faster than it can be copied")));
    }

    /** What is told to a reader with 304 is a condition that did not hold to somebody who copies. */
    private Mono<Version> version(ObjectRef source, Conditions conditions) {
        return reader.head(source, conditions)
                .onErrorMap(Failure.NotModified.class, _ -> new Failure.PreconditionFailed(
                        PREFIX + (conditions.ifNoneMatch().isEmpty() ? "If-Modified-Since" : "If-None-Match")))
                .onErrorMap(Failure.PreconditionFailed.class, failed -> failed.condition.startsWith(PREFIX)
                        ? failed
                        : new Failure.PreconditionFailed(PREFIX + failed.condition));
    }
}
