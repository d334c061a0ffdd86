package dev.s3gateway.server;

import dev.s3gateway.server.settings.LogFormat;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class LogsTest {

    @ParameterizedTest
    @EnumSource(LogFormat.class)
    void aMessageIsOneLineAndCommandsNoTerminal(LogFormat format) { // A80
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        LoggingEvent event = new LoggingEvent("LogsTest", context.getLogger("test"), Level.INFO,
                "GET /a\r\n12:00 INFO forged \u001b[31m \u009b31m", null, new Object[0]);

        String line = new String(Logs.encoder(context, format, false).encode(event), StandardCharsets.UTF_8);

        assertThat(line).endsWith("\n").contains("forged");
        assertThat(line.strip()).doesNotContain("\n", "\r", "\u001b");
        // Machines read JSON, to which U+009B is a character like any other; to a terminal it begins a command.
        assertThat(format == LogFormat.TEXT && line.contains("\u009b")).isFalse();
    }
}
