package dev.s3gateway.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Many alarms of about the same delay, of which nearly all are turned off before they ring. They wait in one line with one
 * timer for its head: a timer for each of them costs more than most of the calls that it would watch. One whose delay is
 * shorter than that of the one in front of it rings together with it.
 */
public final class Alarms {

    private final Supplier<Scheduler> clock;
    /** In the order in which they were set. */
    private final Set<Alarm> line = new LinkedHashSet<>();
    /** What the timer that is set runs on; none is set while nobody waits, or only by a clock of the past. */
    private @Nullable Scheduler armed;

    /** @param clock the one of the moment: a test may put another in its place */
    public Alarms(Supplier<Scheduler> clock) {
        this.clock = clock;
    }

    /** Runs the action on the clock's thread, unless it is turned off before. */
    public Alarm in(Duration delay, Runnable action) {
        Scheduler now = clock.get();
        Alarm alarm = new Alarm(time(now) + delay.toNanos(), action);
        synchronized (line) {
            line.add(alarm);
            if (!now.equals(armed)) {
                armed = now;
                lookIn(now, delay.toNanos());
            }
        }
        return alarm;
    }

    private void lookIn(Scheduler clock, long nanos) {
        var _ = clock.schedule(() -> due(clock).forEach(alarm -> alarm.action.run()), nanos, TimeUnit.NANOSECONDS);
    }

    private List<Alarm> due(Scheduler clock) {
        List<Alarm> due = new ArrayList<>();
        synchronized (line) {
            for (Iterator<Alarm> alarms = line.iterator(); alarms.hasNext();) {
                Alarm alarm = alarms.next();
                long left = alarm.at - time(clock);
                if (left > 0) {
                    lookIn(clock, left);
                    return due;
                }
                due.add(alarm);
                alarms.remove();
            }
            armed = null;
        }
        return due;
    }

    private static long time(Scheduler clock) {
        return clock.now(TimeUnit.NANOSECONDS);
    }

    /** One of them. It may ring yet if it is turned off at the very moment when it is due. */
    public final class Alarm {

        private final long at;
        private final Runnable action;

        private Alarm(long at, Runnable action) {
            this.at = at;
            this.action = action;
        }

        public void off() {
            synchronized (line) {
                line.remove(this);
            }
        }
    }
}
