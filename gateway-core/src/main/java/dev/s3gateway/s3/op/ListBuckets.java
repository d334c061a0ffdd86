package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.replication.BucketLifecycle;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import dev.s3gateway.s3.wire.XmlWriter;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** The caller's own buckets, by name; root sees everybody's. */
final class ListBuckets implements Operation<ListBuckets.Input, ListBuckets.Output> {

    private static final int MAX_BUCKETS = 10_000;

    private final BucketLifecycle buckets;
    private final ContinuationTokens tokens;

    ListBuckets(BucketLifecycle buckets, ContinuationTokens tokens) {
        this.buckets = buckets;
        this.tokens = tokens;
    }

    record Input(String prefix, String region, int limit, String after) {}

    record Output(Owner owner, Input input, List<Bucket> page, boolean truncated) {}

    @Override
    public Route route() {
        return Route.get(Scope.SERVICE);
    }

    @Override
    public Input parse(Call call) {
        Query query = call.request().query();
        String prefix = Arguments.text(query, "prefix");
        String after = query.first("continuation-token").map(token -> tokens.open(token, listing(prefix))).orElse("");
        return new Input(prefix, Arguments.text(query, "bucket-region"),
                Arguments.limit(query, "max-buckets", 1, MAX_BUCKETS), after);
    }

    @Override
    public List<Permission> permissions(Input input) {
        return List.of(Permission.listBuckets());
    }

    @Override
    public Mono<Output> handle(Caller caller, Input input) {
        Mono<List<Bucket>> visible = caller.root() ? buckets.all() : buckets.ownedBy(caller.user());
        return visible.map(all -> page(new Owner(caller.user()), input, all));
    }

    @Override
    public S3Response render(Output output) {
        XmlWriter xml = XmlWriter.document("ListAllMyBucketsResult");
        output.owner().write(xml);
        xml.open("Buckets");
        output.page()
                .forEach(bucket -> xml.open("Bucket")
                        .text("Name", bucket.name().value())
                        .text("CreationDate", bucket.createdAt())
                        .text("BucketRegion", bucket.region())
                        .close());
        xml.close();
        nextToken(output).ifPresent(token -> xml.text("ContinuationToken", token));
        Optional.of(output.input().prefix()).filter(p -> !p.isEmpty()).ifPresent(p -> xml.text("Prefix", p));
        return xml.response(200);
    }

    private static Output page(Owner owner, Input input, List<Bucket> all) {
        List<Bucket> rest = all.stream()
                .filter(bucket -> bucket.name().value().startsWith(input.prefix()))
                .filter(bucket -> input.region().isEmpty() || bucket.region().equals(input.region()))
                .filter(bucket -> bucket.name().value().compareTo(input.after()) > 0)
                .toList();
        boolean truncated = rest.size() > input.limit();
        return new Output(owner, input, truncated ? rest.subList(0, input.limit()) : rest, truncated);
    }

    private Optional<String> nextToken(Output output) {
        return output.truncated()
                ? Optional.of(tokens.after(output.page().getLast().name().value(), listing(output.input().prefix())))
                : Optional.empty();
    }

    private static List<String> listing(String prefix) {
        return List.of("", prefix);
    }
}
