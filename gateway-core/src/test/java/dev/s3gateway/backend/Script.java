package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** What a scripted zone does instead of simply obeying. A script says only what it changes. */
public interface Script {

    Script OBEYS = new Script() {};

    default Mono<Stored> put(ObjectStore zone, Locator planned, Metadata metadata, Body body) {
        return answer(zone.put(planned, metadata, body));
    }

    default Mono<Stored> copy(ObjectStore zone, Locator planned, Metadata metadata, Locator source) {
        return answer(zone.copy(planned, metadata, source));
    }

    default Mono<StoredPart> part(ObjectStore zone, ZoneUpload upload, int number, Body body) {
        return answer(zone.uploadPart(upload, number, body));
    }

    default Mono<Found> get(ObjectStore zone, Locator locator, Optional<ByteRange.Resolved> range) {
        return answer(zone.get(locator, range));
    }

    /** Every call that moves no object bytes, and every other one that is not spoken of above. */
    default <T> Mono<T> answer(Mono<T> call) {
        return call;
    }
}
