package dev.s3gateway.s3.wire;

import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ObjectRef;

/** What a request is about. */
public sealed interface Target {

    record Service() implements Target {}

    record Bucket(BucketName name) implements Target {}

    record Key(ObjectRef object) implements Target {}
}
