package dev.s3gateway.replication.read;

import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.lifecycle.Alarms;
import dev.s3gateway.lifecycle.Background;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The beginning of one read: copies are asked one after another until one answers. Beside one that is late the next is
 * asked as well, once, within a budget; the first answer counts. Whoever loses is not cut off: it is heard to its answer or
 * its deadline, so that its circuit and what is known of its speed learn of it, and its body is given up at once. Who waits
 * never waits for the loser.
 */
final class FirstAnswer {

    private final VersionReader reader;
    private final Hedging hedging;
    private final Background background;
    private final Passage passage;
    private final List<Source> sources;
    private final MonoSink<Started> sink;

    // Answers come on event loops, the alarm on the clock's thread: what follows is guarded by this.
    private final List<Source> asked = new ArrayList<>(2);
    private int next;
    private @Nullable Source second;
    private Alarms.@Nullable Alarm alarm;
    private boolean over;

    private FirstAnswer(VersionReader reader, Hedging hedging, Background background, Passage passage,
            List<Source> sources, MonoSink<Started> sink) {
        this.reader = reader;
        this.hedging = hedging;
        this.background = background;
        this.passage = passage;
        this.sources = sources;
        this.sink = sink;
    }

    /** Fails with Overloaded where no copy answers. */
    static Mono<Started> of(VersionReader reader, Hedging hedging, Background background, Passage passage,
            List<Source> sources) {
        return Mono.<Started>create(
                sink -> new FirstAnswer(reader, hedging, background, passage, sources, sink).begin())
                .doOnDiscard(Started.class, unread -> giveUp(background, unread.found()));
    }

    private void begin() {
        sink.onCancel(this::leave);
        askNext();
    }

    private void leave() {
        boolean _ = end();
    }

    /** Nobody is asked now. */
    private void askNext() {
        Source source = taken();
        if (source != null) {
            hedging.begun();
            watch(source);
            ask(source);
        } else if (end()) {
            sink.error(new Failure.Overloaded("no copy of the object can be reached"));
        }
    }

    private synchronized @Nullable Source taken() {
        if (over || next == sources.size()) {
            return null;
        }
        Source source = sources.get(next++);
        asked.add(source);
        return source;
    }

    private void ask(Source source) {
        background.start(source.label(), reader.ask(passage, source), new Heard<Found>(sink.contextView()) {

            @Override
            void told(@Nullable Found found) {
                answered(source, found);
            }

            @Override
            void failed(Throwable failure) {
                FirstAnswer.this.failed(source, failure);
            }
        });
    }

    private synchronized void watch(Source source) {
        if (!over && next < sources.size()) {
            alarm = hedging.alarm(source.zone().code(), () -> late(source));
        }
    }

    private void late(Source first) {
        Source beside = besides(first);
        if (beside != null) {
            ask(beside);
        }
    }

    private synchronized @Nullable Source besides(Source first) {
        if (over || !asked.contains(first) || second != null) {
            return null;
        }
        if (!hedging.mayAskAnother()) {
            // The longer it takes, the more it needs the next place in the budget; most are merely a little late.
            watch(first);
            return null;
        }
        second = taken();
        return second;
    }

    private void answered(Source source, @Nullable Found found) {
        if (found == null) {
            failed(source, new StoreFailure.Corrupt("no answer"));
            return;
        }
        Started started = new Started(source, found, othersThan(source));
        Source beside = second();
        if (!end()) {
            giveUp(background, found);
            return;
        }
        if (beside != null) {
            hedging.ended(beside.zone().code(), source.equals(beside));
        }
        sink.success(started);
    }

    /** Those that have not been asked; behind them the one that is late, the last hope of a reading that breaks off. */
    private synchronized List<Source> othersThan(Source source) {
        if (asked.size() == 1) {
            return sources.subList(next, sources.size());
        }
        List<Source> others = new ArrayList<>(sources.subList(next, sources.size()));
        asked.stream().filter(each -> !each.equals(source)).forEach(others::add);
        return others;
    }

    private void failed(Source source, Throwable failure) {
        if (failure instanceof StoreFailure known) {
            background.start("report a copy", reader.report(passage, source, known),
                    new Heard<Void>(sink.contextView()) {

                        @Override
                        void told(@Nullable Void nothing) {
                            reported(source);
                        }

                        @Override
                        void failed(Throwable verdict) {
                            fail(verdict);
                        }
                    });
        } else {
            fail(failure);
        }
    }

    private void reported(Source source) {
        Source beside = second();
        if (!wasLast(source)) {
            return;
        }
        if (beside != null) {
            hedging.ended(beside.zone().code(), false);
        }
        askNext();
    }

    private synchronized @Nullable Source second() {
        return second;
    }

    /** Whether nobody is asked any more, and somebody still waits. */
    private synchronized boolean wasLast(Source source) {
        asked.remove(source);
        if (over || !asked.isEmpty()) {
            return false;
        }
        silence();
        second = null;
        return true;
    }

    private void fail(Throwable failure) {
        if (end()) {
            sink.error(failure);
        }
    }

    /** Whether it is this call that ended it. */
    private synchronized boolean end() {
        boolean first = !over;
        over = true;
        silence();
        return first;
    }

    private void silence() {
        Alarms.Alarm set = alarm;
        alarm = null;
        if (set != null) {
            set.off();
        }
    }

    private static void giveUp(Background background, Found unread) {
        background.start("give up a read", unread.body().discard().onErrorComplete());
    }
}
