package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.CommitResult.ConditionFailed;
import dev.s3gateway.ledger.CommitResult.NothingToMatch;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * T2: makes the version of an intent the current one of its key.
 *
 * @param complete verified copies
 * @param running locators whose lanes still write; each will end in {@link Versions#arrived} or {@link Versions#strayed}
 * @param strayed planned locators whose lanes failed or were dropped: whatever landed there is purged
 * @param upload the claim of the upload in parts that ends by this, and stands for the intent: without it the commit
 *        is {@link CommitResult.LeaseLost}. Uploads of strayed places are given up, those of running
 *        ones when they stray, after the horizon at the latest.
 * @param foreign the tag of an object of somebody else's, which conditions are held against where the key has no history
 * @param owed zones that must get a copy by a task (failed lanes, and zones that had no lane)
 * @param operation what the operations log calls it
 */
public record Commit(Intent intent, Content content, Conditions conditions, int requiredCopies, List<Locator> complete,
        List<Locator> running, List<Locator> strayed, List<ZoneCode> owed, Origin origin,
        Optional<UploadClaim> upload, String operation, Optional<ETag> foreign) {

    public Commit {
        complete = List.copyOf(complete);
        running = List.copyOf(running);
        strayed = List.copyOf(strayed);
        owed = List.copyOf(owed);
    }

    /** Of a write in one piece. */
    public Commit(Intent intent, Content content, Conditions conditions, int requiredCopies, List<Locator> complete,
            List<Locator> running, List<Locator> strayed, List<ZoneCode> owed, Origin origin) {
        this(intent, content, conditions, requiredCopies, complete, running, strayed, owed, origin, Optional.empty());
    }

    /** The end of an upload in parts, or a write in one piece. */
    public Commit(Intent intent, Content content, Conditions conditions, int requiredCopies, List<Locator> complete,
            List<Locator> running, List<Locator> strayed, List<ZoneCode> owed, Origin origin,
            Optional<UploadClaim> upload) {
        this(intent, content, conditions, requiredCopies, complete, running, strayed, owed, origin, upload,
                upload.isPresent() ? "CompleteMultipartUpload" : "PutObject", Optional.empty());
    }

    public Commit over(Optional<ETag> lyingThere) {
        return new Commit(intent, content, conditions, requiredCopies, complete, running, strayed, owed, origin, upload,
                operation, lyingThere);
    }

    /** Why this may not replace what the key holds now; empty where it may. */
    public Optional<CommitResult> refusedOver(Optional<ETag> current) {
        if (current.isEmpty()) {
            return conditions.requiresExistence() ? Optional.of(new NothingToMatch()) : Optional.empty();
        }
        if (conditions.allowOverwrite(current.get())) {
            return Optional.empty();
        }
        return Optional.of(new ConditionFailed(conditions.failedBy(current.get())));
    }

    /** Every place where bytes of this write may lie, known as exactly as we know it. */
    public List<Locator> footprint() {
        Map<String, Locator> places = new LinkedHashMap<>();
        Stream.of(complete, running, strayed, intent.planned())
                .flatMap(List::stream)
                .forEach(place -> places.putIfAbsent(place.zone() + " " + place.stamp().text(), place));
        return List.copyOf(places.values());
    }
}
