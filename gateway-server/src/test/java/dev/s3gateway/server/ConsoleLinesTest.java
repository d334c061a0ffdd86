package dev.s3gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.s3gateway.server.settings.LogFormat;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ConsoleLinesTest {

    private final PrintStream before = System.err;
    private final BlockingQueue<String> writes = new LinkedTransferQueue<>();
    private final LoggerContext context = new LoggerContext();
    private final Logger access = context.getLogger("access");
    private final Logger other = context.getLogger("dev.s3gateway.Other");

    @BeforeEach
    void watchTheConsole() {
        System.setErr(new PrintStream(new Written(writes), false, StandardCharsets.UTF_8));
        context.setMDCAdapter(new LogbackMDCAdapter());
        ConsoleLines lines = new ConsoleLines("access");
        lines.setContext(context);
        lines.setTarget("System.err");
        lines.setEncoder(Logs.encoder(context, LogFormat.TEXT, false));
        lines.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(lines);
    }

    @AfterEach
    void leaveItAlone() {
        context.stop();
        System.setErr(before);
    }

    @Test
    void accessRecordsLeaveTogetherInTheirMoment() throws InterruptedException {
        for (int record = 1; record <= 1000; record++) {
            access.info("record {}.", record);
        }

        assertThat(writesUpTo("record 1000.")).isBetween(1, 100);
    }

    @Test
    void anyOtherLineLeavesAtOnceBehindTheRecordsThatWaited() {
        access.info("one");
        other.info("stopping");

        assertThat(writes).last().asString().contains("stopping");
        assertThat(String.join("", writes)).containsSubsequence("one", "stopping");
    }

    @Test
    void whatWaitsIsWrittenAtTheEnd() {
        access.info("last");

        context.stop();

        assertThat(String.join("", writes)).contains("last");
    }

    private int writesUpTo(String text) throws InterruptedException {
        int some = 1;
        while (!String.valueOf(writes.poll(10, TimeUnit.SECONDS)).contains(text)) {
            some++;
        }
        return some;
    }

    private static final class Written extends OutputStream {

        private final BlockingQueue<String> writes;

        Written(BlockingQueue<String> writes) {
            this.writes = writes;
        }

        @Override
        public void write(int one) {
            writes.add(String.valueOf((char) one));
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            writes.add(new String(bytes, from, length, StandardCharsets.UTF_8));
        }
    }
}
