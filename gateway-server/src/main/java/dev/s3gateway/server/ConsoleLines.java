package dev.s3gateway.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes lines to the console. Access records wait for each other, for a moment, and leave in one system call, which costs
 * more than all else about a record. Any other line leaves at once and takes along what waits.
 */
final class ConsoleLines extends ConsoleAppender<ILoggingEvent> {

    private static final int MOST_BYTES = 64 * 1024;
    private static final long MOMENT_MILLIS = 10;

    private final String patient;
    private final AtomicBoolean due = new AtomicBoolean();

    /** @param patient the logger whose lines wait */
    ConsoleLines(String patient) {
        this.patient = patient;
        setImmediateFlush(false);
    }

    @Override
    protected OutputStream wrapTarget(OutputStream target) {
        return new BufferedOutputStream(super.wrapTarget(target), MOST_BYTES);
    }

    @Override
    protected void append(ILoggingEvent event) {
        super.append(event);
        if (!event.getLoggerName().equals(patient)) {
            flush();
        } else if (due.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(MOMENT_MILLIS, TimeUnit.MILLISECONDS).execute(this::leave);
        }
    }

    private void leave() {
        // Set before the lines leave: one that comes in between has its moment, too.
        due.set(false);
        flush();
    }

    private void flush() {
        try {
            getOutputStream().flush();
        } catch (IOException e) {
            addError("cannot write to the console", e);
        }
    }
}
