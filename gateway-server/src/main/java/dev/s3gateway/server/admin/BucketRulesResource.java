package dev.s3gateway.server.admin;

import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.placement.Topology;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * {@code GET|PUT /api/buckets/{bucket}/rules}: the settings of one bucket, those that were made for it and those that
 * it has from the configuration. {@code default} takes a setting back.
 */
public final class BucketRulesResource implements Resource {

    private static final Logger LOG = LoggerFactory.getLogger(BucketRulesResource.class);
    private static final String UNMANAGED = "unmanaged";
    private static final String DEFAULT = "default";

    private final Buckets buckets;
    private final Supplier<Topology> topology;

    public BucketRulesResource(Buckets buckets, Supplier<Topology> topology) {
        this.buckets = buckets;
        this.topology = topology;
    }

    /** @param effective what counts; {@code own} is empty where the configuration decides */
    record Setting(Optional<String> own, String effective) {}

    record Rules(String bucket, Setting unmanaged) {}

    @Override
    public List<String> path() {
        return List.of("api", "buckets", "*", "rules");
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET", "PUT");
    }

    @Override
    public boolean takesBody() {
        return true;
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        BucketName name = name(call.path().get(2));
        if (call.method().equals("PUT")) {
            return changed(name, call.allowing(UNMANAGED));
        }
        call.allowing();
        return found(name).map(bucket -> AdminAnswer.ok(rules(bucket)));
    }

    private Mono<AdminAnswer> changed(BucketName name, AdminCall call) {
        String wanted = call.oneOf(UNMANAGED, Set.of("serve", "hide", DEFAULT))
                .orElseThrow(() -> AdminError.badRequest("say what shall be set: " + UNMANAGED));
        return found(name).flatMap(bucket -> buckets.set(bucket.id(), unmanaged(wanted)))
                .then(Mono.defer(() -> found(name)))
                .map(bucket -> {
                    LOG.info("the bucket {}: {} = {}", name, UNMANAGED, wanted);
                    return AdminAnswer.ok(rules(bucket));
                });
    }

    private Mono<Bucket> found(BucketName name) {
        return buckets.find(name)
                .switchIfEmpty(Mono.error(() -> AdminError.notFound("There is no bucket " + name + ".")));
    }

    private Rules rules(Bucket bucket) {
        Unmanaged effective = bucket.unmanaged().orElseGet(() -> topology.get().defaults().unmanaged());
        return new Rules(bucket.name().value(),
                new Setting(bucket.unmanaged().map(BucketRulesResource::word), word(effective)));
    }

    private static Optional<Unmanaged> unmanaged(String word) {
        return Optional.of(word)
                .filter(some -> !some.equals(DEFAULT))
                .map(some -> Unmanaged.valueOf(some.toUpperCase(Locale.ROOT)));
    }

    private static String word(Unmanaged value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static BucketName name(String text) {
        if (!BucketName.isValid(text)) {
            throw AdminError.badRequest(text + " is no bucket's name");
        }
        return new BucketName(text);
    }
}
