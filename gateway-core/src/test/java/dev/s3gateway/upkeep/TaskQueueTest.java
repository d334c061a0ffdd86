package dev.s3gateway.upkeep;

import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Gate;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.replication.House;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Claims under two clocks: the worker's, which is virtual, and the ledger's. */
class TaskQueueTest {

    private static final Duration CLAIM = Duration.ofMinutes(1);
    private static final QueueLimits LIMITS = new QueueLimits(CLAIM, 4, Duration.ofSeconds(1),
            Duration.ofSeconds(30));
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final House house = House.of("oslo", "bergen");
    private final Background background = new Background(Duration.ofSeconds(1));
    private final TaskQueue queue = queue(background);
    private final TaskQueue other = queue(new Background(Duration.ofSeconds(1)));
    private final List<Task> begun = new CopyOnWriteArrayList<>();
    private final Gate gate = new Gate();

    @AfterEach
    void end() {
        time.dispose();
        house.rest();
    }

    // A copy of an object larger than the claim times the throughput of its zones used to begin again for ever.
    @Test
    void aTaskThatTakesFarLongerThanItsClaimStaysWithItsWorkerToItsEnd() {
        oweCopies(1);
        work(queue, this::held);

        pass(CLAIM.multipliedBy(30), true);
        assertThat(work(other, this::held)).isInstanceOf(Step.Idle.class);
        gate.open();

        assertThat(begun).hasSize(1);
        assertThat(waiting()).isZero();
    }

    // F41: a worker that was frozen finds out that another has its task, and stops.
    @Test
    void aWorkerWhoseTaskWasTakenOverIsStopped() {
        oweCopies(1);
        work(queue, this::held);
        house.clock.advance(CLAIM.plusSeconds(1));
        work(other, this::held);

        pass(CLAIM, false);

        assertThat(background.running()).isEmpty();
        assertThat(begun).extracting(Task::epoch).containsExactly(1L, 2L);
        assertThat(waiting()).isEqualTo(1);
    }

    @Test
    void whileTheLedgerIsAwayTheWorkGoesOn() {
        oweCopies(1);
        work(queue, this::held);
        house.ledger.faults().down();

        pass(CLAIM, false);
        house.ledger.faults().up();
        assertThat(background.running()).isNotEmpty();
        gate.open();

        assertThat(waiting()).isZero();
    }

    @Test
    void onlyWhatIsWorkedOnIsClaimed() {
        oweCopies(10);

        work(queue, this::held);
        assertThat(begun).hasSize(4);
        assertThat(work(queue, this::held)).isInstanceOf(Step.Idle.class);
        work(other, this::held);

        assertThat(begun).hasSize(8).doesNotHaveDuplicates();
    }

    @Test
    void aLongTaskKeepsNoOthersWaiting() {
        oweCopies(10);
        work(queue, task -> begun.isEmpty() ? held(task) : done(task));

        while (work(queue, this::done) instanceof Step.Worked) {
            pass(LOOK, true);
        }

        assertThat(waiting()).isEqualTo(1);
        gate.open();
        assertThat(waiting()).isZero();
    }

    @Test
    void aStopEndsALongTaskAndGivesItBack() {
        oweCopies(1);
        work(queue, this::held);

        queue.stop().block();

        assertThat(background.running()).isEmpty();
        house.clock.advance(Duration.ofSeconds(1));
        assertThat(work(other, this::done)).isInstanceOf(Step.Worked.class);
        assertThat(waiting()).isZero();
    }

    private TaskQueue queue(Background in) {
        return new TaskQueue(house.ledger.tasks(), house::topology, house, in, LIMITS, time);
    }

    private void oweCopies(int howMany) {
        house.zone("bergen").on(PUT, Scripts.refuses(Scripts.full()));
        for (int i = 0; i < howMany; i++) {
            house.write("key-" + i, new byte[]{1});
        }
    }

    /** A step, as far as it goes by itself. */
    private Step work(TaskQueue by, Function<Task, Mono<Void>> perform) {
        var step = by.work(Task.Kind.COPY, perform).toFuture();
        time.advanceTimeBy(Duration.ofSeconds(1));
        return step.join();
    }

    private Mono<Void> held(Task task) {
        begun.add(task);
        return gate.opened();
    }

    private Mono<Void> done(Task task) {
        begun.add(task);
        return Mono.empty();
    }

    /** Time passes for the worker, and for the ledger too where it does. */
    private void pass(Duration howLong, boolean alsoForTheLedger) {
        for (Duration passed = Duration.ZERO; passed.compareTo(howLong) < 0; passed = passed.plus(LOOK)) {
            if (alsoForTheLedger) {
                house.clock.advance(LOOK);
            }
            time.advanceTimeBy(LOOK);
        }
    }

    private long waiting() {
        return House.await(house.ledger.tasks().waiting()).getOrDefault(Task.Kind.COPY, 0L);
    }
}
