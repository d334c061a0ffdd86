package dev.s3gateway.ledger;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Revisions of the fake ledger. A process is called by its lease. */
final class MemoryRevisions implements Revisions {

    private final MemoryWorld world;
    private final MemoryLeases leases;
    private final LedgerFaults faults;

    MemoryRevisions(MemoryWorld world, MemoryLeases leases, LedgerFaults faults) {
        this.world = world;
        this.leases = leases;
        this.faults = faults;
    }

    @Override
    public Mono<Revision> announce(String digest) {
        return call("announce", () -> {
            long number = world.newest.map(Revision::number).orElse(0L);
            if (world.newest.filter(newest -> newest.digest().equals(digest)).isEmpty()) {
                world.newest = Optional.of(new Revision(number + 1, digest));
            }
            return world.newest.orElseThrow();
        });
    }

    @Override
    public Mono<Revision> newest(long loaded) {
        return call("newest", () -> {
            leases.id().ifPresent(id -> world.loaded.put(id, loaded));
            return world.newest;
        }).flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<List<String>> behind(long number) {
        return call("behind", () -> world.leases.keySet()
                .stream()
                .filter(id -> world.holds(id) && world.loaded.getOrDefault(id, 0L) < number)
                .map(Object::toString)
                .toList());
    }

    private <T> Mono<T> call(String name, Supplier<T> effect) {
        return faults.call(name, () -> {
            synchronized (world) {
                return effect.get();
            }
        });
    }
}
