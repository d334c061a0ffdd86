package dev.s3gateway.replication.multipart;

import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadId;
import dev.s3gateway.ledger.UploadQuery;
import dev.s3gateway.ledger.Uploads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Pages of open uploads. They are few, so what rolls up into a common prefix is simply read over. */
final class UploadLister {

    private static final int READ_AT_ONCE = 1000;

    private final Uploads uploads;

    UploadLister(Uploads uploads) {
        this.uploads = uploads;
    }

    Mono<UploadPage> page(BucketId bucket, UploadSearch search) {
        return search.limit() == 0
                ? Mono.just(new UploadPage(List.of(), List.of(), Optional.empty()))
                : Mono.defer(() -> more(bucket, search, search.afterKey(), search.afterUpload(), new Gathered(search)));
    }

    private Mono<UploadPage> more(BucketId bucket, UploadSearch search, String afterKey,
            Optional<UploadId> afterUpload, Gathered gathered) {
        return uploads.page(new UploadQuery(bucket, search.prefix(), afterKey, afterUpload, READ_AT_ONCE))
                .flatMap(read -> gathered.addAll(read) || read.size() < READ_AT_ONCE
                        ? Mono.just(gathered.page())
                        : more(bucket, search, read.getLast().object().key().value(),
                                Optional.of(read.getLast().id()), gathered));
    }

    /** What one page has so far; belongs to one subscriber. */
    private static final class Gathered {

        private final UploadSearch search;
        private final List<Upload> uploads = new ArrayList<>();
        private final List<String> prefixes = new ArrayList<>();
        private Optional<UploadPage.Next> last = Optional.empty();
        private boolean truncated;

        Gathered(UploadSearch search) {
            this.search = search;
        }

        /** True where the page is full and at least one more item follows. */
        boolean addAll(List<Upload> read) {
            for (Upload upload : read) {
                Optional<String> common = search.rolledUp(upload.object().key().value());
                if (common.filter(this::isKnown).isPresent()) {
                    continue;
                }
                if (uploads.size() + prefixes.size() == search.limit()) {
                    truncated = true;
                    return true;
                }
                add(upload, common);
            }
            return false;
        }

        private boolean isKnown(String common) {
            return common.equals(search.afterKey()) || prefixes.contains(common);
        }

        private void add(Upload upload, Optional<String> common) {
            common.ifPresentOrElse(prefixes::add, () -> uploads.add(upload));
            last = Optional.of(common.map(name -> new UploadPage.Next(name, Optional.empty()))
                    .orElseGet(() -> new UploadPage.Next(upload.object().key().value(), Optional.of(upload.id()))));
        }

        UploadPage page() {
            return new UploadPage(uploads, prefixes, truncated ? last : Optional.empty());
        }
    }
}
