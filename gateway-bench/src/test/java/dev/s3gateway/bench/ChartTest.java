package dev.s3gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.bench.chart.Chart;
import dev.s3gateway.bench.chart.Figures;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChartTest {

    private final Locale before = Locale.getDefault();

    @AfterEach
    void goHome() {
        Locale.setDefault(before);
    }

    @Test
    void aPictureReadsTheSameInEveryCountry() {
        Chart chart = new Chart("Costs", "zones", "CPU", false,
                Map.of("gateway", List.of(new Chart.Point(1, 0.5), new Chart.Point(3, 1.25))));
        String at = chart.svg();

        Locale.setDefault(Locale.GERMANY);

        assertThat(chart.svg()).isEqualTo(at).contains("<path d=\"M70.0 ").contains(">gateway<").endsWith("</svg>\n");
    }

    @Test
    void aFigureHasThreeDigitsThatSaySomething() {
        assertThat(List.of(12345.6, 12.345, 1.2345, 0.12345)).extracting(Figures::number)
                .containsExactly("12346", "12.3", "1.23", "0.123");
    }
}
