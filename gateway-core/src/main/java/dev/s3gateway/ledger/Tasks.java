package dev.s3gateway.ledger;

import dev.s3gateway.backend.ZoneCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/** The queue of upkeep, shared by every gateway. Every call is lazy and fails only with {@link LedgerUnavailable}. */
public interface Tasks {

    /**
     * Due tasks of a kind, for zones in {@code among}, each given to one worker for {@code lease}. Those of other zones
     * wait as they are, however many there are.
     */
    Mono<List<Task>> claim(Task.Kind kind, Set<ZoneCode> among, int limit, Duration lease);

    /** The work goes on: the claim lasts {@code lease} from now. False, and nothing changed: it was taken over. */
    Mono<Boolean> renew(Task task, Duration lease);

    /** The work is done; removes the task if it is still ours. False: it was taken over. */
    Mono<Boolean> done(Task task);

    /** Not this time: due again after {@code delay}, with the reason for operators. */
    Mono<Void> retry(Task task, Duration delay, String reason);

    /**
     * Whether a PURGE may touch its locator (false while a live version has it among its copies), or a DROP_BUCKET its
     * zone bucket (false once a newer bucket lies there). Asked directly before the zone is called, and decides: from
     * then on a lane that still writes there is too late. False for a claim that was lost.
     */
    Mono<Boolean> mayPurge(Task task);

    /** A VERIFY task's finding: the copy is what it must be, or it is not and the zone is owed another one. */
    Mono<Void> verified(Task task, boolean sound);

    /** How many tasks wait, by kind. */
    Mono<Map<Task.Kind, Long>> waiting();
}
