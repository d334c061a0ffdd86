package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Uploads in parts: OPEN, then COMPLETING, then COMPLETED or ABORTED, and never back but by {@link #release}. Every call
 * is lazy and fails only with {@link LedgerUnavailable}, also where this process holds no lease.
 */
public interface Uploads {

    enum Beginning {
        BEGUN, BUCKET_GONE,
        /** The owner has as many open uploads as anybody may have. */
        TOO_MANY
    }

    enum Recording {
        RECORDED,
        /** Too few zones would have every part: nothing was changed. */
        TOO_FEW,
        /** It is no longer open. */
        NOT_OPEN
    }

    /** What became of the wish to complete an upload. */
    sealed interface Claiming {

        /** Ours to complete, as the upload's completion says. */
        record Claimed(Upload upload, UploadClaim claim) implements Claiming {}

        /** It was completed before, by the same list. */
        record Completed(Completion completion) implements Claiming {}

        /** Another is completing it by the same list at this moment. */
        record Busy() implements Claiming {}

        /** There is none, or it was given up, or it is being or was completed by another list. */
        record None() implements Claiming {}
    }

    /** Writes the upload, OPEN, with its planned lanes, before any zone is told. */
    Mono<Beginning> begin(Upload upload, int mostOfOneOwner);

    /** How the zones call it; lanes that are not named are dropped. False where it is no longer OPEN. */
    Mono<Boolean> opened(UploadId upload, Map<ZoneCode, String> zoneUploads);

    /** In whatever state; empty where there is none, or it ended long ago. */
    Mono<Upload> find(UploadId upload);

    /** The upload that this version was to come from, or came from. */
    Mono<Upload> ofVersion(VersionId version);

    /**
     * Records a part over the one of the same number. Lanes for which it has no tag are dropped; at least {@code needed}
     * must remain.
     */
    Mono<Recording> record(UploadId upload, UploadedPart part, int needed);

    /** Parts with greater numbers than {@code after}, by number. */
    Mono<List<UploadedPart>> parts(UploadId upload, int after, int limit);

    /** Open uploads, also those that are being completed. */
    Mono<List<Upload>> page(UploadQuery query);

    /** Settles the list of parts: from then on no part is recorded. */
    Mono<Claiming> claim(UploadId upload, Completion completion);

    /** Uploads that processes were completing which hold no lease any more, claimed by us. */
    Mono<List<Claiming.Claimed>> claimOrphans(int limit);

    /** Gives a claim back; {@code reopen}: so that parts may come again, whatever zones made of those that were here. */
    Mono<Void> release(UploadClaim claim, boolean reopen);

    /**
     * Gives an upload up, with tasks for what zones have of it. False where it has ended or never was. An upload that is
     * being completed is given up too: its commit will find that out.
     */
    Mono<Boolean> abort(UploadId upload);

    /** How long ago an upload was begun, by the ledger's clock. Empty where there is none. */
    Mono<Duration> age(UploadId upload);

    /**
     * A zone has, or is about to have, an upload in parts open for a copy that no client uploads: it is given up, if it
     * is still open then, as soon as {@link Versions#abandon} or a lapsed lease gives up the copy. {@code zoneUpload}:
     * the zone's name for it, in place of what was said without one; or empty where it has none yet.
     */
    Mono<Void> borrowed(BucketId bucket, Locator planned, Optional<String> zoneUpload);

    /**
     * The zone's names for what is {@link #borrowed} at this key of it, whichever copy it is for; empty for what is just
     * being begun for another copy than this one.
     */
    Mono<List<Optional<String>>> borrowedAt(Locator planned);

    /** How long ago what has no name yet was {@link #borrowed} for this copy, by the ledger's clock. */
    Mono<Duration> borrowedFor(Locator planned);

    /** What was {@link #borrowed} for this copy has become the copy: nothing needs to be given up. */
    Mono<Void> returned(Locator planned);

    /** Gives up what was begun longer than {@code stale} ago, and forgets what ended longer than {@code kept} ago. */
    Mono<Integer> sweep(Duration stale, Duration kept);
}
