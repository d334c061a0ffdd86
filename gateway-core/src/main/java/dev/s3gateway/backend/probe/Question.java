package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import reactor.core.publisher.Mono;

/** One thing to be found out by trying it. What it writes it writes by the bench, which tidies up. */
interface Question {

    Ability ability();

    /** A failure of the zone that the question did not reckon with says nothing, or that the zone is away. */
    Mono<Answer> ask(Workbench bench);
}
