package dev.s3gateway.replication.multipart;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;

/** What can be wrong with an upload in parts, in the words that AWS documents for the code. */
final class UploadFaults {

    private UploadFaults() {}

    static Failure noSuchUpload() {
        return new Failure.Malformed(Fault.NO_SUCH_UPLOAD, "The specified upload does not exist. The upload ID may be "
                + "invalid, or the upload may have been aborted or completed.");
    }

    static Failure invalidPart() {
        return new Failure.Malformed(Fault.INVALID_PART, "One or more of the specified parts could not be found.  The "
                + "part may not have been uploaded, or the specified entity tag may not match the part's entity tag.");
    }

    static Failure invalidOrder() {
        return new Failure.Malformed(Fault.INVALID_PART_ORDER, "The list of parts was not in ascending order. The parts"
                + " list must be specified in order by part number.");
    }

    static Failure tooSmall() {
        return new Failure.Malformed(Fault.ENTITY_TOO_SMALL,
                "Your proposed upload is smaller than the minimum allowed size");
    }

    static Failure invalid(String words) {
        return new Failure.Malformed(Fault.INVALID_REQUEST, words);
    }
}
