package dev.s3gateway.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class HttpDatesTest {

    private static final DateTimeFormatter JDK = DateTimeFormatter
            .ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    @Test
    void anyDateIsWrittenAsTheJdkWritesIt() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            Instant any = Instant.ofEpochSecond(random.nextLong(-65_000_000_000L, 260_000_000_000L));

            assertThat(HttpDates.format(any)).isEqualTo(JDK.format(any));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            the year 1994, which RFC 9110 shows    | 1994-11-06T08:49:37Z     | Sun, 06 Nov 1994 08:49:37 GMT
            parts of a second are left out         | 2024-02-29T23:59:59.999Z | Thu, 29 Feb 2024 23:59:59 GMT
            the first second that there was        | 1970-01-01T00:00:00Z     | Thu, 01 Jan 1970 00:00:00 GMT
            """)
    void aDateOfAHeader(String what, Instant at, String text) {
        assertThat(HttpDates.format(at)).as(what).isEqualTo(text);
        assertThat(HttpDates.parse(text)).as(what).contains(at.truncatedTo(ChronoUnit.SECONDS));
    }
}
