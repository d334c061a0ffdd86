package dev.s3gateway.replication.multipart;

import dev.s3gateway.object.ObjectRef;

/** An upload as a client names it: whatever it sent as the id, the object it says that it is for, and who it is. */
public record UploadRef(ObjectRef object, String id, String owner) {}
