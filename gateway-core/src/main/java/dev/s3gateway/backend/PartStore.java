package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The calls of a zone by which a copy is written in parts. What holds for every call is said at {@link ObjectStore}. */
public interface PartStore {

    /**
     * Opens an upload of the copy at a planned locator that nobody wrote to before, with the stamp and the metadata
     * that the copy will have. Nothing lies at the locator before {@link #completeUpload}. Called twice, it may open two.
     */
    Mono<ZoneUpload> createUpload(Locator planned, Metadata metadata);

    /**
     * Stores a part, numbered 1 to 10,000; the last one stored under a number counts. The store reads or discards the
     * body whatever happens. A body that ends early or fails leaves what was stored under that number before.
     * {@link StoreFailure.NotFound} where there is no such upload.
     */
    Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body);

    /**
     * Stores a part, as {@link #uploadPart} does, of bytes that this zone holds, without their passing through us.
     * {@link StoreFailure.NotFound} where there is no such upload or no such copy; Rejected where the zone cannot do it.
     */
    Mono<StoredPart> copyPart(ZoneUpload upload, int number, Excerpt source);

    /**
     * Makes the copy of exactly these parts, in ascending order, and ends the upload. The answer is that of
     * {@link ObjectStore#put}, but an MD5 tag is that of the parts' MD5s. After a failure the copy is absent or whole,
     * and {@link ObjectStore#stampedAt} tells which. {@link StoreFailure.NotFound} where there is no such upload, also
     * because it was completed; Rejected with {@code InvalidPart} where a part is not there under that tag.
     */
    Mono<Stored> completeUpload(ZoneUpload upload, List<PartTag> parts);

    /** Gives an upload and its parts up. Done as well where there is none; a part on its way may outlive one call. */
    Mono<Void> abortUpload(ZoneUpload upload);

    /** The parts of an open upload by number; {@link StoreFailure.NotFound} where there is no such upload. */
    Flux<PartTag> parts(ZoneUpload upload);

    /**
     * The uploads that are open for the copy at a planned locator, as exactly as the zone can tell: one that keeps no
     * stamps with them names all that are open at its key, whoever began them. This is how an upload is found whose id
     * nobody was told. Empty where there are none, and where there is no such bucket; Rejected where the zone cannot say.
     */
    Flux<OpenUpload> uploadsAt(Locator planned);
}
