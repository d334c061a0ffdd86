package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Claim;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import reactor.core.publisher.Mono;

/** Sends a right checksum, which must be taken, and then a wrong one, which must not. */
final class WrongChecksum implements Question {

    private static final Body.Buffered BODY = new Body.Buffered("a checksum".getBytes(StandardCharsets.UTF_8));

    private final Ability ability;
    private final IntFunction<Claim> claim;

    private WrongChecksum(Ability ability, IntFunction<Claim> claim) {
        this.ability = ability;
        this.claim = claim;
    }

    /** In a header, before the first byte. */
    static WrongChecksum inHeader() {
        return new WrongChecksum(Ability.CHECKSUM, Claim.Header::new);
    }

    /** Behind the last byte. */
    static WrongChecksum inTrailer() {
        return new WrongChecksum(Ability.TRAILER, Claim.Trailer::new);
    }

    @Override
    public Ability ability() {
        return ability;
    }

    @Override
    public Mono<Answer> ask(Workbench bench) {
        int right = ProofByDigest.crc32c(BODY.bytes());
        return isTaken(bench, claim.apply(right)).flatMap(taken -> taken
                ? isTaken(bench, claim.apply(~right)).map(wrong -> Answer.of(!wrong, "a wrong one is taken for right"))
                : Mono.just(Answer.no("a right one is refused")));
    }

    private Mono<Boolean> isTaken(Workbench bench, Claim claimed) {
        var planned = bench.planned(bench.under(ability.label()));
        return bench.store()
                .claim(planned, BODY, claimed)
                .doOnNext(bench::landed)
                .flatMap(stored -> bench.holds(stored.locator(), new String(BODY.bytes(), StandardCharsets.UTF_8)))
                .onErrorReturn(StoreFailure.Rejected.class, false);
    }
}
