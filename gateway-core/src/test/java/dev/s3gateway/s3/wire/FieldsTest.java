package dev.s3gateway.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The headers of a request and of a response. */
@Timeout(20)
class FieldsTest {

    @Test
    void aHeaderInTwoSpellingsIsOneWithItsValuesInTheOrderInWhichTheyCame() {
        Map<String, List<String>> sent = new LinkedHashMap<>();
        sent.put("X-Amz-Meta-A", List.of("one", "two"));
        sent.put("Host", List.of("here"));
        sent.put("x-amz-meta-a", List.of("three"));

        Headers headers = new Headers(sent);

        assertThat(headers.fields()).containsExactly(Map.entry("host", List.of("here")),
                Map.entry("x-amz-meta-a", List.of("one", "two", "three")));
        assertThat(headers.all("X-AMZ-META-A")).containsExactly("one", "two", "three");
    }

    @Test
    void nobodyChangesTheHeadersOfARequestAfterwards() {
        List<String> values = new ArrayList<>(List.of("a"));
        Headers headers = new Headers(Map.of("etag", values));

        values.add("b");

        assertThat(headers.all("etag")).containsExactly("a");
        assertThatThrownBy(() -> headers.all("etag").add("c")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aResponseWithMoreHeadersLeavesTheOneItWasMadeOfAsItWas() {
        S3Response first = S3Response.ok().with("B", "1");
        Map<String, String> added = new LinkedHashMap<>(Map.of("C", "3"));

        S3Response second = first.with("A", "2").with(added);
        added.put("D", "4");

        assertThat(first.headers()).containsExactly(Map.entry("B", "1"));
        assertThat(second.headers()).containsExactly(Map.entry("A", "2"), Map.entry("B", "1"), Map.entry("C", "3"));
        assertThatThrownBy(() -> second.headers().put("E", "5")).isInstanceOf(UnsupportedOperationException.class);
    }
}
