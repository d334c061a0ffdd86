package dev.s3gateway.s3.op;

import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.replication.Lister;
import dev.s3gateway.replication.Lister.Listed;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.UrlText;
import dev.s3gateway.s3.wire.XmlWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** What both kinds of listing have in common: how they ask and how their items are written. */
record ListingRequest(BucketName bucket, String prefix, String delimiter, int limit, boolean urlEncoded) {

    private static final int MAX_KEYS = 1000;

    static ListingRequest of(S3Request request) {
        Query query = request.query();
        String encoding = Arguments.text(query, "encoding-type");
        if (!encoding.isEmpty() && !encoding.equals("url")) {
            throw Arguments.invalid("Invalid Encoding Method specified in Request");
        }
        return new ListingRequest(request.bucket(), Arguments.text(query, "prefix"), Arguments.text(query, "delimiter"),
                Arguments.limit(query, "max-keys", 0, MAX_KEYS), !encoding.isEmpty());
    }

    /** A page of none is empty and says that nothing is missing, but only of a bucket that exists. */
    Mono<Listed> page(Lister lister, String after) {
        Mono<Listed> listed = lister.list(bucket, prefix, delimiter, after, Math.max(1, limit));
        return limit == 0 ? listed.map(some -> new Listed(some.bucket(), new KeyPage(List.of(), false))) : listed;
    }

    /** What a continuation token is bound to. */
    List<String> listing() {
        return List.of(bucket.value(), prefix, delimiter);
    }

    /** A key, or a piece of one, in the encoding that the client asked for. */
    String name(String text) {
        return urlEncoded ? UrlText.encode(text) : text;
    }

    void writeQuestion(XmlWriter xml) {
        xml.text("Name", bucket.value()).text("Prefix", name(prefix)).text("MaxKeys", limit);
        if (!delimiter.isEmpty()) {
            xml.text("Delimiter", name(delimiter));
        }
        if (urlEncoded) {
            xml.text("EncodingType", "url");
        }
    }

    void writeItems(XmlWriter xml, KeyPage page, Optional<Owner> owner) {
        items(page, KeyPage.Key.class).forEach(key -> writeKey(xml, key, owner));
        items(page, KeyPage.CommonPrefix.class)
                .forEach(common -> xml.open("CommonPrefixes").text("Prefix", name(common.name())).close());
    }

    private void writeKey(XmlWriter xml, KeyPage.Key key, Optional<Owner> owner) {
        xml.open("Contents")
                .text("Key", name(key.name()))
                .text("LastModified", key.lastModified())
                .text("ETag", key.etag().quoted())
                .text("Size", key.size());
        owner.ifPresent(known -> known.write(xml));
        xml.text("StorageClass", "STANDARD").close();
    }

    private static <T extends KeyPage.Item> Stream<T> items(KeyPage page, Class<T> kind) {
        return page.items().stream().filter(kind::isInstance).map(kind::cast);
    }
}
