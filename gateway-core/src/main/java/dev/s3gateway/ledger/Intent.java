package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import java.util.List;

/** T1: what is about to be written where. Durable before anything that can outlive the request leaves for a zone. */
public record Intent(VersionId version, BucketId bucket, ObjectRef object, List<Locator> planned) {

    public Intent {
        planned = List.copyOf(planned);
    }

    /** Few intents are of one version, and who looks one up need not go through the text of all its places. */
    @Override
    public int hashCode() {
        return version.hashCode();
    }
}
