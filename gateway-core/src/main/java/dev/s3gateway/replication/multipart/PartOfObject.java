package dev.s3gateway.replication.multipart;

import dev.s3gateway.backend.Excerpt;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.replication.read.CopySources;
import dev.s3gateway.replication.read.Opened;
import dev.s3gateway.replication.read.VersionReader;
import dev.s3gateway.replication.write.CopyFaults;
import dev.s3gateway.replication.write.LaneLimits;
import dev.s3gateway.replication.write.Race;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Makes a part of bytes that are stored already. Each zone copies what it holds itself; the bytes are read once from one
 * of them all the same where only they tell the part's MD5 and CRC.
 */
final class PartOfObject {

    private final CopySources sources;
    private final VersionReader reader;
    private final PartRecorder recorder;
    private final LaneLimits limits;
    private final Scheduler clock;

    PartOfObject(CopySources sources, VersionReader reader, PartRecorder recorder, LaneLimits limits, Scheduler clock) {
        this.sources = sources;
        this.reader = reader;
        this.recorder = recorder;
        this.limits = limits;
        this.clock = clock;
    }

    Mono<UploadedPart> copy(PartCopy wish) {
        return recorder.plan(wish.upload(), wish.number())
                .flatMap(plan -> sources.use(wish.source(), wish.conditions(),
                        source -> Mono.defer(() -> copied(plan, source, range(wish, source)))));
    }

    /** Empty where the source is. */
    private static Optional<ByteRange.Resolved> range(PartCopy wish, Version source) {
        long size = source.content().size();
        wish.range().filter(range -> range.last() >= size).ifPresent(_ -> {
            throw new Failure.Malformed(Fault.INVALID_ARGUMENT,
                    "Range specified is not valid for source object of size: " + size);
        });
        if (wish.range().map(ByteRange.Resolved::length).orElse(size) > CopyFaults.LARGEST) {
            throw CopyFaults.tooLarge();
        }
        return size == 0 ? Optional.empty() : wish.range().or(() -> Optional.of(new ByteRange.Resolved(0, size - 1)));
    }

    private Mono<UploadedPart> copied(PartPlan plan, Version source, Optional<ByteRange.Resolved> range) {
        Optional<UploadedPart> known = isWhole(source, range) ? plan.part(source.content()) : Optional.empty();
        return known.map(part -> stored(plan, source, range, Mono.just(part), Mono.empty()))
                .orElseGet(() -> opened(source, range).flatMap(body -> {
                    Digests digests = Digests.of(body).with(plan.algorithms()).withMd5();
                    Mono<UploadedPart> read = digests.results().map(all -> plan.part(all, List.of()));
                    return stored(plan, source, range, read, digests.body().chunks().doOnNext(ByteBuf::release).then());
                }));
    }

    /** {@code reading}: what makes the part known. */
    private Mono<UploadedPart> stored(PartPlan plan, Version source, Optional<ByteRange.Resolved> range,
            Mono<UploadedPart> part, Mono<Void> reading) {
        Race race = new Race(plan.placement().needed(), limits.stall(), clock);
        return recorder.record(plan, Flux.merge(race.of(plan.lanes(), lane -> excerpt(lane, source, range)
                .map(excerpt -> within(plan, lane, excerpt, part)
                        .onErrorResume(StoreFailure.class, failure -> CopyFaults.isRefusal(failure)
                                ? sent(plan, lane, source, range, part)
                                : Mono.error(failure)))
                .orElseGet(() -> sent(plan, lane, source, range, part))), reading.thenMany(Flux.empty())), part);
    }

    private static Optional<Excerpt> excerpt(PartLane lane, Version source, Optional<ByteRange.Resolved> range) {
        return range.flatMap(bytes -> source.completeIn(lane.code())
                .map(copy -> new Excerpt(copy, source.content().size(), bytes)));
    }

    private static Mono<String> within(PartPlan plan, PartLane lane, Excerpt excerpt, Mono<UploadedPart> part) {
        return Mono.defer(() -> lane.zone().store().copyPart(lane.upload(), plan.number(), excerpt))
                .flatMap(stored -> part.flatMap(expected -> PartSender.named(stored, expected)));
    }

    /** A zone that cannot copy, or has nothing to copy, gets the bytes from another one. */
    private Mono<String> sent(PartPlan plan, PartLane lane, Version source, Optional<ByteRange.Resolved> range,
            Mono<UploadedPart> part) {
        return part.flatMap(_ -> opened(source, range))
                .flatMap(body -> PartSender.sent(plan, lane, body, part))
                .onErrorMap(CopyFaults::isOfSource, CopyFaults::asZones);
    }

    private Mono<Body> opened(Version source, Optional<ByteRange.Resolved> range) {
        // The whole of it without a range: then its end is held back until its sum is right.
        return reader.open(source, isWhole(source, range) ? Optional.empty() : range)
                .map(Opened::body)
                .map(CopyFaults::told);
    }

    private static boolean isWhole(Version source, Optional<ByteRange.Resolved> range) {
        return range.map(ByteRange.Resolved::length).orElse(0L) == source.content().size();
    }
}
