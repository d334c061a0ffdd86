package dev.s3gateway.server.admin;

import dev.s3gateway.backend.Zone;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** {@code GET /backends}: the zones as configured, without secrets. */
public final class BackendsResource implements Resource {

    private final Supplier<List<Zone>> zones;

    public BackendsResource(Supplier<List<Zone>> zones) {
        this.zones = zones;
    }

    record Backend(String name, String provider, String zoneCode, String region, boolean enabled, boolean isPrimary,
            Optional<String> endpoint) {

        static Backend of(Zone zone) {
            return new Backend(zone.name(), zone.provider(), zone.code().value(), zone.region(), zone.enabled(),
                    zone.primary(), zone.endpoint());
        }
    }

    record Backends(List<Backend> backends, int count) {}

    @Override
    public List<String> path() {
        return List.of("backends");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        call.allowing();
        List<Backend> backends = zones.get().stream().map(Backend::of).toList();
        return Mono.just(AdminAnswer.ok(new Backends(backends, backends.size())));
    }
}
