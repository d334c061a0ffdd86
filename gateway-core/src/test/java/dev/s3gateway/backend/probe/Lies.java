package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.BucketSettings;
import dev.s3gateway.backend.Claim;
import dev.s3gateway.backend.Delegate;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Zones that are honest in everything but one thing: at least one for each question that a probe asks. */
enum Lies {

    SEES_NEW_KEYS_LATE(Ability.READ_AFTER_WRITE, "a fresh key is not there at once", honest -> new Delegate(honest) {
        private final Set<String> missed = new HashSet<>();

        @Override
        public Mono<Long> size(Locator locator) {
            return honest.size(locator)
                    .onErrorResume(StoreFailure.NotFound.class, notYet -> {
                        missed.add(locator.key());
                        return Mono.error(notYet);
                    })
                    .filter(_ -> !missed.remove(locator.key()))
                    .switchIfEmpty(Mono.error(() -> new StoreFailure.NotFound("remembered as missing")));
        }
    }),

    INVENTS_ITS_TAGS(Ability.DIGEST, "its tag looks like an MD5 and is none of our bytes",
            honest -> new Delegate(honest) {
                @Override
                public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
                    return honest.put(planned, metadata, body)
                            .map(stored -> new Stored(stored.locator(), stored.size(),
                                    new ZoneDigest.Md5(new ETag("0".repeat(32)))));
                }
            }),

    IGNORES_CHECKSUMS(Ability.CHECKSUM, "a wrong one is taken for right", honest -> new Delegate(honest) {
        @Override
        public Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim) {
            return claim instanceof Claim.Header
                    ? honest.put(planned, Metadata.ofType("text/plain"), body)
                    : honest.claim(planned, body, claim);
        }
    }),

    IGNORES_TRAILERS(Ability.TRAILER, "a wrong one is taken for right", honest -> new Delegate(honest) {
        @Override
        public Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim) {
            return claim instanceof Claim.Trailer
                    ? honest.put(planned, Metadata.ofType("text/plain"), body)
                    : honest.claim(planned, body, claim);
        }
    }),

    STORES_TRAILERS_AS_BYTES(Ability.TRAILER, "a right one is refused", honest -> new Delegate(honest) {
        @Override
        public Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim) {
            return claim instanceof Claim.Trailer
                    ? honest.put(planned, Metadata.ofType("text/plain"), Body.of("a checksum\r\n0\r\nx-amz-checksum"))
                    : honest.claim(planned, body, claim);
        }
    }),

    LOSES_A_VERSION(Ability.VERSIONS, "1 of 12 concurrent writes were lost", honest -> new Delegate(honest) {
        private int writes;

        @Override
        public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
            return honest.put(planned, metadata, body)
                    .flatMap(stored -> planned.key().endsWith("/versions") && ++writes == 20
                            ? honest.delete(stored.locator()).thenReturn(stored)
                            : Mono.just(stored));
        }
    }),

    NAMES_NO_VERSION(Ability.VERSIONS, "what is written gets no version id", honest -> new Delegate(honest) {
        @Override
        public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
            return honest.put(planned, metadata, body)
                    .map(stored -> new Stored(planned.key().endsWith("/versions") ? planned : stored.locator(),
                            stored.size(), stored.digest()));
        }
    }),

    KEEPS_NO_VERSIONS(Ability.VERSIONS, "it is not enabled", honest -> new Delegate(honest) {
        @Override
        public Mono<BucketSettings> settings(String bucket) {
            return honest.settings(bucket).map(set -> new BucketSettings(false, set.lockable(), List.of(), List.of()));
        }
    }),

    IGNORES_CONDITIONS(Ability.CONDITIONAL_PUT, "the condition is not looked at", honest -> new Delegate(honest) {
        @Override
        public Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim) {
            return claim instanceof Claim.Absent
                    ? honest.put(planned, Metadata.ofType("text/plain"), body)
                    : honest.claim(planned, body, claim);
        }
    }),

    FORGETS_LOCKS(Ability.OBJECT_LOCK, "a locked version was removed", honest -> new Delegate(honest) {
        @Override
        public Mono<Void> lock(Locator locator, Instant until) {
            return Mono.empty();
        }
    }),

    KEEPS_HALF_UPLOADS(Ability.WHOLE_OR_NOTHING, "half an upload was kept", honest -> new Delegate(honest) {
        @Override
        public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
            return honest.put(planned, metadata, body)
                    .onErrorResume(IllegalStateException.class, broken -> honest.put(planned, metadata, Body.of("half"))
                            .then(Mono.error(broken)));
        }
    }),

    ACKNOWLEDGES_HALF_UPLOADS(Ability.WHOLE_OR_NOTHING, "half an upload was acknowledged",
            honest -> new Delegate(honest) {
                @Override
                public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
                    return honest.put(planned, metadata, body)
                            .onErrorResume(IllegalStateException.class,
                                    _ -> honest.put(planned, metadata, Body.of("half")));
                }
            }),

    LISTS_LIKE_A_DICTIONARY(Ability.LIST_ORDER, "keys are listed in another order", honest -> new Delegate(honest) {
        @Override
        public Mono<List<String>> keys(String bucket, String prefix, int atMost) {
            return honest.keys(bucket, prefix, atMost)
                    .map(keys -> keys.stream().sorted(String.CASE_INSENSITIVE_ORDER).toList());
        }
    }),

    LISTS_BY_UTF_16(Ability.LIST_ORDER, "keys are listed in another order", honest -> new Delegate(honest) {
        @Override
        public Mono<List<String>> keys(String bucket, String prefix, int atMost) {
            return honest.keys(bucket, prefix, atMost).map(keys -> keys.stream().sorted().toList());
        }
    }),

    FORGETS_A_KEY_IN_LISTINGS(Ability.LIST_ORDER, "not every key is listed", honest -> new Delegate(honest) {
        @Override
        public Mono<List<String>> keys(String bucket, String prefix, int atMost) {
            return honest.keys(bucket, prefix, atMost).map(keys -> keys.stream().skip(1).toList());
        }
    }),

    COLLAPSES_SLASHES(Ability.KEYS, "not double-slash", honest -> new Renaming(honest, key -> key.replace("//", "/"))),

    IS_A_FILE_SYSTEM(Ability.KEYS,
            "not double-slash, dot-segment; at most 255 bytes between slashes; none below another",
            honest -> new Renaming(honest, key -> {
                boolean tooLong = Optional.of(key).filter(k -> k.matches("(.*/)?[^/]{256,}(/.*)?")).isPresent();
                if (tooLong || key.endsWith("/nested/a/b")) {
                    throw new StoreFailure.Rejected("InvalidName", key);
                }
                return key.replace("//", "/").replaceAll("/\\./", "/").replaceAll("/b/\\.\\./", "/");
            })),

    ANSWERS_ODD_KEYS_WITH_500(Ability.KEYS, "not control-character, noncharacter",
            honest -> new Renaming(honest, key -> {
                if (key.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == 0xfffe || c == 0xffff)) {
                    throw new StoreFailure.Unreachable("the zone answered 500", null);
                }
                return key;
            })),

    KNOWS_NO_CASE(Ability.KEYS, "not upper-case", honest -> new Renaming(honest, key -> key.replace("/Key", "/key"))),

    DROPS_USER_METADATA(Ability.METADATA, "lost or changed: user metadata", honest -> new Delegate(honest) {
        @Override
        public Mono<Metadata> metadata(Locator locator) {
            return honest.metadata(locator)
                    .map(said -> new Metadata(said.contentType(), said.standard(), Map.of()));
        }
    }),

    COPIES_THE_OLD_METADATA(Ability.COPY, "it is not what was asked for", honest -> new Delegate(honest) {
        @Override
        public Mono<Stored> copy(Locator planned, Metadata metadata, Locator source) {
            return honest.metadata(source).flatMap(old -> honest.copy(planned, old, source));
        }
    }),

    CANNOT_COPY(Ability.COPY, "refused: NotImplemented", honest -> new Delegate(honest) {
        @Override
        public Mono<Stored> copy(Locator planned, Metadata metadata, Locator source) {
            return Mono.error(() -> new StoreFailure.Rejected("NotImplemented", "no"));
        }
    }),

    LIVES_IN_ANOTHER_HOUR(Ability.CLOCK, "3600 s ahead of ours", honest -> new Delegate(honest) {
        @Override
        public Mono<Instant> clock() {
            return Mono.fromSupplier(() -> ProbeTest.NOW.plus(Duration.ofHours(1)));
        }
    });

    final Ability ability;
    final String detail;
    @SuppressWarnings("ImmutableEnumChecker") // makes another liar each time
    private final UnaryOperator<ObjectStore> lie;

    Lies(Ability ability, String detail, UnaryOperator<ObjectStore> lie) {
        this.ability = ability;
        this.detail = detail;
        this.lie = lie;
    }

    ObjectStore over(MemoryStore honest) {
        return lie.apply(honest);
    }

    /** Takes some keys for others. */
    private static final class Renaming extends Delegate {

        private final UnaryOperator<String> name;

        Renaming(ObjectStore honest, UnaryOperator<String> name) {
            super(honest);
            this.name = name;
        }

        @Override
        public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
            return Mono.defer(() -> honest.put(called(planned), metadata, body))
                    .map(stored -> new Stored(stored.locator()
                            .zoneVersion()
                            .map(planned::withZoneVersion)
                            .orElse(planned), stored.size(), stored.digest()));
        }

        @Override
        public Mono<dev.s3gateway.backend.Found> get(Locator locator,
                Optional<dev.s3gateway.object.ByteRange.Resolved> range) {
            return Mono.defer(() -> honest.get(called(locator), range));
        }

        @Override
        public Mono<Void> delete(Locator locator) {
            return Mono.defer(() -> honest.delete(called(locator)));
        }

        private Locator called(Locator locator) {
            return new Locator(locator.zone(), locator.bucket(), name.apply(locator.key()), locator.zoneVersion(),
                    locator.stamp());
        }
    }
}
