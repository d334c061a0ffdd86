package dev.s3gateway.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.s3gateway.ledger.Errand;
import dev.s3gateway.replication.House;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Long work is begun once for each subject, told about and stopped; each kind by its own resource. */
class ErrandResourcesTest {

    private final House house = House.of("oslo", "bergen");
    private final ImportResource imports = new ImportResource(house.ledger, house::topology);
    private final RestoreNamesResource names = new RestoreNamesResource(house.ledger.errands(), house::topology);

    @Test
    void anImportIsBegunOnceAndToldAboutUntilItIsStopped() throws IOException {
        JsonNode begun = asked(imports, "POST", Map.of("bucket", House.BUCKET, "from", "bergen,oslo"));
        JsonNode again = asked(imports, "POST", Map.of("bucket", House.BUCKET, "dry_run", "true"));

        assertThat(begun.at("/state").textValue()).isEqualTo("RUNNING");
        assertThat(begun.at("/zones")).hasSize(2);
        assertThat(again.at("/id")).isEqualTo(begun.at("/id"));
        String id = begun.at("/id").textValue();
        assertThat(asked(imports, "GET", Map.of("id", id)).at("/subject").textValue()).isEqualTo(House.BUCKET);
        assertThat(asked(imports, "GET", Map.of()).at("/imports/0/id").textValue()).isEqualTo(id);

        assertThat(asked(imports, "DELETE", Map.of("id", id)).at("/state").textValue()).isEqualTo("CANCELLED");
        assertThat(refusal(imports, "DELETE", Map.of("id", id))).isEqualTo(404);
    }

    @Test
    void namesAreRestoredInAZoneAndNoImportIsMeantByIt() throws IOException {
        String id = asked(names, "POST", Map.of("zone", "oslo", "dry_run", "true")).at("/id").textValue();

        assertThat(asked(names, "GET", Map.of()).at("/restorings/0/dry_run").booleanValue()).isTrue();
        assertThat(asked(imports, "GET", Map.of()).at("/count").intValue()).isZero();
        assertThat(refusal(imports, "GET", Map.of("id", id))).isEqualTo(404);
        assertThat(refusal(imports, "DELETE", Map.of("id", id))).isEqualTo(404);
        assertThat(House.await(house.ledger.errands().latest(Errand.Kind.RESTORE_NAMES, 1)).getFirst().state())
                .isEqualTo(Errand.State.RUNNING);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a bucket that is no name,     import, bucket, 'No!',    400
            a bucket that is not there,   import, bucket, nothing,  404
            nothing,                      import, limit,  5,        400
            a zone that is not there,     names,  zone,   tromso,   400
            a word that is no answer,     names,  dry_run, perhaps, 400
            """)
    void whatCannotBeBegunIsRefused(String what, String resource, String parameter, String value, int status) {
        assertThat(refusal(resource.equals("import") ? imports : names, "POST", Map.of(parameter, value))).as(what)
                .isEqualTo(status);
    }

    @Test
    void aZoneThatIsOnlyReadFromKeepsItsNames() {
        house.readOnly.add("bergen");

        assertThat(refusal(names, "POST", Map.of("zone", "bergen"))).isEqualTo(400);
    }

    @Test
    void anImportFromAZoneThatIsNotThereNamesThoseThatAre() {
        assertThatThrownBy(() -> asked(imports, "POST", Map.of("bucket", House.BUCKET, "from", "tromso")))
                .hasMessageContaining("tromso")
                .hasMessageContaining("oslo, bergen");
    }

    private int refusal(Resource resource, String method, Map<String, String> parameters) {
        try {
            throw new AssertionError("it was answered: " + asked(resource, method, parameters));
        } catch (AdminError refused) {
            return refused.status();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode asked(Resource resource, String method, Map<String, String> parameters)
            throws IOException {
        AdminAnswer answer = House
                .await(resource.answer(new AdminCall(method, List.copyOf(resource.path()), parameters)));
        return new ObjectMapper().readTree(AdminJson.bytes(((AdminAnswer.Json) answer).value()));
    }
}
