package dev.s3gateway.replication.write;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digested;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.object.ETag;
import dev.s3gateway.replication.copy.Copied;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The entity tag of a body whose MD5 nobody computed here (protocol.md §5): what the zones say that it is, where they
 * agree. Where none says so, or two say different things, the body is read back from one of them and hashed. It is never
 * guessed.
 */
record ZoneTags(WritePlan plan, Digested arrived) {

    Mono<Transfer.Proven> proven(List<LaneOutcome<Lane, Copied>> known) {
        Set<ETag> said = said(known, _ -> true);
        // A tag that merely looks like an MD5 may contradict, but nobody has seen it to be true.
        Set<ETag> told = said(known, Lane::tellsMd5);
        return (said.size() == 1 && told.equals(said) ? Mono.just(said.iterator().next()) : readBack(known))
                .map(tag -> proven(known, tag));
    }

    private static Set<ETag> said(List<LaneOutcome<Lane, Copied>> known, Predicate<Lane> whose) {
        return known.stream()
                .flatMap(outcome -> outcome instanceof LaneOutcome.Answered<Lane, Copied>(var lane, var copy)
                        && whose.test(lane) ? copy.tag().stream() : Optional.<ETag>empty().stream())
                .collect(Collectors.toSet());
    }

    /** A zone that calls these bytes something else has not what it says, or does not say what it has. */
    private Transfer.Proven proven(List<LaneOutcome<Lane, Copied>> known, ETag tag) {
        return new Transfer.Proven(known.stream().map(outcome -> judged(outcome, tag)).toList(),
                plan.content(arrived, tag));
    }

    /** A failure where the zone calls the bytes something else. */
    static LaneOutcome<Lane, Copied> judged(LaneOutcome<Lane, Copied> outcome, ETag tag) {
        return outcome instanceof LaneOutcome.Answered<Lane, Copied>(var lane, var copy) && copy.contradicts(tag)
                ? new LaneOutcome.Failed<>(lane, new StoreFailure.Corrupt("the zone's tag is not the MD5 of the bytes"))
                : outcome;
    }

    private Mono<ETag> readBack(List<LaneOutcome<Lane, Copied>> known) {
        return Flux.fromIterable(known)
                .concatMap(outcome -> outcome instanceof LaneOutcome.Answered<Lane, Copied>(var lane, var copy)
                        ? hashed(lane, copy.locator()).onErrorResume(StoreFailure.class, _ -> Mono.empty())
                        : Mono.empty(), 0)
                .next()
                .switchIfEmpty(Mono.error(() -> new Failure.TooFewCopies(0, plan.placement().needed())));
    }

    private Mono<ETag> hashed(Lane lane, Locator copy) {
        return lane.zone()
                .store()
                .get(copy, Optional.empty())
                .map(found -> Digests.of(found.body()).withMd5())
                .flatMap(digests -> read(digests.body()).then(digests.results()))
                .filter(read -> read.size() == arrived.size() && read.crc32c() == arrived.crc32c())
                .map(read -> read.md5().orElseThrow().etag());
    }

    private static Mono<Void> read(Body body) {
        return body.chunks().doOnNext(ByteBuf::release).then();
    }
}
