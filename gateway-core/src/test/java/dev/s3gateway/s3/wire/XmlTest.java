package dev.s3gateway.s3.wire;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure.Malformed;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class XmlTest {

    @ParameterizedTest
    @ValueSource(strings = {"<Delete><Object><Key> a </Key></Object></Delete>",
            "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key> a </Key></Object></Delete>",
            "<x:Delete xmlns:x='urn:any'><x:Object><x:Key> a </x:Key></x:Object></x:Delete>",
            "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Delete>\n <Object> <Key> a </Key></Object></Delete>\n",
            "  <Delete><!-- x --><Object><Key><![CDATA[ a ]]></Key></Object></Delete>"})
    void readsABodyAsClientsWriteIt(String xml) { // row 26
        XmlElement root = XmlReader.parse(xml.getBytes(UTF_8));

        assertThat(root.name()).isEqualTo("Delete");
        assertThat(root.children("Object")).singleElement()
                .satisfies(object -> assertThat(object.text("Key")).contains(" a "));
    }

    static Stream<Arguments> hostile() {
        String entity = "<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;\">";
        return Stream.of(row("A82: a document type", "<!DOCTYPE Delete><Delete/>"),
                row("A82: an external entity",
                        "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Delete>&x;</Delete>"),
                row("A82: billion laughs", "<!DOCTYPE d [" + entity + "]><Delete>&b;</Delete>"),
                row("A82: an unknown entity", "<Delete>&x;</Delete>"),
                row("A83: too deep", "<a>".repeat(100_000)),
                row("A83: too deep by one", "<a>".repeat(17) + "</a>".repeat(17)),
                row("A83: many attributes", "<a " + attributes(100_000) + "/>"),
                row("A83: UTF-7 by declaration", "<?xml version=\"1.0\" encoding=\"UTF-7\"?><Delete/>"),
                row("row 26: cut", "<Delete><Object>"), row("row 26: two roots", "<Delete/><Delete/>"),
                row("row 26: empty", ""), row("row 26: no XML", "{}"), row("row 26: wrong order", "<a><b></a></b>"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesAHostileBody(String row, String xml) {
        var failure = catchThrowableOfType(Malformed.class, () -> XmlReader.parse(xml.getBytes(UTF_8)));

        assertThat(failure.fault).as(row).hasToString("MALFORMED_XML");
    }

    @Test
    void utf16IsNoXmlHere() { // A83
        byte[] xml = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><Delete/>".getBytes(UTF_16);

        assertThat(catchThrowableOfType(Malformed.class, () -> XmlReader.parse(xml)).fault)
                .hasToString("MALFORMED_XML");
    }

    @Test
    void aBodyBeyondOneMebibyteIsRefusedWhetherItSaysSoOrNot() { // A83
        Body.Buffered announced = new Body.Buffered(new byte[XmlReader.MAX_BYTES + 1]);
        Body silent = new Body.Streaming(OptionalLong.empty(), Flux.defer(announced::chunks).repeat(2));

        for (Body body : new Body[]{announced, silent}) {
            StepVerifier.create(XmlReader.read(body))
                    .expectErrorSatisfies(failure -> assertThat(((Malformed) failure).fault)
                            .hasToString("MAX_MESSAGE_LENGTH_EXCEEDED"))
                    .verify();
        }
    }

    @Test
    void aTextComesBackAsItWentIn() { // row 27, A63
        String odd = "a<b>&\"c'\r\n\t\u00e4\uD83D\uDE00]]>";

        byte[] xml = bytes(XmlWriter.document("Key").text("Name", odd));

        assertThat(XmlReader.parse(xml).text("Name")).contains(odd);
        assertThat(new String(xml, UTF_8)).contains("&#xd;").contains("&amp;").contains("]]&gt;");
    }

    @Test
    void whatXmlCannotHoldGoesAsAReference() { // row 27
        assertThat(new String(bytes(XmlWriter.document("Key").text("a\u0001b")), UTF_8)).contains("a&#x1;b");
    }

    @Test
    void urlEncodingLeavesNothingToXml() { // row 39
        assertThat(UrlText.encode("a/b c+d&\u0001\r\u00e4~*")).isEqualTo("a/b%20c%2Bd%26%01%0D%C3%A4~*");
    }

    @Test
    void timestampsHaveMillisecondsAndZ() { // row 28
        Instant instant = Instant.parse("2026-01-02T03:04:05.6Z");

        assertThat(new String(bytes(XmlWriter.document("A").text("At", instant)), UTF_8))
                .contains("<At>2026-01-02T03:04:05.600Z</At>");
        assertThat(HttpDates.format(instant)).isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994"})
    void allThreeFormsOfADateAreRead(String text) {
        assertThat(HttpDates.parse(text)).contains(Instant.parse("1994-11-06T08:49:37Z"));
    }

    @Test
    void whatIsNoDateIsNone() {
        assertThat(HttpDates.parse("yesterday")).isEmpty();
    }

    private static Arguments row(String name, String xml) {
        return Arguments.of(name, xml);
    }

    private static String attributes(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append('a').append(i).append("='' ");
        }
        return text.toString();
    }

    private static byte[] bytes(XmlWriter xml) {
        return ((Body.Buffered) xml.body()).bytes();
    }
}
