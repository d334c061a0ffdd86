package dev.s3gateway.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/** The operations log of the fake ledger. A cursor is the place in the log of the last entry shown. */
final class MemoryLog implements OperationsLog {

    private final MemoryWorld world;
    private final LedgerFaults faults;

    MemoryLog(MemoryWorld world, LedgerFaults faults) {
        this.world = world;
        this.faults = faults;
    }

    @Override
    public Mono<Void> append(List<Entry> entries) {
        return faults.run("append", () -> {
            synchronized (world) {
                world.log.addAll(entries);
            }
        });
    }

    @Override
    public Mono<Page> page(Query query) {
        return faults.call("operations", () -> {
            synchronized (world) {
                return pageOf(query);
            }
        });
    }

    private Page pageOf(Query query) {
        if (query.cursor().filter(c -> !c.matches("[0-9]{1,9}")).isPresent()) {
            return new Page(List.of(), Optional.empty());
        }
        List<Integer> places = IntStream.range(0, world.log.size())
                .map(i -> world.log.size() - 1 - i)
                .filter(i -> query.cursor().map(Integer::parseInt).filter(last -> i >= last).isEmpty())
                .filter(i -> matches(query, world.log.get(i)))
                .limit(query.limit() + 1L)
                .boxed()
                .toList();
        List<Integer> shown = places.subList(0, Math.min(query.limit(), places.size()));
        boolean more = places.size() > shown.size();
        return new Page(shown.stream().map(world.log::get).toList(),
                more ? Optional.of(Integer.toString(shown.getLast())) : Optional.empty());
    }

    private static boolean matches(Query query, Entry entry) {
        return agrees(query.bucket(), Optional.of(entry.bucket())) && agrees(query.key(), entry.key())
                && agrees(query.operation(), Optional.of(entry.operation())) && agrees(query.zone(), entry.zone())
                && agrees(query.status(), Optional.of(entry.status())) && isWithin(query, entry.at());
    }

    private static boolean isWithin(Query query, Instant at) {
        return query.since().filter(at::isBefore).isEmpty()
                && query.until().filter(until -> !at.isBefore(until)).isEmpty();
    }

    private static <T> boolean agrees(Optional<T> wanted, Optional<T> found) {
        return wanted.isEmpty() || wanted.equals(found);
    }

    @Override
    public Mono<Integer> rotate(Duration retention) {
        return faults.call("rotate", () -> {
            synchronized (world) {
                LocalDate oldest = dayOf(world.now().minus(retention));
                long days = world.log.stream().map(e -> dayOf(e.at())).filter(oldest::isAfter).distinct().count();
                world.log.removeIf(entry -> oldest.isAfter(dayOf(entry.at())));
                return (int) days;
            }
        });
    }

    private static LocalDate dayOf(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
