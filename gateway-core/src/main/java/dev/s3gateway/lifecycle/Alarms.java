package dev.s3gateway.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Many alarms, of which nearly all are turned off before they ring. They wait in one line with one timer for its head: a
 * timer for each of them costs more than most of the calls that it would watch.
 */
public final class Alarms {

    private final Supplier<Scheduler> clock;
    /** In the order in which they are due. */
    private final NavigableSet<Alarm> line = new TreeSet<>(
            Comparator.comparingLong((Alarm alarm) -> alarm.at).thenComparingLong(alarm -> alarm.number));
    private long alarms;
    /** What the timer that is set runs on; none is set while nobody waits, or only by a clock of the past. */
    private @Nullable Scheduler armed;
    /** When that timer goes off; one that goes off at another time was overtaken by an earlier one. */
    private long look;

    /** @param clock the one of the moment: a test may put another in its place */
    public Alarms(Supplier<Scheduler> clock) {
        this.clock = clock;
    }

    /** Runs the action on the clock's thread, unless it is turned off before. */
    public Alarm in(Duration delay, Runnable action) {
        Scheduler now = clock.get();
        long at = time(now) + delay.toNanos();
        synchronized (line) {
            Alarm alarm = new Alarm(at, ++alarms, action);
            line.add(alarm);
            if (!now.equals(armed) || at < look) {
                lookAt(now, at);
            }
            return alarm;
        }
    }

    private void lookAt(Scheduler now, long at) {
        armed = now;
        look = at;
        var _ = now.schedule(() -> due(now, at).forEach(alarm -> alarm.action.run()), at - time(now),
                TimeUnit.NANOSECONDS);
    }

    private List<Alarm> due(Scheduler now, long planned) {
        List<Alarm> due = new ArrayList<>();
        synchronized (line) {
            if (!now.equals(armed) || planned != look) {
                return due;
            }
            armed = null;
            while (!line.isEmpty()) {
                Alarm first = line.first();
                if (first.at > time(now)) {
                    lookAt(now, first.at);
                    return due;
                }
                due.add(first);
                line.remove(first);
            }
        }
        return due;
    }

    private static long time(Scheduler clock) {
        return clock.now(TimeUnit.NANOSECONDS);
    }

    /** One of them. It may ring yet if it is turned off at the very moment when it is due. */
    public final class Alarm {

        private final long at;
        /** Of two that are due together the one that was set first is first. */
        private final long number;
        private final Runnable action;

        private Alarm(long at, long number, Runnable action) {
            this.at = at;
            this.number = number;
            this.action = action;
        }

        public void off() {
            synchronized (line) {
                line.remove(this);
            }
        }
    }
}
