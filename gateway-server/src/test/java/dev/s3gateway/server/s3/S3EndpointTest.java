package dev.s3gateway.server.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.access.AccessConfig;
import dev.s3gateway.access.AnonymousRights;
import dev.s3gateway.access.AuthMode;
import dev.s3gateway.access.Authorizer;
import dev.s3gateway.access.RateLimit;
import dev.s3gateway.access.Users;
import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.replication.House;
import dev.s3gateway.s3.S3Service;
import dev.s3gateway.s3.auth.Regions;
import dev.s3gateway.s3.auth.SigV4Authenticator;
import dev.s3gateway.s3.op.CommonRules;
import dev.s3gateway.s3.op.ContinuationTokens;
import dev.s3gateway.s3.op.Operations;
import dev.s3gateway.s3.wire.Targets;
import dev.s3gateway.server.http.Admission;
import dev.s3gateway.server.http.RawClient;
import dev.s3gateway.server.http.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S3 on a real socket, over zones and a ledger in memory, in open mode. Rows of both lists of acceptance. */
class S3EndpointTest {

    private final House house = House.of("oslo", "bergen", "tromso");
    private final Admission admission = new Admission(2, 16 << 20, 1 << 20);
    private final TestServer server = TestServer.serving(endpoint());
    private final RawClient client = server.client();

    private S3Endpoint endpoint() {
        Authorizer authorizer = new Authorizer(house.ledger);
        AccessConfig access = new AccessConfig(AuthMode.OPEN, Optional.empty(), List.of(), List.of(), 100);
        Operations operations = Operations.of(house.writer(), house.copier(), house.uploads(), house.reader(),
                house.remover(),
                house.lister(),
                house.buckets(), authorizer, new ContinuationTokens(new byte[]{1}), "us-east-1");
        AnswerNotes notes = new AnswerNotes();
        S3Service service = new S3Service(operations,
                new SigV4Authenticator(() -> Users.of(access), AnonymousRights.in(AuthMode.OPEN, List.of()),
                        Regions.only("us-east-1"), new RateLimit(100, Duration.ofMinutes(1))),
                authorizer, new CommonRules(house.buckets()), notes);
        return new S3Endpoint(service::serve, new Targets(Optional.of("s3.localhost")), admission, notes);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @CanIgnoreReturnValue
    private String ask(String line, String... headers) {
        return client.send(head(line, headers)).response(line.substring(0, line.indexOf(' ')));
    }

    private static String head(String line, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return line + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + more + "\r\n";
    }

    @CanIgnoreReturnValue
    private String put(String path, String body, String... headers) {
        String[] all = List.of(headers).toArray(new String[headers.length + 1]);
        all[headers.length] = "Content-Length: " + body.length();
        return client.send(head("PUT " + path, all) + body).response();
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    private static String[] signedByNobody() {
        String date = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        return new String[]{"x-amz-date: " + date, "x-amz-content-sha256: UNSIGNED-PAYLOAD",
                "Authorization: AWS4-HMAC-SHA256 Credential=AKIANOBODY/" + date.substring(0, 8)
                        + "/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="
                        + "0".repeat(64),
                "Content-Length: 5", "Expect: 100-continue"};
    }

    @Test
    void aBodyIsAskedForOnlyFromWhoMaySendIt() { // row 6, A49
        client.send(head("PUT /photos/k", signedByNobody()));

        assertThat(client.untilClosed()).startsWith("HTTP/1.1 403 ").contains("<Code>InvalidAccessKeyId</Code>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            row 6: a header that we do not keep | PUT /photos/k      | x-amz-acl: public-read | 501
            row 6: a digest that is none        | PUT /photos/k      | content-md5: x         | 400
            row 6: no such bucket               | PUT /nowhere/k     | x-a: b                 | 404
            row 6: it exists already            | PUT /photos/old    | if-none-match: *       | 412
            A64: no bucket's name               | PUT /PHOTOS/k      | x-a: b                 | 400
            row 25: a word of S3                | PUT /photos/k?acl  | x-a: b                 | 501
            A65: another host                   | PUT http://other/photos/k | x-a: b          | 400
            """)
    void whatIsRefusedAnywayIsNotAskedFor(String row, String line, String header, int status) {
        assertThat(put("/photos/old", "old")).startsWith("HTTP/1.1 200 ");
        client.send(head(line, header, "Content-Length: 5", "Expect: 100-continue"));

        assertThat(client.untilClosed()).as(row).startsWith("HTTP/1.1 " + status + " ").containsOnlyOnce("HTTP/1.1 ");
    }

    @Test
    void alsoWhoSendsNothingIsToldToGoOnIfHeAsked() { // row 6: botocore takes the next answer for a part of this one
        assertThat(ask("PUT /photos/k", "Content-Length: 0", "Expect: 100-continue")).startsWith("HTTP/1.1 100 ");
        assertThat(client.response()).startsWith("HTTP/1.1 200 ");
        assertThat(ask("PUT /photos/k", "Content-Length: 5", "Expect: 100-continue")).startsWith("HTTP/1.1 100 ");
        assertThat(client.send("hello").response()).startsWith("HTTP/1.1 200 ");

        client.send(head("PUT /nowhere/k", "Content-Length: 0", "Expect: 100-continue"));
        assertThat(client.untilClosed()).startsWith("HTTP/1.1 404 ").containsOnlyOnce("HTTP/1.1 ");
    }

    @Test
    void whoMaySendIsToldToGoOn() { // row 6
        assertThat(ask("PUT /photos/k", "Content-Length: 5", "Expect: 100-continue")).startsWith("HTTP/1.1 100 ");
        assertThat(client.send("hello").response()).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nothing there       | GET /photos/none           | x-a: b                | 404
            HEAD of nothing     | HEAD /photos/none          | x-a: b                | 404
            beyond the end      | GET /photos/k              | range: bytes=5-       | 416
            HEAD beyond the end | HEAD /photos/k             | range: bytes=5-       | 416
            not modified        | GET /photos/k              | if-none-match: *      | 304
            a failed condition  | GET /photos/k              | if-match: "x"         | 412
            an odd method       | BREW /photos/k             | x-a: b                | 405
            a word of S3        | GET /photos/k?acl          | x-a: b                | 501
            no URI              | GET /photos/%zz            | x-a: b                | 400
            deleted             | DELETE /photos/none        | x-a: b                | 204
            a foreign page      | GET /photos/k              | origin: http://evil   | 403
            A25: a form         | POST /photos               | x-a: b                | 501
            A73: a preflight    | OPTIONS /photos/k          | origin: http://localhost:3000 | 501
            """)
    void theConnectionSurvivesEveryError(String row, String line, String header, int status) { // rows 21, 22, 60
        put("/photos/k", "hello");

        String error = ask(line, header);

        assertThat(error).as(row)
                .startsWith("HTTP/1.1 " + status + " ")
                .doesNotContainIgnoringCase("connection: close")
                .doesNotContainIgnoringCase("access-control-");
        if (line.startsWith("HEAD") || status == 304 || status == 204) {
            assertThat(body(error)).isEmpty();
        } else {
            assertThat(error).contains("<RequestId>" + requestId(error) + "</RequestId>");
        }
        assertThat(body(ask("GET /photos/k"))).isEqualTo("hello");
    }

    @Test
    void aBodyThatWasReadAndFoundWrongKeepsTheConnection() { // row 22
        assertThat(put("/photos/k", "hello", "x-amz-checksum-crc32: AAAAAA==")).startsWith("HTTP/1.1 400 ")
                .contains("BadDigest");
        assertThat(ask("GET /photos/k")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void anEmptyObjectHasALengthOfZero() { // row 22
        put("/photos/k", "");

        assertThat(ask("GET /photos/k")).containsIgnoringCase("content-length: 0\r\n").endsWith("\r\n\r\n");
        assertThat(ask("HEAD /photos/k")).containsIgnoringCase("content-length: 0\r\n").endsWith("\r\n\r\n");
    }

    @Test
    void aFormIsABodyAndNoQuery() { // row 13
        put("/photos/k", "acl=&delete=&X-Amz-Signature=0", "Content-Type: application/x-www-form-urlencoded");

        assertThat(body(ask("GET /photos/k"))).isEqualTo("acl=&delete=&X-Amz-Signature=0");
    }

    @Test
    void anEncodingIsNeverUndone() { // A51
        String gzip = "\u001f\u008b\b\0\0\0\0\0\0\3\3\0\0\0\0\0\0\0\0\0";
        put("/photos/k", gzip, "Content-Encoding: gzip");

        String answer = ask("GET /photos/k", "Accept-Encoding: gzip");

        assertThat(answer).containsIgnoringCase("content-encoding: gzip\r\n");
        assertThat(body(answer)).isEqualTo(gzip);
    }

    @Test
    void awsChunksMayComeInHttpChunks() { // row 2
        assertThat(chunked("o12cZA==")).startsWith("HTTP/1.1 200 ");
        assertThat(body(ask("GET /photos/k"))).isEqualTo("a cat");
    }

    @Test
    void aWrongTrailerLeavesNothing() { // row 4, A37
        assertThat(chunked("AAAAAA==")).startsWith("HTTP/1.1 400 ").contains("<Code>BadDigest</Code>");
        assertThat(ask("GET /photos/k")).startsWith("HTTP/1.1 404 ");
        assertThat(house.store("oslo").copies(House.BUCKET)).isEmpty();
    }

    private String chunked(String crc) {
        client.send(head("PUT /photos/k", "Transfer-Encoding: chunked", "Content-Encoding: aws-chunked",
                "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER", "x-amz-decoded-content-length: 5",
                "x-amz-trailer: x-amz-checksum-crc32"));
        for (String piece : List.of("5\r\n", "a c", "at\r\n0\r", "\nx-amz-checksum-crc32:" + crc + "\r\n", "\r\n")) {
            client.send(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
        }
        return client.send("0\r\n\r\n").response();
    }

    @Test
    void withoutALengthNothingIsRead() { // A48, row 2
        client.send(head("PUT /photos/k", "Transfer-Encoding: chunked", "Expect: 100-continue"));

        assertThat(client.untilClosed()).startsWith("HTTP/1.1 411 ").contains("MissingContentLength");
    }

    @Test
    void moreThanFiveGibibytesAreNotRead() { // A48
        client.send(head("PUT /photos/k", "Content-Length: 5368709121", "Expect: 100-continue"));

        assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ").contains("EntityTooLarge");
    }

    @Test
    void fiveGibibytesThatNeverComeTimeOut() { // A50, A47
        client.send(head("PUT /photos/k", "Content-Length: 5368709120"));

        assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ").contains("<Code>RequestTimeout</Code>");
        assertThat(house.store("oslo").copies(House.BUCKET)).isEmpty();
    }

    @Test
    void theClientIsToldThatItWasUsAndTheAccessRecordWhy() {
        put("/photos/k", "bytes");
        assertThat(server.record().reason()).isEmpty();
        house.zones.values().forEach(ScriptedStore::down);

        assertThat(ask("GET /photos/k")).startsWith("HTTP/1.1 503 ").doesNotContain("oslo");

        assertThat(server.record().reason()).contains("no copy");
        ask("GET /photos/missing");
        assertThat(server.record().reason()).isEmpty();
    }

    @Test
    void beyondTheRoomItIsSlowDownAndTheRoomComesBack() { // A55, A54
        try (RawClient one = server.client(); RawClient two = server.client()) {
            one.send(head("PUT /photos/1", "Content-Length: 5"));
            two.send(head("PUT /photos/2", "Content-Length: 5"));
            until(2);

            assertThat(ask("GET /photos/k")).startsWith("HTTP/1.1 503 ")
                    .contains("<Code>SlowDown</Code>")
                    .containsIgnoringCase("retry-after: 1\r\n");
            assertThat(server.record().reason()).isEqualTo("too much in flight");
        }
        until(0);

        assertThat(admission.bytes()).isZero();
        assertThat(ask("GET /photos/k")).startsWith("HTTP/1.1 404 ");
    }

    private void until(int requests) {
        while (admission.requests() != requests) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @CsvSource({"/h%65alth/x", "/s3/health/x", "/s3/%6Detrics"})
    void anotherSpellingOfAReservedNameIsNoBucket(String path) { // A57, A64
        assertThat(ask("PUT " + path, "Content-Length: 0")).contains("<Code>InvalidBucketName</Code>");
    }

    @Test
    void aBucketInTheHostIsTheBucket() { // A65
        put("/photos/k", "hello");
        String inHost = "GET /k HTTP/1.1\r\nHost: photos.s3.localhost:8000\r\n\r\n";
        String absolute = "GET http://photos.s3.localhost/k HTTP/1.1\r\nHost: photos.s3.localhost\r\n\r\n";

        assertThat(body(client.send(inHost).response())).isEqualTo("hello");
        assertThat(body(client.send(absolute).response())).isEqualTo("hello");
    }

    @Test
    void anOddMethodHasNoNameOfItsOwnInTheRecords() { // A81
        ask("BREW /photos/k");

        assertThat(server.record().operation()).isEqualTo("Unknown");
    }

    private static String requestId(String response) {
        Matcher header = Pattern.compile("(?i)x-amz-request-id: ([0-9A-F]{16})\r\n").matcher(response);
        assertThat(header.find()).isTrue();
        return header.group(1);
    }
}
