package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.replication.Lister;
import dev.s3gateway.replication.Lister.Listed;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import dev.s3gateway.s3.wire.XmlWriter;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** The second version of the listing: a token of ours says where to go on. */
final class ListObjectsV2 implements Operation<ListObjectsV2.Input, ListObjectsV2.Output> {

    private final Lister lister;
    private final ContinuationTokens tokens;

    ListObjectsV2(Lister lister, ContinuationTokens tokens) {
        this.lister = lister;
        this.tokens = tokens;
    }

    /** {@code after} comes from the token, or else from {@code start-after}. */
    record Input(ListingRequest listing, Optional<String> token, Optional<String> startAfter, String after,
            boolean fetchOwner) {}

    record Output(Input input, Listed listed) {}

    @Override
    public Route route() {
        return Route.get(Scope.BUCKET).query("list-type=2");
    }

    @Override
    public Input parse(Call call) {
        Query query = call.request().query();
        ListingRequest listing = ListingRequest.of(call.request());
        Optional<String> token = query.first("continuation-token");
        Optional<String> startAfter = query.first("start-after").filter(name -> !name.isEmpty());
        String after = token.map(text -> tokens.open(text, listing.listing())).or(() -> startAfter).orElse("");
        return new Input(listing, token, startAfter, after, Arguments.text(query, "fetch-owner").equals("true"));
    }

    @Override
    public List<Permission> permissions(Input input) {
        return List.of(Permission.read(input.listing().bucket()));
    }

    @Override
    public Mono<Output> handle(Caller caller, Input input) {
        return input.listing().page(lister, input.after()).map(listed -> new Output(input, listed));
    }

    @Override
    public S3Response render(Output output) {
        Input input = output.input();
        ListingRequest listing = input.listing();
        KeyPage page = output.listed().page();
        XmlWriter xml = XmlWriter.document("ListBucketResult");
        listing.writeQuestion(xml);
        input.token().ifPresent(token -> xml.text("ContinuationToken", token));
        input.startAfter().ifPresent(name -> xml.text("StartAfter", listing.name(name)));
        if (page.truncated()) {
            String last = page.items().getLast().name();
            xml.text("NextContinuationToken", tokens.after(last, listing.listing()));
        }
        xml.text("KeyCount", page.items().size()).text("IsTruncated", page.truncated());
        listing.writeItems(xml, page, owner(output));
        return xml.response(200).with("x-amz-bucket-region", output.listed().bucket().region());
    }

    private static Optional<Owner> owner(Output output) {
        return Optional.of(new Owner(output.listed().bucket().owner())).filter(_ -> output.input().fetchOwner());
    }
}
