package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.Conditions;
import java.util.List;

/**
 * T2: makes the version of an intent the current one of its key.
 *
 * @param complete verified copies
 * @param running locators whose lanes still write; each will end in {@link Versions#arrived} or {@link Versions#strayed}
 * @param strayed planned locators whose lanes failed or were dropped: whatever landed there is purged
 * @param owed zones that must get a copy by a task (failed lanes, and zones that had no lane)
 */
public record Commit(Intent intent, Content content, Conditions conditions, int requiredCopies, List<Locator> complete,
        List<Locator> running, List<Locator> strayed, List<ZoneCode> owed, Origin origin) {

    public Commit {
        complete = List.copyOf(complete);
        running = List.copyOf(running);
        strayed = List.copyOf(strayed);
        owed = List.copyOf(owed);
    }
}
