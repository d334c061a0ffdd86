package dev.s3gateway.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.replication.House;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ZonesResourceTest {

    private static final byte[] BODY = "a body".getBytes(StandardCharsets.UTF_8);

    private final House house = House.of("oslo", "bergen");
    private final ZonesResource zones = new ZonesResource(this::configured, house,
            house.ledger.holdings());
    private List<String> strangers = List.of();
    private final ForgetZoneResource forget = new ForgetZoneResource(this::configured, house.ledger.holdings(),
            () -> Mono.just(strangers));

    @Test
    void aZoneThatIsNotConfiguredAnyMoreIsAbsent() {
        house.write("cat.jpg", BODY);
        house.zones.remove("bergen");

        assertThat(states()).containsExactly("oslo enabled", "bergen absent");
    }

    @Test
    void aZoneTellsWhereItHasNoRoom() { // F24
        house.full.add("bergen");

        assertThat(listed()).extracting(ZonesResource.ZoneState::fullBuckets)
                .containsExactly(Set.of(), Set.of(House.BUCKET));
    }

    @Test
    void anAbsentZoneIsForgottenWhenSaidSo() {
        house.write("cat.jpg", BODY);
        house.zones.remove("bergen");

        assertThatThrownBy(() -> forgotten("bergen", Map.of())).hasMessageContaining("confirm=bergen");
        assertThat(forgotten("bergen", Map.of("confirm", "bergen")).status()).isEqualTo(200);

        assertThat(states()).containsExactly("oslo enabled");
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(1);
        assertThatThrownBy(() -> forgotten("bergen", Map.of("confirm", "bergen"))).hasMessageContaining("No zone");
    }

    @Test
    void aZoneWithTheOnlyCopyOfSomethingIsKeptAndToldHowMuch() {
        house.openCircuits.add("oslo");
        house.write("cat.jpg", BODY);
        house.write("dog.jpg", BODY);
        house.zones.remove("bergen");

        assertThatThrownBy(() -> forgotten("bergen", Map.of("confirm", "bergen")))
                .isInstanceOfSatisfying(AdminError.class, refused -> assertThat(refused.status()).isEqualTo(409))
                .hasMessageContaining("2 objects have their only copy");
        assertThat(states()).contains("bergen absent");
    }

    @Test
    void aZoneThatAnotherGatewayMayStillWriteToIsKept() {
        house.write("cat.jpg", BODY);
        house.zones.remove("bergen");
        strangers = List.of("71@elsewhere");

        assertThatThrownBy(() -> forgotten("bergen", Map.of("confirm", "bergen")))
                .isInstanceOfSatisfying(AdminError.class, refused -> assertThat(refused.status()).isEqualTo(409))
                .hasMessageContaining("71@elsewhere");
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(2);

        strangers = List.of();
        assertThat(forgotten("bergen", Map.of("confirm", "bergen")).status()).isEqualTo(200);
    }

    @Test
    void aConfiguredZoneIsNotForgotten() {
        assertThatThrownBy(() -> forgotten("bergen", Map.of("confirm", "bergen")))
                .hasMessageContaining("is in the configuration");
    }

    private List<Zone> configured() {
        return house.topology().zones();
    }

    private AdminAnswer forgotten(String zone, Map<String, String> parameters) {
        return House.await(forget.answer(new AdminCall("DELETE", List.of("api", "zones", zone), parameters)));
    }

    private List<String> states() {
        return listed().stream().map(zone -> zone.zoneCode() + " " + zone.state()).toList();
    }

    private List<ZonesResource.ZoneState> listed() {
        AdminAnswer answer = House.await(zones.answer(new AdminCall("GET", List.of("api", "zones"), Map.of())));
        return ((ZonesResource.Zones) ((AdminAnswer.Json) answer).value()).zones();
    }
}
