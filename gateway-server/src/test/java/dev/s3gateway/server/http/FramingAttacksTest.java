package dev.s3gateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Rows A41 to A49 of the attacks: what looks like a request to one reader and like another to the next. */
class FramingAttacksTest {

    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

    private final AtomicInteger served = new AtomicInteger();

    private Mono<Void> counting(Exchange exchange) {
        served.incrementAndGet();
        return TestServer.reading(exchange);
    }

    /** In a row {@code ~} stands for the end of a line, {@code @0} for NUL and so on. */
    private static String bytes(String row) {
        return row.replace("~", "\r\n")
                .replace("@0", "\0")
                .replace("@r", "\r")
                .replace("@n", "\n")
                .replace("@t", "\t")
                .replace("@1", "\1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            A41 length and chunks            | PUT /a HTTP/1.1~Host: x~Content-Length: 5~Transfer-Encoding: chunked~~0~~
            A41 chunks and length            | PUT /a HTTP/1.1~Host: x~Transfer-Encoding: chunked~Content-Length: 5~~0~~
            A41 both under HTTP/1.0          | PUT /a HTTP/1.0~Host: x~Content-Length: 5~Transfer-Encoding: chunked~~0~~
            A41 chunks under HTTP/1.0        | PUT /a HTTP/1.0~Host: x~Transfer-Encoding: chunked~~0~~
            A42 two lengths                  | PUT /a HTTP/1.1~Host: x~Content-Length: 5~Content-Length: 6~~hello
            A42 the same length twice        | PUT /a HTTP/1.1~Host: x~Content-Length: 5~Content-Length: 5~~hello
            A42 a list of lengths            | PUT /a HTTP/1.1~Host: x~Content-Length: 5,5~~hello
            A42 a length with a sign         | PUT /a HTTP/1.1~Host: x~Content-Length: +5~~hello
            A42 a negative length            | PUT /a HTTP/1.1~Host: x~Content-Length: -1~~hello
            A42 2^63                         | PUT /a HTTP/1.1~Host: x~Content-Length: 9223372036854775808~~hello
            A42 a length in hexadecimal      | PUT /a HTTP/1.1~Host: x~Content-Length: 0x5~~hello
            A43 an unknown coding            | PUT /a HTTP/1.1~Host: x~Transfer-Encoding: xchunked~~0~~
            A43 chunked and then identity    | PUT /a HTTP/1.1~Host: x~Transfer-Encoding: chunked, identity~~0~~
            A43 gzip and then chunked        | PUT /a HTTP/1.1~Host: x~Transfer-Encoding: gzip, chunked~~0~~
            A43 chunked twice                | PUT /a HTTP/1.1~Host: x~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~
            A43 chunked with a vertical tab  | PUT /a HTTP/1.1~Host: x~Transfer-Encoding: @1chunked~~0~~
            A43 a folded header              | GET /a HTTP/1.1~Host: x~X-A: b~ c~~
            A43 a coding that is folded      | PUT /a HTTP/1.1~Host: x~Transfer-Encoding:~@tchunked~~0~~
            A43 a blank before the colon     | PUT /a HTTP/1.1~Host: x~Content-Length : 5~~hello
            A43 a header without a colon     | GET /a HTTP/1.1~Host: x~nonsense~~
            A44 NUL in a value               | GET /a HTTP/1.1~Host: x~X-A: b@0c~~
            A44 CR in a value                | GET /a HTTP/1.1~Host: x~X-A: b@rc~~
            A44 LF in a value                | GET /a HTTP/1.1~Host: x~X-A: b@nX-B: c~~
            A44 a name with a control byte   | GET /a HTTP/1.1~Host: x~X@1A: b~~
            A44 control bytes at the start   | @1@1GET /a HTTP/1.1~Host: x~~
            A44 a tab at the start           | @tGET /a HTTP/1.1~Host: x~~
            A44 lines that end in LF         | GET /a HTTP/1.1@nHost: x@n@n
            two hosts                        | GET /a HTTP/1.1~Host: x~Host: y~~
            no host                          | GET /a HTTP/1.1~~
            a host with a wild port          | GET /a HTTP/1.1~Host: x:port~~
            A48 an unknown expectation       | PUT /a HTTP/1.1~Host: x~Content-Length: 5~Expect: 200-maybe~~hello
            A53 HTTP/2 without asking        | PRI * HTTP/2.0~~SM~~
            A53 HTTP/3 by name               | GET /a HTTP/3.0~Host: x~~
            A46 HTTP/0.9                     | GET /a~~
            not HTTP at all                  | nonsense~~
            """)
    void isAnsweredWithOneErrorAndTheEndOfTheConnection(String row, String request) {
        try (TestServer server = TestServer.serving(this::counting); RawClient client = server.client()) {
            client.send(bytes(request) + SMUGGLED);

            String answer = client.untilClosed();
            assertThat(answer).matches("(?s)HTTP/1.1 (400|417|501) .*")
                    .containsIgnoringCase("x-amz-request-id: ")
                    .contains("<Error><Code>")
                    .containsOnlyOnce("HTTP/1.1 ");
            assertThat(served).hasValue(0);
            assertThat(server.record().status()).isIn(400, 417, 501);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5;a=b@nhello~0~~", "5@nhello~0~~", "5~helloXX0~~", "-5~hello", "0x5~hello~0~~",
            "ffffffffffffffff1~hello", "~hello"})
    void aBrokenChunkEndsTheBodyWithAnErrorAndTheConnectionWithIt(String chunks) {
        try (TestServer server = TestServer.serving(this::counting); RawClient client = server.client()) {
            client.send("PUT /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + bytes(chunks) + SMUGGLED);

            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ")
                    .containsOnlyOnce("HTTP/1.1 ")
                    .contains("framing");
            assertThat(served).hasValue(1);
        }
    }

    @Test
    void aRequestInsideARefusedBodyIsNeverParsed() { // A45
        AtomicInteger refused = new AtomicInteger();
        try (TestServer server = TestServer.serving(exchange -> {
            refused.incrementAndGet();
            return TestServer.refusing(exchange);
        }); RawClient client = server.client()) {
            client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n" + SMUGGLED);

            assertThat(client.untilClosed()).startsWith("HTTP/1.1 403 ").containsOnlyOnce("HTTP/1.1 ");
            assertThat(refused).hasValue(1);
        }
    }

    @Test
    void aRequestBehindAChunkedBodyInTheSameReadIsRefusedWhenItIsFolded() {
        try (TestServer server = TestServer.serving(this::counting); RawClient client = server.client()) {
            client.send(bytes(
                    "PUT /a HTTP/1.1~Host: x~Transfer-Encoding: chunked~~0~~GET /b HTTP/1.1~Host: x~X-A: b~ c~~"));

            assertThat(client.untilClosed()).doesNotContain("GET /b");
            assertThat(served.get()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aRequestLineBeyondItsLimitIs414() {
        try (TestServer server = TestServer.serving(this::counting); RawClient client = server.client()) {
            client.send("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(client.untilClosed()).startsWith("HTTP/1.1 414 ");
        }
    }

    @Test
    void aHeaderSectionBeyondItsLimitIsRefusedByName() {
        try (TestServer server = TestServer.serving(this::counting); RawClient client = server.client()) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\nX-A: " + "a".repeat(17_000) + "\r\n\r\n");

            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ").contains("RequestHeaderSectionTooLarge");
        }
    }

    @Test
    void moreThanAHundredHeadersAreRefusedByName() {
        try (TestServer server = TestServer.serving(this::counting); RawClient client = server.client()) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n" + "X-A: b\r\n".repeat(101) + "\r\n");

            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ").contains("RequestHeaderSectionTooLarge");
        }
    }

    @Test
    void aHeadThatDoesNotComeInItsTimeIsCut() {
        try (TestServer server = TestServer.serving(this::counting); RawClient client = server.client()) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\nX-A: ");

            assertThat(client.isClosedByServer()).isTrue();
            assertThat(served).hasValue(0);
        }
    }

    @Test
    void aHeadMayComeInPiecesAndAfterEmptyLines() {
        try (TestServer server = TestServer.serving(this::counting); RawClient client = server.client()) {
            for (String piece : new String[]{"\r\n\r", "\nGET /a HT", "TP/1.1\r", "\nHost: x\r\n\r", "\n"}) {
                client.send(piece);
            }

            assertThat(client.response()).endsWith("GET /a 0");
        }
    }
}
