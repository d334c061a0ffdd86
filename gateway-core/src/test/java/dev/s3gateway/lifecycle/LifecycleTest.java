package dev.s3gateway.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class LifecycleTest {

    private final List<String> story = new ArrayList<>();

    @Test
    void componentsStartInOrderAndStopInReverse() {
        Lifecycle house = house(part("ledger"), part("zones"), part("listener"));

        house.start().then(house.stop()).block();

        assertThat(story).containsExactly("ledger starts", "zones starts", "listener starts", "listener stops",
                "zones stops", "ledger stops");
    }

    @Test
    void aFailedStartStopsWhatHadStartedAndNamesTheCulprit() {
        Lifecycle house = house(part("ledger"), part("zones", Mono.error(new IllegalStateException("no disk"))),
                part("listener"));

        assertThatThrownBy(() -> house.start().block())
                .isInstanceOfSatisfying(StartFailed.class, e -> assertThat(e.component()).isEqualTo("zones"))
                .hasMessage("zones did not start: no disk");

        assertThat(story).containsExactly("ledger starts", "zones starts", "zones stops", "ledger stops");
    }

    @Test
    void aComponentThatHangsFailsTheStartInTime() {
        StepVerifier.withVirtualTime(() -> house(part("ledger", Mono.never())).start())
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(9))
                .thenAwait(Duration.ofSeconds(1))
                .verifyErrorSatisfies(late -> assertThat(late).isInstanceOf(StartFailed.class)
                        .hasMessage("ledger did not start: it took longer than 10 s"));
        assertThat(story).containsExactly("ledger starts", "ledger stops");
    }

    @Test
    void theInnermostComponentIsReported() {
        Lifecycle inner = house(part("database", Mono.error(new IllegalStateException("port taken"))));

        assertThatThrownBy(() -> house(inner).start().block()).hasMessage("database did not start: port taken");
    }

    @Test
    void whatDoesNotStopDoesNotKeepTheOthers() {
        Component stubborn = new Part("stubborn", Mono.empty(), Mono.error(new IllegalStateException("no")));

        house(part("ledger"), stubborn).stop().block();

        assertThat(story).containsExactly("stubborn stops", "ledger stops");
    }

    private static Lifecycle house(Component... parts) {
        return new Lifecycle("house", List.of(parts), Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    private Component part(String name) {
        return part(name, Mono.empty());
    }

    private Component part(String name, Mono<Void> starting) {
        return new Part(name, starting, Mono.empty());
    }

    private final class Part implements Component {

        private final String name;
        private final Mono<Void> starting;
        private final Mono<Void> stopping;

        Part(String name, Mono<Void> starting, Mono<Void> stopping) {
            this.name = name;
            this.starting = starting;
            this.stopping = stopping;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Mono<Void> start() {
            story.add(name + " starts");
            return starting;
        }

        @Override
        public Mono<Void> stop() {
            story.add(name + " stops");
            return stopping;
        }
    }
}
