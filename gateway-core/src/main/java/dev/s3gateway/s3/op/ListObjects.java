package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.replication.Lister;
import dev.s3gateway.replication.Lister.Listed;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import dev.s3gateway.s3.wire.XmlWriter;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** The first version of the listing: the client says itself after which key to go on. */
final class ListObjects implements Operation<ListObjects.Input, ListObjects.Output> {

    private final Lister lister;

    ListObjects(Lister lister) {
        this.lister = lister;
    }

    record Input(ListingRequest listing, String marker) {}

    record Output(Input input, Listed listed) {}

    @Override
    public Route route() {
        return Route.get(Scope.BUCKET);
    }

    @Override
    public Input parse(Call call) {
        S3Request request = call.request();
        if (request.query().has("list-type")) {
            throw Arguments.invalid("Invalid List Type");
        }
        return new Input(ListingRequest.of(request), Arguments.text(request.query(), "marker"));
    }

    @Override
    public List<Permission> permissions(Input input) {
        return List.of(Permission.read(input.listing().bucket()));
    }

    @Override
    public Mono<Output> handle(Caller caller, Input input) {
        return input.listing().page(lister, input.marker()).map(listed -> new Output(input, listed));
    }

    @Override
    public S3Response render(Output output) {
        ListingRequest listing = output.input().listing();
        KeyPage page = output.listed().page();
        Bucket bucket = output.listed().bucket();
        XmlWriter xml = XmlWriter.document("ListBucketResult");
        listing.writeQuestion(xml);
        xml.text("Marker", listing.name(output.input().marker()));
        if (page.truncated() && !listing.delimiter().isEmpty()) {
            // Without a delimiter the last key is the marker, and AWS leaves it to the client to see that.
            xml.text("NextMarker", listing.name(page.items().getLast().name()));
        }
        xml.text("IsTruncated", page.truncated());
        listing.writeItems(xml, page, Optional.of(new Owner(bucket.owner())));
        return xml.response(200).with("x-amz-bucket-region", bucket.region());
    }
}
