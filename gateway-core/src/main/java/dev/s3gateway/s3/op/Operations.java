package dev.s3gateway.s3.op;

import dev.s3gateway.access.Authorizer;
import dev.s3gateway.replication.BucketLifecycle;
import dev.s3gateway.replication.Lister;
import dev.s3gateway.replication.Remover;
import dev.s3gateway.replication.multipart.MultipartUploads;
import dev.s3gateway.replication.read.Reader;
import dev.s3gateway.replication.write.ObjectCopier;
import dev.s3gateway.replication.write.Writer;
import dev.s3gateway.s3.wire.Routes;
import dev.s3gateway.s3.wire.S3Request;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The operations of S3 that this product has. */
public final class Operations {

    private final Map<String, Operation<?, ?>> byName;
    private final Routes<Operation<?, ?>> routes;

    private Operations(List<Operation<?, ?>> operations) {
        byName = operations.stream()
                .collect(Collectors.toMap(Operation::name, Function.identity(), (a, b) -> {
                    throw new IllegalStateException("two operations are called " + a.name() + ": " + b);
                }, TreeMap::new));
        routes = Routes.of(byName, Operation::route);
    }

    /** All of them, over these; {@code region} is the gateway's own, which new buckets get. */
    public static Operations of(Writer writer, ObjectCopier copier, MultipartUploads uploads, Reader reader,
            Remover remover, Lister lister,
            BucketLifecycle buckets,
            Authorizer authorizer, ContinuationTokens tokens, String region) {
        return new Operations(List.of(new ListBuckets(buckets, tokens), new CreateBucket(buckets, region),
                new HeadBucket(buckets), new DeleteBucket(buckets), new GetBucketLocation(buckets),
                new ListObjects(lister), new ListObjectsV2(lister, tokens), new PutObject(writer),
                new CopyObject(copier), new UploadPartCopy(uploads),
                new CreateMultipartUpload(uploads), new UploadPart(uploads), new ListParts(uploads),
                new ListMultipartUploads(uploads), new CompleteMultipartUpload(uploads),
                new AbortMultipartUpload(uploads),
                new GetObject(reader), new HeadObject(reader), new DeleteObject(buckets, remover),
                new DeleteObjects(buckets, remover, authorizer)));
    }

    /** The operation that a request means; a {@link dev.s3gateway.failure.Failure} where it means none of ours. */
    public Operation<?, ?> meantBy(S3Request request) {
        return routes.meantBy(request);
    }

    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** The operations of S3 that are answered with 501. */
    public List<String> refused() {
        return routes.refused();
    }
}
