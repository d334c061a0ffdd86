package dev.s3gateway.ledger.postgres;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.postgres.Rows.HeldCopy;
import dev.s3gateway.ledger.postgres.Rows.StoredVersion;
import dev.s3gateway.object.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** A version's row, locked until the end of the transaction, with the database's clock. */
record LockedVersion(StoredVersion stored, Instant now) {

    private static final String LOCK = "SELECT " + Rows.VERSION
            + ", clock_timestamp() AS now FROM versions v JOIN buckets b ON b.id = v.bucket_id WHERE v.id = $1 "
            + "FOR UPDATE OF v";
    private static final String STORE = """
            UPDATE versions v SET copy_zones = c.copy_zones, copy_buckets = c.copy_buckets, copy_keys = c.copy_keys,
                   copy_versions = c.copy_versions, copy_stamps = c.copy_stamps, copy_states = c.copy_states,
                   copy_verified = c.copy_verified
              FROM json_to_record($2::json) AS c (%s) WHERE v.id = $1""".formatted(Rows.COPY_COLUMNS);

    /** Locks the row until the end of the transaction; a version that nobody knows is an empty Optional. */
    static Mono<Optional<LockedVersion>> lock(Session session, VersionId version) {
        return session
                .rows(LOCK, row -> new LockedVersion(Rows.stored(row), Rows.get(row, "now", Instant.class)),
                        version.value())
                .map(rows -> rows.stream().findFirst());
    }

    /** The same, empty where the version no longer lives. */
    static Mono<LockedVersion> live(Session session, VersionId version) {
        return lock(session, version).flatMap(Mono::justOrEmpty).filter(locked -> locked.stored().live());
    }

    /** Puts a copy in its zone's place, or takes the place away. */
    Mono<Long> store(Session session, ZoneCode zone, Optional<HeldCopy> copy) {
        Predicate<HeldCopy> here = held -> held.locator().zone().equals(zone);
        Stream<HeldCopy> kept = stored
                .copies()
                .stream()
                .flatMap(held -> here.test(held) ? copy.stream() : Stream.of(held));
        boolean known = stored.copies().stream().anyMatch(here);
        List<HeldCopy> copies = Stream.concat(kept, known ? Stream.empty() : copy.stream()).toList();
        return session.run(STORE, stored.version().id().value(), Rows.copyArrays(copies).toString());
    }

    BucketId bucket() {
        return stored.version().bucket();
    }

    Optional<HeldCopy> in(ZoneCode zone) {
        return stored.copies().stream().filter(copy -> copy.locator().zone().equals(zone)).findFirst();
    }

    Optional<HeldCopy> at(Locator place) {
        return in(place.zone()).filter(copy -> copy.isAt(place));
    }
}
