package dev.s3gateway.job;

import reactor.core.publisher.Mono;

/** Background work in small steps. A step claims its work by lease, so any number of gateways may run the same job. */
public interface Job {

    String name();

    /** Does one step. An error is logged by the runner, which rests and goes on. */
    Mono<Step> step();
}
