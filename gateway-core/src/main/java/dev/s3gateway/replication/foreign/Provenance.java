package dev.s3gateway.replication.foreign;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.failure.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Whether what a listing shows is somebody else's. Listings do not show stamps, so each object is looked at once where
 * ours may lie beside it; what was found out is remembered for a while, since an object does not change its stamp.
 */
final class Provenance {

    private static final int MOST_REMEMBERED = 50_000;

    private final Map<String, Boolean> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    Mono<Boolean> isForeign(Sighting.Seen seen) {
        return seen.place().mixed()
                ? Mono.justOrEmpty(known(seen)).switchIfEmpty(Mono.defer(() -> looked(seen)))
                : Mono.just(true);
    }

    private Mono<Boolean> looked(Sighting.Seen seen) {
        return seen.place()
                .zone()
                .store()
                .look(seen.place().bucket(), seen.entry().key())
                .map(there -> remember(seen, !there.stamped()))
                // Gone since it was listed; or locked with a key of its owner's, which ours never are.
                .onErrorReturn(StoreFailure.NotFound.class, false)
                .onErrorReturn(StoreFailure.Rejected.class, true)
                .onErrorMap(StoreFailure.class,
                        failure -> new Failure.Overloaded(seen.place().code() + " says nothing of an object: "
                                + failure.getMessage()));
    }

    private Optional<Boolean> known(Sighting.Seen seen) {
        synchronized (remembered) {
            return Optional.ofNullable(remembered.get(name(seen)));
        }
    }

    private boolean remember(Sighting.Seen seen, boolean foreign) {
        synchronized (remembered) {
            remembered.put(name(seen), foreign);
        }
        return foreign;
    }

    private static String name(Sighting.Seen seen) {
        return seen.place().code() + "/" + seen.place().bucket() + "/" + seen.entry().key() + "/" + seen.entry().etag()
                + "/" + seen.entry().lastModified();
    }
}
