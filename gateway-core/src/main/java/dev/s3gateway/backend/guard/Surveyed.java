package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.probe.Probe;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Does not take a bucket's promises for granted: one that was made, or found, is probed before anything is written there.
 * What is found out about the first bucket of a zone is believed of the others until each has had a probe of its own.
 */
public final class Surveyed extends Guard {

    private final ZoneCode zone;
    private final Probe probe;
    private final AtomicReference<@Nullable Capabilities> first = new AtomicReference<>();

    public Surveyed(ZoneCode zone, ObjectStore inner, Probe probe) {
        super(inner);
        this.zone = zone;
        this.probe = probe;
    }

    @Override
    public Mono<Traits> createBucket(String bucket) {
        return super.createBucket(bucket).then(Mono.defer(() -> surveyed(bucket))).map(Traits::of);
    }

    @Override
    <T> Mono<T> guarded(Call call, Mono<T> mono) {
        return mono;
    }

    private Mono<Capabilities> surveyed(String bucket) {
        return Optional.ofNullable(first.get())
                .map(known -> probe.like(known, inner(), zone, bucket))
                .orElseGet(() -> probe.urgent(inner(), zone, bucket).doOnNext(first::set));
    }
}
