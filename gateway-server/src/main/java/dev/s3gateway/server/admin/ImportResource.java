package dev.s3gateway.server.admin;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Errand;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.placement.Topology;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * {@code /api/import}: POST takes a bucket's objects of others in ({@code bucket}, {@code from} with zone codes,
 * {@code dry_run}), GET tells how far each import is ({@code id} for one), DELETE with an {@code id} stops one.
 */
public final class ImportResource implements Resource {

    private final Ledger ledger;
    private final Supplier<Topology> topology;
    private final ErrandCalls calls;

    public ImportResource(Ledger ledger, Supplier<Topology> topology) {
        this.ledger = ledger;
        this.topology = topology;
        this.calls = new ErrandCalls(ledger.errands(), Errand.Kind.IMPORT, "import", "imports");
    }

    @Override
    public List<String> path() {
        return List.of("api", "import");
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET", "POST", "DELETE");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        return switch (call.method()) {
            case "POST" -> begun(call.allowing("bucket", "from", "dry_run"));
            case "DELETE" -> calls.stopped(call.allowing("id"));
            default -> calls.told(call.allowing("id", "limit"));
        };
    }

    private Mono<AdminAnswer> begun(AdminCall call) {
        BucketName name = bucket(call.text("bucket").orElseThrow(() -> ErrandCalls.missing("bucket")));
        List<ZoneCode> zones = zones(call.text("from").orElse(""));
        boolean dryRun = ErrandCalls.isDryRun(call);
        return ledger.buckets()
                .find(name)
                .switchIfEmpty(Mono.error(() -> AdminError.notFound("There is no bucket " + name + ".")))
                .flatMap(_ -> ledger.errands().begin(Errand.Kind.IMPORT, name.value(), zones, dryRun))
                .map(ErrandCalls::begun);
    }

    private static BucketName bucket(String text) {
        if (!BucketName.isValid(text)) {
            throw AdminError.badRequest("parameter bucket is no bucket's name: " + text);
        }
        return new BucketName(text);
    }

    private List<ZoneCode> zones(String text) {
        List<String> known = topology.get().enabled().stream().map(zone -> zone.code().value()).toList();
        List<String> wanted = Arrays.stream(text.split(",", -1)).map(String::strip).filter(c -> !c.isEmpty()).toList();
        wanted.stream().filter(code -> !known.contains(code)).findFirst().ifPresent(code -> {
            throw AdminError.badRequest("parameter from names no zone: " + code + "; there are "
                    + String.join(", ", known));
        });
        return wanted.stream().map(ZoneCode::new).toList();
    }
}
