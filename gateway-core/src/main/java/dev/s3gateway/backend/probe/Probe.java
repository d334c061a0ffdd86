package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.KeyRules;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Finds out what a zone bucket can really do, by trying it (protocol.md §6). It writes under names of its own and
 * removes them again. Where the zone does not answer, or has no such bucket, the probe fails as the zone does; whatever
 * else goes wrong is an answer.
 */
public final class Probe {

    private static final int AT_ONCE = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /**
     * Services hang up on a strange key or a wrong checksum, and what is asked on the same connection at that moment is
     * lost with it. The next try is made on a new workbench, under other names.
     */
    private static final int MORE_TRIES = 3;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private final InstantSource clock;
    private final List<Question> all;
    private final List<Question> urgent;

    public Probe(InstantSource clock) {
        this(clock, Duration.ofMillis(300));
    }

    Probe(InstantSource clock, Duration between) {
        this.clock = clock;
        this.urgent = List.of(new ProofByDigest(), new ReadAfterWrite(), new KeepsVersions());
        this.all = List.of(new ProofByDigest(), new ReadAfterWrite(), new KeepsVersions(), WrongChecksum.inHeader(),
                WrongChecksum.inTrailer(), new ConditionalPut(), new ObjectLock(), new WholeOrNothing(between),
                new ListOrder(), new MetadataRoundTrip(), new ServerSideCopy(), new ClockSkew(clock));
    }

    /** Asks everything. */
    public Mono<Capabilities> full(ObjectStore store, ZoneCode zone, String bucket) {
        return at(store, zone, bucket, bench -> capabilities(bench, all, new KeyNames(bench).rules()));
    }

    /** Asks only what decides how copies are named and proven. */
    public Mono<Capabilities> urgent(ObjectStore store, ZoneCode zone, String bucket) {
        return at(store, zone, bucket, bench -> capabilities(bench, urgent, new KeyNames(bench).rules()));
    }

    /**
     * Asks only what is this bucket's own business, and believes the rest of it that was found out about another one of
     * the same zone.
     */
    public Mono<Capabilities> like(Capabilities known, ObjectStore store, ZoneCode zone, String bucket) {
        return at(store, zone, bucket, bench -> versions(known, bench).map(versions -> like(known, bench, versions)));
    }

    private Mono<Capabilities> at(ObjectStore store, ZoneCode zone, String bucket,
            Function<Workbench, Mono<Capabilities>> work) {
        return Mono.defer(() -> {
            List<Workbench> benches = new CopyOnWriteArrayList<>();
            return store.settings(bucket)
                    .flatMap(settings -> Mono.usingWhen(
                            Mono.fromSupplier(() -> another(benches, new Workbench(store, zone, bucket, settings))),
                            work, _ -> tidied(benches)))
                    .retryWhen(Retry.fixedDelay(MORE_TRIES, BETWEEN_TRIES)
                            .filter(StoreFailure.Unreachable.class::isInstance)
                            .onRetryExhaustedThrow((_, last) -> last.failure()));
        });
    }

    private static Workbench another(List<Workbench> benches, Workbench bench) {
        benches.add(bench);
        return bench;
    }

    /** Those of earlier tries as well: what was under way when one failed may have landed since. */
    private static Mono<Void> tidied(List<Workbench> benches) {
        return Flux.fromIterable(benches).concatMap(Workbench::tidied).then();
    }

    private Mono<Capabilities> capabilities(Workbench bench, List<Question> questions, Mono<KeyRules> keys) {
        Mono<Map<Ability, Answer>> answers = Flux.fromIterable(questions)
                .flatMap(question -> asked(question, bench), AT_ONCE)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, () -> new EnumMap<>(Ability.class));
        return Mono.zip(answers, keys, (found, rules) -> {
            found.put(Ability.KEYS, KeyNames.answer(rules));
            return new Capabilities(clock.instant(), bench.settings().versioned(), found, rules,
                    bench.settings().concerns());
        });
    }

    private static Mono<Map.Entry<Ability, Answer>> asked(Question question, Workbench bench) {
        return Mono.defer(() -> question.ask(bench))
                .timeout(PATIENCE, Mono.just(Answer.unknown("no answer within " + PATIENCE.toSeconds() + " s")))
                .onErrorResume(StoreFailure.class, Probe::unasked)
                .map(answer -> Map.entry(question.ability(), answer));
    }

    private static Mono<Answer> unasked(StoreFailure failure) {
        return switch (failure) {
            case StoreFailure.Rejected refusal -> Mono.just(refusal.code.equals("NotImplemented")
                    ? Answer.no("not implemented")
                    : Answer.unknown(refusal.code));
            case StoreFailure.Corrupt corrupt -> Mono.just(Answer.no(String.valueOf(corrupt.getMessage())));
            case StoreFailure.NotFound missing -> Mono.just(Answer.no("lost at once: " + missing.getMessage()));
            case StoreFailure.Unreachable away -> Mono.error(away);
            case StoreFailure.Throttled busy -> Mono.error(busy);
        };
    }

    /** One test write tells whether the promise is kept yet; what becomes of many writers is known of the zone. */
    private static Mono<Answer> versions(Capabilities known, Workbench bench) {
        return bench.settings().versioned() && known.enabled()
                ? bench.put(bench.under("like"), "like")
                        .map(stored -> stored.locator().isProvisional()
                                ? Answer.no("what is written gets no version id")
                                : known.answer(Ability.VERSIONS))
                : asked(new KeepsVersions(), bench).map(Map.Entry::getValue);
    }

    private Capabilities like(Capabilities known, Workbench bench, Answer versions) {
        Map<Ability, Answer> answers = new EnumMap<>(Ability.class);
        for (Ability ability : List.of(Ability.DIGEST, Ability.READ_AFTER_WRITE, Ability.KEYS)) {
            answers.put(ability, known.answer(ability));
        }
        answers.put(Ability.VERSIONS, versions);
        return new Capabilities(clock.instant(), bench.settings().versioned(), answers, known.keys(),
                bench.settings().concerns());
    }
}
