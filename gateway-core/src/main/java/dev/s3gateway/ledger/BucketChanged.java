package dev.s3gateway.ledger;

import dev.s3gateway.object.BucketName;

/**
 * A request went by a bucket that this process remembered, and by now another one has its name. Nothing was answered and
 * nothing was changed by then: whoever can, serves the request again by what the ledger says.
 */
public final class BucketChanged extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BucketChanged(BucketName bucket) {
        super("deleted and made anew: " + bucket, null, false, false);
    }
}
