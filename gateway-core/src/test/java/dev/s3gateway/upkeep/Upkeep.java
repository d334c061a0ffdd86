package dev.s3gateway.upkeep;

import static dev.s3gateway.replication.House.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.replication.House;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import reactor.core.scheduler.Schedulers;

/** All the jobs of a house, made to do their steps by hand, under its standing clock. */
public final class Upkeep {

    private static final Duration CLAIM = Duration.ofMinutes(1);
    private static final QueueLimits LIMITS = new QueueLimits(CLAIM, 4, Duration.ofSeconds(1),
            Duration.ofSeconds(30));
    private static final Duration TICK = Duration.ofSeconds(4);
    private static final int T_CONV_IN_TICKS = 15;

    private final House house;
    private final Background working;
    private final List<Job> jobs;

    private Upkeep(House house, Background working, List<Job> jobs) {
        this.house = house;
        this.working = working;
        this.jobs = jobs;
    }

    public static Upkeep of(House house) {
        return of(house, CrashPoints.NONE);
    }

    public static Upkeep of(House house, CrashPoints crash) {
        Background working = new Background(Duration.ofSeconds(1));
        TaskQueue queue = new TaskQueue(house.ledger.tasks(), house::topology, house, working, LIMITS,
                Schedulers.parallel());
        return new Upkeep(house, working,
                List.of(new MakeBucketJob(queue, house.ledger),
                        new CopyJob(queue, house.ledger, house::topology, house.versionReader(),
                                () -> OptionalLong.of(1), house.background, crash),
                        new VerifyJob(queue, house.ledger.versions()), new PurgeJob(queue, crash),
                        new DropBucketJob(queue, house.ledger),
                        new AbortUploadsJob(queue, house.ledger.uploads(), crash),
                        new UploadsJob(house.ledger.uploads(), house.uploads(), Duration.ofDays(7),
                                Duration.ofHours(24)),
                        new RecoveryJob(house.ledger.leases()), new ForgetVersionsJob(house.ledger.versions())));
    }

    public List<Job> jobs() {
        return jobs;
    }

    /** One step of every job; true where one of them had something to do. */
    public boolean round() {
        var steps = new ArrayList<Step>();
        jobs.forEach(job -> steps.add(await(job.step())));
        return steps.stream().anyMatch(Step.Worked.class::isInstance);
    }

    /** The same, and the end of what it began. */
    @CanIgnoreReturnValue
    public boolean work() {
        boolean worked = round();
        working.stop().block();
        return worked;
    }

    /** Everything that is due now. */
    public void settle() {
        while (work()) {
            house.rest();
        }
    }

    /** The time T_conv in small ticks, with everything done that falls due on the way. */
    public void converge() {
        for (int tick = 0; tick < T_CONV_IN_TICKS; tick++) {
            settle();
            pass(TICK);
        }
        settle();
    }

    /** Time passes, and the lease is renewed at its end. */
    public void pass(Duration time) {
        house.clock.advance(time);
        if (!await(house.ledger.leases().renew().onErrorReturn(false))) {
            await(house.ledger.leases().acquire().thenReturn(true));
        }
    }

    public long waiting(Task.Kind kind) {
        return await(house.ledger.tasks().waiting()).getOrDefault(kind, 0L);
    }

    /** How many tasks wait, of whatever kind. */
    public long waiting() {
        return await(house.ledger.tasks().waiting().defaultIfEmpty(Map.of())).values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

}
