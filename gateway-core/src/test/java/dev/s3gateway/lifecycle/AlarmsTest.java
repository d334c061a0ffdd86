package dev.s3gateway.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class AlarmsTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Alarms alarms = new Alarms(() -> time);
    private final List<String> rung = new ArrayList<>();

    @Test
    void eachRingsWhenItsTimeHasCome() {
        set("one", 10);
        time.advanceTimeBy(Duration.ofMillis(4));
        set("two", 10);

        time.advanceTimeBy(Duration.ofMillis(6));
        assertThat(rung).containsExactly("one");
        time.advanceTimeBy(Duration.ofMillis(4));
        assertThat(rung).containsExactly("one", "two");
    }

    @Test
    void whatIsTurnedOffIsSilentAndHoldsUpNoOther() {
        Alarms.Alarm one = set("one", 10);
        set("two", 20);
        one.off();

        time.advanceTimeBy(Duration.ofMillis(20));

        assertThat(rung).containsExactly("two");
    }

    @Test
    void anAlarmIsSetAgainAfterTheLineWasEmpty() {
        set("one", 10).off();
        time.advanceTimeBy(Duration.ofMillis(30));
        set("two", 10);

        time.advanceTimeBy(Duration.ofMillis(10));

        assertThat(rung).containsExactly("two");
    }

    // Reads whose zone is usually quick waited behind one whose zone is not, until that was late itself.
    @Test
    void aShortAlarmIsNotHeldUpByALongOneThatWasSetBefore() {
        set("long", 100);
        set("short", 10);
        set("shorter", 5);

        time.advanceTimeBy(Duration.ofMillis(5));
        assertThat(rung).containsExactly("shorter");
        time.advanceTimeBy(Duration.ofMillis(5));
        assertThat(rung).containsExactly("shorter", "short");
        time.advanceTimeBy(Duration.ofMillis(89));
        assertThat(rung).hasSize(2);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(rung).containsExactly("shorter", "short", "long");
    }

    @Test
    void alarmsForTheSameMomentRingInTheOrderInWhichTheyWereSet() {
        for (String name : List.of("one", "two", "three")) {
            set(name, 10);
        }

        time.advanceTimeBy(Duration.ofMillis(10));

        assertThat(rung).containsExactly("one", "two", "three");
    }

    @Test
    void aHundredAlarmsWaitForOneTimer() {
        for (int i = 0; i < 100; i++) {
            set("one of many", 10).off();
        }

        assertThat(time.getScheduledTaskCount()).isEqualTo(1);
    }

    private Alarms.Alarm set(String name, int millis) {
        return alarms.in(Duration.ofMillis(millis), () -> rung.add(name));
    }
}
