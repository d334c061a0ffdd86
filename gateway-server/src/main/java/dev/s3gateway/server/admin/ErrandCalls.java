package dev.s3gateway.server.admin;

import dev.s3gateway.ledger.Errand;
import dev.s3gateway.ledger.Errands;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * What every kind of long work has in common: it is told about, one by its {@code id} or the latest, and stopped.
 *
 * @param one what one of this kind is called, and {@code list} the field with several
 */
record ErrandCalls(Errands errands, Errand.Kind kind, String one, String list) {

    private static final Set<String> YES_OR_NO = Set.of("true", "false");

    /** What begins goes on behind the answer. */
    static AdminAnswer begun(Errand errand) {
        return new AdminAnswer.Json(202, errand);
    }

    static boolean isDryRun(AdminCall call) {
        return call.oneOf("dry_run", YES_OR_NO).filter("true"::equals).isPresent();
    }

    Mono<AdminAnswer> told(AdminCall call) {
        return id(call).map(id -> errands.find(id)
                .filter(errand -> errand.kind() == kind)
                .switchIfEmpty(Mono.error(() -> AdminError.notFound("There is no " + one + " " + id + ".")))
                .map(AdminAnswer::ok))
                .orElseGet(() -> errands.latest(kind, call.limit())
                        .map(all -> AdminAnswer.ok(Map.of(list, all, "count", all.size()))));
    }

    Mono<AdminAnswer> stopped(AdminCall call) {
        UUID id = id(call).orElseThrow(() -> missing("id"));
        return errands.find(id)
                .filter(errand -> errand.kind() == kind)
                .flatMap(_ -> errands.cancel(id))
                .filter(stopped -> stopped)
                .switchIfEmpty(Mono.error(() -> AdminError.notFound("No " + one + " " + id + " is running.")))
                .then(errands.find(id))
                .map(AdminAnswer::ok);
    }

    private Optional<UUID> id(AdminCall call) {
        return call.text("id").map(text -> {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException _) {
                throw AdminError.badRequest("parameter id is no id of " + one + ": " + text);
            }
        });
    }

    static AdminError missing(String parameter) {
        return AdminError.badRequest("parameter " + parameter + " is missing");
    }
}
