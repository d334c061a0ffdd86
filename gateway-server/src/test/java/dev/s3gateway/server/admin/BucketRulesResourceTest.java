package dev.s3gateway.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.replication.House;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketRulesResourceTest {

    private final House house = House.of("oslo");
    private final BucketRulesResource rules = new BucketRulesResource(house.ledger.buckets(), house::topology);

    @Test
    void aBucketServesWhatOthersPutThereAsSoonAsThatWasSaidAndHidesItAgain() throws IOException {
        var _ = house.store("oslo").place(House.BUCKET, "theirs", new byte[]{1});
        assertThat(isRead("theirs")).isFalse();

        JsonNode told = asked("PUT", House.BUCKET, "{\"unmanaged\": \"serve\"}");
        assertThat(told.at("/unmanaged/own").textValue()).isEqualTo("serve");
        assertThat(isRead("theirs")).isTrue();

        var _ = asked("PUT", House.BUCKET, "{\"unmanaged\": \"hide\"}");
        assertThat(isRead("theirs")).isFalse();
    }

    @Test
    void aSettingThatIsTakenBackIsTheConfigurationsAgain() throws IOException {
        var _ = asked("PUT", House.BUCKET, "{\"unmanaged\": \"hide\"}");
        house.with(BucketDefaults.STANDARD.with(Unmanaged.SERVE));

        JsonNode told = asked("PUT", House.BUCKET, "{\"unmanaged\": null}");

        assertThat(told.at("/unmanaged/own").isNull()).isTrue();
        assertThat(told.at("/unmanaged/effective").textValue()).isEqualTo("serve");
        assertThat(asked("GET", House.BUCKET, "{}")).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"unmanaged\": \"show\"}", "{\"unmanged\": \"hide\"}", "[]", "no",
            "{\"unmanaged\": [\"hide\"]}"})
    void whatIsNoSettingIsRefusedAndChangesNothing(String body) {
        assertThatThrownBy(() -> asked("PUT", House.BUCKET, body)).isInstanceOfSatisfying(AdminError.class,
                refused -> assertThat(refused.status()).isEqualTo(400));
        assertThat(House.await(house.ledger.buckets().all()).getFirst().unmanaged()).isEmpty();
    }

    @Test
    void aBucketThatIsNotThereHasNoSettings() {
        assertThatThrownBy(() -> asked("GET", "nothing", "{}")).isInstanceOfSatisfying(AdminError.class,
                refused -> assertThat(refused.status()).isEqualTo(404));
    }

    private boolean isRead(String key) {
        return house.reader()
                .head(ObjectRef.of(House.BUCKET, key), Conditions.NONE)
                .onErrorComplete()
                .blockOptional()
                .isPresent();
    }

    private JsonNode asked(String method, String bucket, String body) throws IOException {
        AdminCall call = new AdminCall(method, List.of("api", "buckets", bucket, "rules"), Map.of()).with(body);
        return new ObjectMapper()
                .readTree(AdminJson.bytes(((AdminAnswer.Json) House.await(rules.answer(call))).value()));
    }
}
