package dev.s3gateway.server;

import dev.s3gateway.server.settings.LogFormat;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;

/** Log lines on standard error, for people or for machines. Standard output belongs to what a command prints. */
final class Logs {

    /** Whatever a stranger got into a message: it neither ends a line nor commands a terminal. */
    private static final String MESSAGE = "%replace(%msg){'[\\p{Cc}\\u2028\\u2029]', '.'}%n";
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{0}  " + MESSAGE + "%ex{short}";
    private static final String DETAILED = "%d{HH:mm:ss.SSS} %-5level [%thread] %logger{36}  " + MESSAGE;

    private static final String ACCESS = "access";

    private Logs() {}

    static void configure(LogFormat format, boolean debug) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleLines console = new ConsoleLines(ACCESS);
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder(context, format, debug));
        console.start();

        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        root.setLevel(Level.WARN);
        context.getLogger(ACCESS).setLevel(Level.INFO);
        // The driver logs what it also throws, with its stack; we say it in our words where it is answered.
        context.getLogger("io.r2dbc.postgresql.client").setLevel(debug ? Level.WARN : Level.OFF);
        context.getLogger("dev.s3gateway").setLevel(debug ? Level.DEBUG : Level.INFO);
        // In one line: what fails when its request is over has nobody else to be told to.
        org.slf4j.Logger late = LoggerFactory.getLogger(Logs.class);
        Hooks.onErrorDropped(failure -> late.warn("this failed when all was over: {}", failure.toString()));
    }

    /** What waits to be written is, and nothing is logged any more. */
    static void end() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format, boolean debug) {
        return switch (format) {
            case JSON -> {
                JsonEncoder json = new JsonEncoder();
                json.setContext(context);
                json.setWithSequenceNumber(false);
                json.setWithContext(false);
                json.setWithNanoseconds(false);
                json.start();
                yield json;
            }
            case TEXT -> {
                PatternLayoutEncoder text = new PatternLayoutEncoder();
                text.setContext(context);
                text.setPattern(debug ? DETAILED : PATTERN);
                text.start();
                yield text;
            }
        };
    }
}
