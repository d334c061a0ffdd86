package dev.s3gateway.replication.multipart;

import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.UploadChecksum;
import java.util.Optional;

/** An upload in parts to be begun. */
public record NewUpload(ObjectRef target, String owner, Metadata metadata, Optional<UploadChecksum> checksum) {}
