package dev.s3gateway.replication.read;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Many alarms of about the same delay, of which nearly all are turned off before they ring. They wait in one line with one
 * timer for its head: a timer for each of them costs more than most of the reads that it would watch. One whose delay is
 * shorter than that of the one in front of it rings together with it.
 */
final class Alarms {

    private final Scheduler clock;
    private final Deque<Alarm> line = new ArrayDeque<>();
    private boolean armed;

    Alarms(Scheduler clock) {
        this.clock = clock;
    }

    /** Runs the action on the clock's thread, unless it is turned off before. */
    Alarm in(Duration delay, Runnable action) {
        long now = now();
        Alarm alarm = new Alarm(now + delay.toNanos(), action);
        synchronized (line) {
            dropFinished();
            line.add(alarm);
            if (armed) {
                return alarm;
            }
            armed = true;
        }
        arm(delay.toNanos());
        return alarm;
    }

    private void arm(long nanos) {
        clock.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        List<Alarm> due = new ArrayList<>();
        long rest;
        synchronized (line) {
            long now = now();
            dropFinished();
            while (!line.isEmpty() && line.getFirst().at <= now) {
                due.add(line.removeFirst());
                dropFinished();
            }
            armed = !line.isEmpty();
            rest = armed ? line.getFirst().at - now : 0;
        }
        if (rest > 0) {
            arm(rest);
        }
        due.forEach(Alarm::ring);
    }

    private void dropFinished() {
        while (!line.isEmpty() && line.getFirst().action == null) {
            line.removeFirst();
        }
    }

    private long now() {
        return clock.now(TimeUnit.NANOSECONDS);
    }

    /** One of them. It forgets its action when it is turned off: in the line it holds nothing of its read. */
    static final class Alarm {

        private final long at;
        private volatile @Nullable Runnable action;

        private Alarm(long at, Runnable action) {
            this.at = at;
            this.action = action;
        }

        void off() {
            action = null;
        }

        private void ring() {
            Runnable what = action;
            if (what != null) {
                what.run();
            }
        }
    }
}
