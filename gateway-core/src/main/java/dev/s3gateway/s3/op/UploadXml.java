package dev.s3gateway.s3.op;

import dev.s3gateway.ledger.Upload;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.s3.wire.XmlWriter;

/** What documents about uploads have in common. */
final class UploadXml {

    private UploadXml() {}

    /** {@code ChecksumCRC32} and so on. */
    static String element(ChecksumAlgorithm algorithm) {
        return "Checksum" + algorithm.name();
    }

    static void checksum(XmlWriter xml, Upload upload) {
        upload.checksum()
                .ifPresent(checksum -> xml.text("ChecksumAlgorithm", checksum.algorithm().name())
                        .text("ChecksumType", checksum.type()));
    }
}
