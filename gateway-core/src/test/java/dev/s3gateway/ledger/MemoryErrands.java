package dev.s3gateway.ledger;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Errand.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Long work in the fake ledger. */
final class MemoryErrands implements Errands {

    static final class Row {
        Errand errand;
        Instant claimedUntil = Instant.MIN;

        Row(Errand errand) {
            this.errand = errand;
        }

        void become(State state, String cursor, Tally tally, Optional<String> reason, Instant now) {
            errand = new Errand(errand.id(), errand.epoch(), errand.kind(), errand.subject(), errand.zones(),
                    errand.dryRun(), state, cursor, tally, errand.begunAt(), now, reason);
            claimedUntil = Instant.MIN;
        }
    }

    private final MemoryWorld world;
    private final LedgerFaults faults;

    MemoryErrands(MemoryWorld world, LedgerFaults faults) {
        this.world = world;
        this.faults = faults;
    }

    @Override
    public Mono<Errand> begin(Errand.Kind kind, String subject, List<ZoneCode> zones, boolean dryRun) {
        return call("beginErrand", () -> running(kind).filter(row -> row.errand.subject().equals(subject))
                .findFirst()
                .orElseGet(() -> {
                    Row row = new Row(new Errand(UUID.randomUUID(), 0, kind, subject, zones, dryRun, State.RUNNING, "",
                            Tally.NOTHING, world.now(), world.now(), Optional.empty()));
                    world.errands.add(row);
                    return row;
                }).errand);
    }

    @Override
    public Mono<Errand> claim(Errand.Kind kind, Duration lease) {
        return call("claimErrand", () -> running(kind).filter(row -> !row.claimedUntil.isAfter(world.now()))
                .min(Comparator.comparing((Row row) -> row.errand.touchedAt()))
                .map(row -> {
                    Errand old = row.errand;
                    row.errand = new Errand(old.id(), old.epoch() + 1, kind, old.subject(), old.zones(), old.dryRun(),
                            old.state(), old.cursor(), old.tally(), old.begunAt(), old.touchedAt(), old.reason());
                    row.claimedUntil = world.now().plus(lease);
                    return row.errand;
                })).flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Boolean> advance(Errand claimed, String cursor, Tally tally, Optional<String> reason) {
        return move(claimed, State.RUNNING, cursor, tally, reason);
    }

    @Override
    public Mono<Boolean> done(Errand claimed, Tally tally, Optional<String> reason) {
        return move(claimed, State.DONE, "", tally, reason);
    }

    private Mono<Boolean> move(Errand claimed, State state, String cursor, Tally tally, Optional<String> reason) {
        return call("moveErrand", () -> {
            Optional<Row> mine = running(claimed.kind()).filter(row -> row.errand.id().equals(claimed.id()))
                    .filter(row -> row.errand.epoch() == claimed.epoch())
                    .findFirst();
            mine.ifPresent(row -> row.become(state, cursor, tally, reason, world.now()));
            return mine.isPresent();
        });
    }

    @Override
    public Mono<Boolean> cancel(UUID id) {
        return call("cancelErrand", () -> {
            Optional<Row> row = row(id).filter(found -> found.errand.state() == State.RUNNING);
            row.ifPresent(found -> found.become(State.CANCELLED, found.errand.cursor(), found.errand.tally(),
                    found.errand.reason(), world.now()));
            return row.isPresent();
        });
    }

    @Override
    public Mono<Errand> find(UUID id) {
        return call("findErrand", () -> row(id).map(row -> row.errand)).flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<List<Errand>> latest(Errand.Kind kind, int limit) {
        return call("latestErrands", () -> world.errands.reversed()
                .stream()
                .map(row -> row.errand)
                .filter(errand -> errand.kind() == kind)
                .limit(limit)
                .toList());
    }

    private Optional<Row> row(UUID id) {
        return world.errands.stream().filter(row -> row.errand.id().equals(id)).findFirst();
    }

    private Stream<Row> running(Errand.Kind kind) {
        return world.errands.stream()
                .filter(row -> row.errand.kind() == kind && row.errand.state() == State.RUNNING);
    }

    private <T> Mono<T> call(String name, Supplier<T> effect) {
        return faults.call(name, () -> {
            synchronized (world) {
                return effect.get();
            }
        });
    }
}
