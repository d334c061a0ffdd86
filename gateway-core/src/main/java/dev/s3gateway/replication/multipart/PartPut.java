package dev.s3gateway.replication.multipart;

import dev.s3gateway.bytes.Digests;
import dev.s3gateway.object.Checksum;
import java.util.List;
import java.util.function.Supplier;

/**
 * One part to be stored.
 *
 * @param digests of a body of known length, which fails where what arrives is not what was signed or announced
 * @param checksums those that the client sent, all verified; asked once, after the body has ended
 */
public record PartPut(UploadRef upload, int number, Digests digests, Supplier<List<Checksum>> checksums) {}
