package dev.s3gateway.server.admin;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Holdings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * {@code DELETE /api/zones/{zone}?confirm={zone}}: gives an absent zone up for good. Refused while something has its only
 * copy there; {@code error.message} says how much.
 */
public final class ForgetZoneResource implements Resource {

    private static final Logger LOG = LoggerFactory.getLogger(ForgetZoneResource.class);

    private final Supplier<List<Zone>> zones;
    private final Holdings holdings;
    private final Supplier<Mono<List<String>>> strangers;

    /** @param strangers gateways of this ledger that go by another configuration, in which the zone may stand */
    public ForgetZoneResource(Supplier<List<Zone>> zones, Holdings holdings, Supplier<Mono<List<String>>> strangers) {
        this.zones = zones;
        this.holdings = holdings;
        this.strangers = strangers;
    }

    @Override
    public List<String> path() {
        return List.of("api", "zones", "*");
    }

    @Override
    public Set<String> methods() {
        return Set.of("DELETE");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        call.allowing("confirm");
        ZoneCode zone = zone(call.path().get(2));
        if (zones.get().stream().anyMatch(configured -> configured.code().equals(zone))) {
            throw AdminError.conflict("The zone " + zone + " is in the configuration; take it out there first.");
        }
        if (!call.text("confirm").orElse("").equals(zone.value())) {
            throw AdminError.badRequest("What lies in the zone " + zone
                    + " would be forgotten for good: say so with confirm=" + zone + ".");
        }
        return holdings.zones()
                .filter(known -> known.contains(zone))
                .switchIfEmpty(Mono.error(() -> AdminError.notFound("No zone " + zone + " is known.")))
                .flatMap(_ -> unusedByOthers(zone))
                .then(Mono.defer(() -> holdings.forget(zone)))
                .map(only -> forgotten(zone, only));
    }

    private Mono<Void> unusedByOthers(ZoneCode zone) {
        return strangers.get()
                .flatMap(others -> others.isEmpty()
                        ? Mono.empty()
                        : Mono.error(() -> AdminError.conflict("Other gateways of this ledger go by another"
                                + " configuration, and the zone " + zone + " may be in it: " + String.join(", ", others)
                                + "; bring their files to the state of this one's, and reload them.")));
    }

    private static AdminAnswer forgotten(ZoneCode zone, long only) {
        if (only > 0) {
            throw AdminError.conflict(only + " objects have their only copy in the zone " + zone
                    + ": configure it again until they have another, or delete them.");
        }
        LOG.warn("the zone {} was forgotten", zone);
        return AdminAnswer.ok(Map.of("zone_code", zone.value(), "forgotten", true));
    }

    private static ZoneCode zone(String code) {
        try {
            return new ZoneCode(code);
        } catch (IllegalArgumentException e) {
            throw AdminError.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
