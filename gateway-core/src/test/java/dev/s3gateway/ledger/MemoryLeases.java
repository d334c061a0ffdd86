package dev.s3gateway.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** The lease of one process on the fake ledger. */
final class MemoryLeases implements Leases {

    private final MemoryWorld world;
    private final LedgerFaults faults;
    private Optional<UUID> held = Optional.empty();
    private Instant renewedAt = Instant.MIN;

    MemoryLeases(MemoryWorld world, LedgerFaults faults) {
        this.world = world;
        this.faults = faults;
    }

    /** The lease under which this process may act now. Called with the world locked. */
    UUID current() {
        if (held.isEmpty() || renewedAt.plus(world.delays.patience()).isBefore(world.now())) {
            throw new LedgerUnavailable("this process holds no lease that it could renew lately", null);
        }
        return held.get();
    }

    Optional<UUID> id() {
        return held;
    }

    @Override
    public Mono<Void> acquire() {
        return faults.run("acquire", this::take);
    }

    void take() {
        synchronized (world) {
            UUID id = UUID.randomUUID();
            world.leases.put(id, world.now().plus(world.delays.lease()));
            held = Optional.of(id);
            renewedAt = world.now();
        }
    }

    @Override
    public Mono<Boolean> renew() {
        return faults.call("renew", () -> {
            synchronized (world) {
                boolean ours = held.filter(world.leases::containsKey).isPresent();
                if (ours) {
                    world.leases.put(held.orElseThrow(), world.now().plus(world.delays.lease()));
                    renewedAt = world.now();
                }
                return ours;
            }
        });
    }

    @Override
    public Mono<Void> release() {
        return faults.run("release", () -> {
            synchronized (world) {
                held.ifPresent(id -> world.leases.replace(id, Instant.MIN));
                held = Optional.empty();
            }
        });
    }

    @Override
    public Mono<Integer> recover() {
        return faults.call("recover", () -> {
            synchronized (world) {
                return settleLapsed();
            }
        });
    }

    private int settleLapsed() {
        Set<UUID> lapsed = world.leases.keySet()
                .stream()
                .filter(id -> !world.holds(id))
                .collect(Collectors.toUnmodifiableSet());
        var doubtful = world.intents.entrySet().stream().filter(e -> lapsed.contains(e.getValue())).toList();
        doubtful.stream().map(Map.Entry::getKey).forEach(intent -> {
            intent.planned().forEach(place -> world.purgeTwice(intent.bucket(), place));
            world.intents.remove(intent);
        });
        world.tasks.values()
                .stream()
                .filter(row -> row.awaiting.filter(lapsed::contains).isPresent() && row.due.isAfter(world.now()))
                .forEach(row -> {
                    row.due = world.now();
                    row.awaiting = Optional.empty();
                });
        world.leases.keySet().removeAll(lapsed);
        return doubtful.size();
    }

    @Override
    public Mono<Long> incarnation() {
        return faults.call("incarnation", () -> world.incarnation);
    }
}
