package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.ledger.Adoption;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.ledger.RemoveResult;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.ledger.postgres.ChangeStatement.Ended;
import dev.s3gateway.ledger.postgres.ChangeStatement.EndedUpload;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.ledger.postgres.Heads.Head;
import dev.s3gateway.ledger.postgres.Mutation.Adopt;
import dev.s3gateway.ledger.postgres.Mutation.Decision;
import dev.s3gateway.ledger.postgres.Mutation.Put;
import dev.s3gateway.ledger.postgres.Mutation.Remove;
import dev.s3gateway.ledger.postgres.Rows.HeldCopy;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.ObjectRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** What one batch decided, and the rows that make it true. Filled in by one thread, then written in one statement. */
final class Changes {

    private final TaskRows tasks;
    private final List<Outcome<Decision>> outcomes = new ArrayList<>();
    private final List<ObjectNode> rows = new ArrayList<>();
    private final List<ObjectNode> work = new ArrayList<>();
    private final List<ObjectNode> log = new ArrayList<>();
    private final List<Ended> ended = new ArrayList<>();
    private final List<EndedUpload> uploads = new ArrayList<>();
    private final List<Intent> decided = new ArrayList<>();

    Changes(TaskRows tasks) {
        this.tasks = tasks;
    }

    List<Outcome<Decision>> outcomes() {
        return List.copyOf(outcomes);
    }

    /** The intents that are over by this. */
    List<Intent> decided() {
        return List.copyOf(decided);
    }

    boolean isEmpty() {
        return rows.isEmpty() && work.isEmpty() && log.isEmpty() && uploads.isEmpty();
    }

    Mono<Void> write(Session session, UUID[] emptied, long graceMillis) {
        return ChangeStatement.run(session, rows, ended, log, work, uploads, emptied, graceMillis);
    }

    void missed() {
        outcomes.add(new Outcome.Missed<>());
    }

    void leaseLost(Mutation mutation) {
        done(switch (mutation) {
            case Put _ -> new Decision.OfPut(new CommitResult.LeaseLost());
            case Remove _ -> new Decision.OfRemove(new RemoveResult.LeaseLost());
            case Adopt _ -> new Decision.OfAdoption(Adoption.Result.LEASE_LOST);
        });
    }

    void bucketGone(Mutation mutation) {
        switch (mutation) {
            case Put put -> refuse(put.commit(), new CommitResult.BucketGone());
            case Remove _ -> done(new Decision.OfRemove(new RemoveResult.BucketGone()));
            case Adopt _ -> done(new Decision.OfAdoption(Adoption.Result.BUCKET_GONE));
        }
    }

    private void refuse(Commit commit, CommitResult refusal) {
        commit.footprint().forEach(place -> work.addAll(tasks.purgeTwice(commit.intent().bucket(), place)));
        endUpload(commit, Upload.State.ABORTED);
        decided.add(commit.intent());
        done(new Decision.OfPut(refusal));
    }

    private void endUpload(Commit commit, Upload.State state) {
        commit.upload().ifPresent(claim -> {
            uploads.add(new EndedUpload(claim.upload().value(), state.name()));
            commit.strayed().forEach(place -> work.add(tasks.giveUp(commit.intent().bucket(), place)));
            Stream.concat(commit.running().stream(), commit.strayed().stream())
                    .forEach(place -> work.add(tasks.giveUpLate(commit.intent().bucket(), place)));
        });
    }

    void put(Commit commit, Head head, UUID lease) {
        Optional<CommitResult> refusal = commit.refusedOver(head.isFresh() ? commit.foreign() : head.etag());
        if (refusal.isPresent()) {
            refuse(commit, refusal.get());
            return;
        }
        Intent intent = commit.intent();
        Version version = version(commit, head.sequence() + 1, head.nextModified());
        ObjectNode row = Rows.versionRow(version, copies(commit, head.now()));
        rows.add(next(row, head, "SUPERSEDED", intent.version().value()).put("live", true));
        work.addAll(tasks.of(commit, lease));
        endUpload(commit, Upload.State.COMPLETED);
        log(commit.operation(), intent.object(), 200, commit.content().size(), commit.origin());
        decided.add(intent);
        done(new Decision.OfPut(new CommitResult.Committed(version)));
    }

    /** What the commit makes, as the next of its key. */
    static Version version(Commit commit, long sequence, Instant lastModified) {
        Intent intent = commit.intent();
        return new Version(intent.version(), intent.bucket(), intent.object(), sequence, commit.content(), lastModified,
                commit.requiredCopies(),
                copies(commit, lastModified).stream().map(copy -> new Copy(copy.locator(), copy.state())).toList());
    }

    private static List<HeldCopy> copies(Commit commit, Instant now) {
        return Stream.concat(
                commit.complete().stream().map(copy -> new HeldCopy(copy, Copy.State.COMPLETE, Optional.of(now))),
                commit.running().stream().map(lane -> new HeldCopy(lane, Copy.State.WRITING, Optional.empty())))
                .toList();
    }

    void remove(Remove remove, Head head) {
        Optional<ETag> etag = head.isFresh() ? remove.foreign().etag() : head.etag();
        if (etag.isEmpty()
                ? remove.conditions().requiresExistence()
                : !remove.conditions().allowOverwrite(etag.get())) {
            done(new Decision.OfRemove(new RemoveResult.ConditionFailed(
                    etag.map(remove.conditions()::failedBy).orElse("If-Match"))));
            return;
        }
        // What lies in zones without our doing is hidden from now on, whether anything lies there today or not.
        if (head.current().isPresent() || (head.isFresh() && remove.foreign().served())) {
            ObjectNode row = Json.object().put("live", false).put("size", 0).put("etag", "");
            rows.add(next(row, head, "DELETED", remove.id()));
        }
        log("DeleteObject", remove.object(), 204, 0, remove.origin());
        done(new Decision.OfRemove(new RemoveResult.Removed(head.current())));
    }

    void adopt(Adoption adoption, Head head) {
        if (!head.isFresh()) {
            done(new Decision.OfAdoption(Adoption.Result.KNOWN));
            return;
        }
        List<HeldCopy> copies = adoption.complete()
                .stream()
                .map(copy -> new HeldCopy(copy, Copy.State.COMPLETE, Optional.of(head.now())))
                .toList();
        Version version = new Version(adoption.version(), adoption.bucket(), adoption.object(), 1, adoption.content(),
                adoption.lastModified(), adoption.requiredCopies(), List.of());
        rows.add(next(Rows.versionRow(version, copies), head, "SUPERSEDED", adoption.version().value())
                .put("live", true)
                .put("last_modified", adoption.lastModified().toString()));
        adoption.owed().forEach(zone -> work.add(tasks.owed(adoption.bucket(), adoption.version(), zone)));
        log("ImportObject", adoption.object(), 200, adoption.content().size(), adoption.origin());
        done(new Decision.OfAdoption(Adoption.Result.ADOPTED));
    }

    private ObjectNode next(ObjectNode row, Head head, String ending, UUID by) {
        row.put("bucket_id", head.key().bucket().toString())
                .put("key", head.key().key().value())
                .put("sequence", head.sequence() + 1)
                .put("last_modified", head.nextModified().toString());
        head.current().ifPresent(previous -> ended.add(new Ended(previous.value(), by, ending)));
        return row;
    }

    private void log(String operation, ObjectRef object, int status, long bytes,
            Origin origin) {
        log.add(Json.object()
                .put("operation", operation)
                .put("bucket", object.bucket().value())
                .put("key", object.key().value())
                .put("status", status)
                .put("bytes", bytes)
                .put("request_id", origin.requestId())
                .put("source_ip", origin.sourceIp())
                .put("caller", origin.caller()));
    }

    private void done(Decision decision) {
        outcomes.add(new Outcome.Done<>(decision));
    }
}
