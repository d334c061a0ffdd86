package dev.s3gateway.replication.write;

import reactor.core.publisher.Mono;

/** Makes a write true: intent, one lane per zone, proof, commit. */
public interface Writer {
    /**
     * Writes one object. Fails with a {@link dev.s3gateway.failure.Failure}; what is refused beforehand is refused
     * before the body is pulled. The body is read or discarded whatever happens. Cancelling does not stop a write:
     * a client that left shows as an error of the body.
     */
    Mono<Written> write(Put put);
}
