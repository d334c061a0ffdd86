package dev.s3gateway.replication.read;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.replication.Known;
import dev.s3gateway.replication.Outages;
import dev.s3gateway.replication.foreign.ForeignObjects;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** The read path: what is there by the ledger's word, and its bytes from whichever zone delivers them. */
public final class FailoverReader implements Reader {

    /** Each further look happens only after the key was written or removed meanwhile. */
    private static final int LOOKS = 4;

    private final Ledger ledger;
    private final VersionReader versions;
    private final ForeignObjects foreign;

    public FailoverReader(Ledger ledger, VersionReader versions, ForeignObjects foreign) {
        this.ledger = ledger;
        this.versions = versions;
        this.foreign = foreign;
    }

    @Override
    public Mono<Opened> open(ObjectRef object, Optional<ByteRange> range, Conditions conditions) {
        return open(object, version -> range.map(wanted -> within(wanted, version)), conditions, LOOKS)
                .transform(Outages.told());
    }

    @Override
    public Mono<Opened> openPart(ObjectRef object, int number, Conditions conditions) {
        return open(object, version -> Parts.range(version.content(), number), conditions, LOOKS)
                .transform(Outages.told());
    }

    @Override
    public Mono<Version> head(ObjectRef object, Conditions conditions) {
        return current(object, conditions).transform(Outages.told());
    }

    private Mono<Opened> open(ObjectRef object, Function<Version, Optional<ByteRange.Resolved>> range,
            Conditions conditions, int looks) {
        return current(object, conditions)
                .flatMap(version -> versions.open(version, range.apply(version)))
                .onErrorResume(VersionGone.class, _ -> looks > 1
                        ? open(object, range, conditions, looks - 1)
                        : Mono.error(new Failure.Overloaded("the object changes faster than it can be read")));
    }

    private Mono<Version> current(ObjectRef object, Conditions conditions) {
        return Known.recalled(ledger, object.bucket())
                .flatMap(bucket -> foreign.current(bucket, object))
                .switchIfEmpty(Mono.error(() -> new Failure.NoSuchKey(object)))
                .flatMap(version -> checked(version, conditions));
    }

    private static Mono<Version> checked(Version version, Conditions conditions) {
        return switch (conditions.forRead(version.content().etag(), version.lastModified())) {
            case PROCEED -> Mono.just(version);
            case NOT_MODIFIED -> Mono
                    .error(new Failure.NotModified(version.content().etag().value(), version.lastModified()));
            case PRECONDITION_FAILED -> Mono.error(new Failure.PreconditionFailed(
                    conditions.ifMatch().isEmpty() ? "If-Unmodified-Since" : "If-Match"));
        };
    }

    private static ByteRange.Resolved within(ByteRange wanted, Version version) {
        long size = version.content().size();
        return wanted.within(size).orElseThrow(() -> new Failure.InvalidRange(size));
    }
}
