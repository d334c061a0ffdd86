package dev.s3gateway.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.access.AccessKey;
import dev.s3gateway.config.Secret;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.S3Request;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The first column names the row of the list of attacks, or of the list of behaviours. Of the latter A02, A03 and A13 are
 * row 14 as well, A05 is row 18, A07 and A08 are row 12, A14 and A15 are row 16, A16 is row 17, A75 is row 44.
 */
class AttacksOnSignaturesTest {

    private static final Signer ALICE = Signer.of(Gate.ALICE);
    private static final Sent PUT = Sent.of("PUT", "/photos/cat.jpg").body("a cat");
    private static final Sent GET = Sent.of("GET", "/photos/cat.jpg");
    private static final String DENIED = "403 AccessDenied";
    private static final String NO_MATCH = "403 SignatureDoesNotMatch";
    private static final String BAD_HEADER = "400 AuthorizationHeaderMalformed";
    private static final String BAD_QUERY = "400 AuthorizationQueryParametersError";

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void isRefused(String row, String what, Sent request, String answer) {
        assertThat(Gate.required().judge(request).words()).isEqualTo(answer);
    }

    static Stream<Arguments> isRefused() {
        AccessKey wrongSecret = new AccessKey(Gate.ALICE.id(), Secret.of("not her secret"));
        Sent signed = ALICE.sign(PUT);
        Sent presigned = ALICE.presign(GET, "60");
        return Stream.of(
                row("A02", "unknown key", Signer.of(key("AKIANOBODY")).sign(PUT), "403 InvalidAccessKeyId"),
                row("A02", "unknown key in a URL", Signer.of(key("AKIANOBODY")).presign(GET, "60"),
                        "403 InvalidAccessKeyId"),
                row("A03", "wrong secret", Signer.of(wrongSecret).sign(PUT), NO_MATCH),
                row("A03", "wrong secret in a URL", Signer.of(wrongSecret).presign(GET, "60"), NO_MATCH),
                row("A04", "SigV2", PUT.with("authorization", "AWS AKIAIOSFODNN7EXAMPLE:c2lnbmF0dXJl"),
                        "400 InvalidRequest"),
                row("A04", "SigV2 in a URL", GET.target("/photos/cat.jpg?AWSAccessKeyId=A&Signature=B&Expires=1"),
                        "400 InvalidRequest"),
                row("A04", "SigV4A", PUT.with("authorization", "AWS4-ECDSA-P256-SHA256 Credential=x"),
                        "400 InvalidRequest"),
                row("A04", "SigV4A in a URL", changedTarget(presigned, "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
                        "400 InvalidRequest"),
                row("A10", "a header and a parameter of a URL that differ",
                        ALICE.presign(PUT.target("/photos/cat.jpg?x-amz-meta-a=1&x-amz-storage-class=STANDARD")
                                .with("x-amz-storage-class", "GLACIER"), "60", "host;x-amz-storage-class"),
                        "400 InvalidArgument"),
                row("A05", "header and URL", presigned.with("authorization", signed.header("authorization")),
                        "400 InvalidArgument"),
                row("A06", "two Authorization headers", signed.adding("authorization", signed.header("authorization")),
                        "400 InvalidArgument"),
                row("A06", "a parameter of the signature twice",
                        presigned.target(presigned.target() + "&X-Amz-Expires=600"), BAD_QUERY),
                row("A07", "host is not signed", ALICE.sign(dated(GET), "x-amz-content-sha256;x-amz-date"), DENIED),
                row("A07", "host is not signed in a URL", ALICE.presign(GET.with("range", "bytes=0-1"), "60", "range"),
                        DENIED),
                row("A08", "an unsigned x-amz header", signed.with("x-amz-acl", "public-read"), DENIED),
                row("A08", "an unsigned x-amz header beside a URL", presigned.with("x-amz-acl", "public-read"), DENIED),
                row("A08", "an unsigned payload hash beside a URL",
                        ALICE.presign(PUT, "60").with("x-amz-content-sha256", Signer.sha256("a cat")), DENIED),
                row("A09", "a header that is not there",
                        ALICE.sign(dated(GET), "host;x-amz-content-sha256;x-amz-date;x-gone"), NO_MATCH),
                row("A09", "the same header twice",
                        ALICE.sign(dated(GET), "host;host;x-amz-content-sha256;x-amz-date"), BAD_HEADER),
                row("A09", "upper case", ALICE.sign(dated(GET), "Host;host;x-amz-content-sha256;x-amz-date"),
                        BAD_HEADER),
                row("A09", "an empty item", ALICE.sign(dated(GET), "host;;x-amz-content-sha256;x-amz-date"),
                        BAD_HEADER),
                row("A09", "an empty item in a URL", ALICE.presign(GET, "60", "host;"), BAD_QUERY),
                row("A10", "two payload hashes", signed.adding("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
                        "400 InvalidArgument"),
                row("A10", "two dates", signed.adding("x-amz-date", "20130524T000001Z"), "400 InvalidArgument"),
                row("A10", "two copy sources",
                        ALICE.sign(PUT.adding("x-amz-copy-source", "/a/b").adding("x-amz-copy-source", "/c/d")),
                        "400 InvalidArgument"),
                row("A11", "another service", ALICE.service("ec2").sign(PUT), BAD_HEADER),
                row("A11", "another service in a URL", ALICE.service("ec2").presign(GET, "60"), BAD_QUERY),
                row("A11", "another terminal", ALICE.terminal("aws5_request").sign(PUT), BAD_HEADER),
                row("A11", "another date in the scope", ALICE.date("20130523").sign(PUT), BAD_HEADER),
                row("A11", "a region that nobody knows", ALICE.region("mars-1").sign(PUT), BAD_HEADER),
                row("A11", "a region that nobody knows in a URL", ALICE.region("mars-1").presign(GET, "60"), BAD_QUERY),
                row("A12", "no credential", authorization(signed, "Credential=[^,]*, ", ""), BAD_HEADER),
                row("A12", "no signed headers", authorization(signed, "SignedHeaders=[^,]*, ", ""), BAD_HEADER),
                row("A12", "no signature", authorization(signed, ", Signature=.*", ""), BAD_HEADER),
                row("A12", "an empty signature", authorization(signed, "Signature=.*", "Signature="), BAD_HEADER),
                row("A12", "a credential of two parts", authorization(signed, "/us-east-1/s3/aws4_request", ""),
                        BAD_HEADER),
                row("A12", "no more than the algorithm", PUT.with("authorization", "AWS4-HMAC-SHA256"), BAD_HEADER),
                row("A12", "no date in a URL", GET.target(presigned.target().replaceAll("&X-Amz-Date=[^&]*", "")),
                        BAD_QUERY),
                row("A12", "nothing but a signature in a URL", GET.target("/photos/cat.jpg?X-Amz-Signature=00"),
                        BAD_QUERY),
                row("A13", "16 minutes slow", ALICE.sign(PUT).at(Sent.NOW.plusSeconds(960)),
                        "403 RequestTimeTooSkewed"),
                row("A13", "16 minutes fast", ALICE.sign(PUT).at(Sent.NOW.minusSeconds(960)),
                        "403 RequestTimeTooSkewed"),
                row("A13", "no date", signed.without("x-amz-date"), DENIED),
                row("A13", "a date that is none", signed.with("x-amz-date", "20130532T000000Z"), DENIED),
                row("A13", "a date of another form", signed.with("x-amz-date", "2013-05-24T00:00:00Z"), DENIED),
                row("A14", "no payload hash", signed.without("x-amz-content-sha256"), "400 InvalidRequest"),
                row("A14", "nonsense for a payload hash", ALICE.sign(PUT.with("x-amz-content-sha256", "nonsense")),
                        "400 InvalidArgument"),
                row("A14", "a payload hash in upper case",
                        ALICE.sign(PUT.with("x-amz-content-sha256", "A".repeat(64))), "400 InvalidArgument"),
                row("A15", "another body", signed.body("a dog"), "400 XAmzContentSHA256Mismatch"),
                row("A16", "expired", presigned.at(Sent.NOW.plusSeconds(61)), DENIED),
                row("A16", "not valid yet", presigned.at(Sent.NOW.minusSeconds(960)), DENIED),
                row("A16", "expires zero", ALICE.presign(GET, "0"), BAD_QUERY),
                row("A16", "expires negative", ALICE.presign(GET, "-1"), BAD_QUERY),
                row("A16", "expires in words", ALICE.presign(GET, "soon"), BAD_QUERY),
                row("A16", "expires after a week", ALICE.presign(GET, "604801"), BAD_QUERY),
                row("A16", "expires after the end of numbers", ALICE.presign(GET, "9".repeat(40)), BAD_QUERY),
                row("A17", "another version", changedTarget(ALICE.presign(GET.target("/photos/cat.jpg?versionId=1"),
                        "60"), "versionId=1", "versionId=2"), NO_MATCH),
                row("A17", "an added version", presigned.target(presigned.target() + "&versionId=2"), NO_MATCH),
                row("A17", "an added part number", presigned.target(presigned.target() + "&partNumber=1"), NO_MATCH),
                row("A17", "an added response header",
                        presigned.target(presigned.target() + "&response-content-type=text/html"), NO_MATCH),
                row("A17", "another method", presigned.method("DELETE"), NO_MATCH),
                row("A17", "another host", presigned.with("host", "127.0.0.1:8001"), NO_MATCH),
                row("A17", "another key", changedTarget(presigned, "cat.jpg", "dog.jpg"), NO_MATCH),
                row("A18", "a pinned hash and another body", pinned().body("a dog"), "400 XAmzContentSHA256Mismatch"),
                row("A19", "a replay after the expiry", ALICE.presign(PUT, "60").at(Sent.NOW.plusSeconds(61)), DENIED),
                row("A20", "unsigned chunks with a forged header", forged(unsignedChunks()), NO_MATCH),
                row("A20", "unsigned chunks with a forged header on POST", forged(unsignedChunks().method("POST")),
                        NO_MATCH),
                row("A21", "unsigned chunks with forged credentials in the URL",
                        changedTarget(ALICE.presign(unsignedChunks(), "60",
                                "host;x-amz-content-sha256;x-amz-decoded-content-length;x-amz-trailer"), "cat", "dog"),
                        NO_MATCH),
                row("A22", "signed chunks and nobody who signed them",
                        Framing.announce(PUT, Signer.STREAMING, 5), "400 InvalidRequest"),
                row("A23", "a session token", ALICE.sign(PUT.with("x-amz-security-token", "x")), "400 InvalidToken"),
                row("A23", "a session token in a URL",
                        ALICE.presign(GET.target("/photos/cat.jpg?X-Amz-Security-Token=x"), "60"), "400 InvalidToken"),
                row("A24", "metacharacters in the key",
                        authorization(signed, "AKIAIOSFODNN7EXAMPLE", "*)(uid=*))' OR 1=1 --/x"),
                        "403 InvalidAccessKeyId"),
                row("A48", "no length", ALICE.sign(PUT).ofUnknownLength(), "411 MissingContentLength"),
                row("A75", "an MD5 that is none", ALICE.sign(PUT.with("content-md5", "cat")), "400 InvalidDigest"),
                row("A75", "an MD5 that is too short", ALICE.sign(PUT.with("content-md5", "AAAA")),
                        "400 InvalidDigest"),
                row("A75", "another MD5", ALICE.sign(PUT.with("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")),
                        "400 BadDigest"),
                row("A75", "two checksums",
                        ALICE.sign(PUT.with("x-amz-checksum-crc32", "AAAAAA==")
                                .with("x-amz-checksum-crc32c",
                                        "AAAAAA==")),
                        "400 InvalidRequest"),
                row("A75", "another checksum", ALICE.sign(PUT.with("x-amz-checksum-crc32", "AAAAAA==")),
                        "400 BadDigest"),
                row("A75", "a checksum that is none", ALICE.sign(PUT.with("x-amz-checksum-sha256", "AAAAAA==")),
                        "400 InvalidRequest"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void isLetIn(String row, String what, Sent request) {
        assertThat(Gate.required().judge(request).words()).isEqualTo("200 alice");
    }

    static Stream<Arguments> isLetIn() {
        return Stream.of(row("A11", "a region of the catalogue", ALICE.region("FI").sign(PUT)),
                row("A13", "14 minutes slow", ALICE.sign(PUT).at(Sent.NOW.plusSeconds(840))),
                row("A13", "the Date header alone", ALICE.sign(GET.with("date", "Fri, 24 May 2013 00:00:00 GMT")
                        .with("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), "date;host;x-amz-content-sha256")),
                row("A16", "the last second", ALICE.presign(GET, "60").at(Sent.NOW.plusSeconds(60))),
                row("A16", "a whole week", ALICE.presign(GET, "604800").at(Sent.NOW.plusSeconds(600_000))),
                row("A18", "a pinned hash and its body", pinned()),
                row("A28", "headers about another address change nothing",
                        ALICE.sign(GET).with("x-forwarded-for", "10.0.0.1").with("x-real-ip", "10.0.0.1")),
                row("row 1", "an unsigned payload", ALICE.sign(PUT.with("x-amz-content-sha256", "UNSIGNED-PAYLOAD"))),
                row("row 8", "a path of odd characters",
                        ALICE.sign(GET.target("/photos//a/./../b%2Fc%25%20~+;%5C%3A@"))),
                row("row 8", "a path in lower-case hex, signed as sent", ALICE.sign(GET.target("/photos/%c3%a9"))),
                row("row 9", "keys without values, repeated and unknown keys",
                        ALICE.sign(GET.target("/photos?x-id=GetObject&delete&b=2&b=1&a%2Fb=c%20d&B=3"))),
                row("row 11", "folded white space",
                        ALICE.sign(GET.with("x-amz-meta-a", "  a   b  c ").with("user-agent", "x  y"))),
                row("row 12", "an unsigned ordinary header", ALICE.sign(GET).with("range", "bytes=0-1")),
                row("row 12", "user metadata sent twice", ALICE.sign(GET.adding("x-amz-meta-a", "1")
                        .adding("x-amz-meta-a", "2"))),
                row("row 18", "presigned PUT", ALICE.presign(PUT, "60")),
                row("row 18", "presigned by the SDK for JavaScript, of a body that it does not have",
                        ALICE.presign(PUT.target("/photos/cat.jpg?x-amz-checksum-crc32=AAAAAA%3D%3D"
                                + "&x-amz-sdk-checksum-algorithm=CRC32&x-id=PutObject"), "60")),
                row("row 18", "presigned HEAD", ALICE.presign(GET.method("HEAD"), "60")),
                row("row 18", "presigned DELETE", ALICE.presign(GET.method("DELETE"), "60")),
                row("table", "a checksum of nothing beside a GET",
                        ALICE.sign(GET.with("x-amz-checksum-crc32", "AAAAAA=="))));
    }

    @Test
    void a04AForeignMechanismCountsAsAnonymousWhereTheAnonymousHaveRights() {
        Sent old = PUT.with("authorization", "AWS AKIAIOSFODNN7EXAMPLE:c2lnbmF0dXJl");

        assertThat(Gate.open().judge(old).words()).isEqualTo("200 root");
    }

    @Test
    void credentialsThatAreSentAreVerifiedWhereTheAnonymousHaveRights() {
        assertThat(Gate.open().judge(ALICE.sign(PUT)).words()).isEqualTo("200 alice");
        assertThat(Gate.open().judge(forged(ALICE.sign(PUT))).words()).isEqualTo(NO_MATCH);
        assertThat(Gate.open().judge(Signer.of(Gate.ROOT).sign(PUT)).words()).isEqualTo("200 root");
    }

    @Test
    void a03AnUnknownKeyCostsWhatAWrongSecretCosts() {
        Gate gate = Gate.required();
        Sent unknown = Signer.of(key("AKIANOBODY")).sign(PUT);
        Sent wrong = Signer.of(new AccessKey(Gate.ALICE.id(), Secret.of("not her secret"))).sign(PUT);
        List<Cost> costs = Stream.generate(() -> new Cost(nanos(gate, unknown), nanos(gate, wrong)))
                .limit(4_000)
                .skip(2_000)
                .toList();

        double first = median(costs, Cost::unknown);
        double second = median(costs, Cost::wrong);
        // Without its share of the work the unknown key would cost a fifth.
        assertThat(Math.max(first, second) / Math.min(first, second)).isLessThan(1.5);
    }

    private record Cost(long unknown, long wrong) {}

    private static long nanos(Gate gate, Sent sent) {
        S3Request request = sent.arrived();
        long begun = System.nanoTime();
        String words = gate.judge(request).words();
        long took = System.nanoTime() - begun;
        assertThat(words).isNotEqualTo("200 alice");
        return took;
    }

    private static double median(List<Cost> costs, ToLongFunction<Cost> which) {
        return costs.stream().mapToLong(which).sorted().skip(costs.size() / 2).findFirst().orElseThrow();
    }

    @Test
    void a01NobodyIsAnonymousInRequiredMode() {
        assertThat(Gate.required().judge(PUT).words()).isEqualTo("200 anonymous");
    }

    @ParameterizedTest(name = "Host {0}, Origin {1}")
    @MethodSource
    void openModeServesOnlyLocalNames(String host, String origin, String answer) {
        Sent sent = Sent.of("GET", "/photos").with("host", host);

        String words = Gate.open().judge(origin.isEmpty() ? sent : sent.with("origin", origin)).words();

        assertThat(words).isEqualTo(answer);
    }

    @ParameterizedTest(name = "Sec-Fetch-Site {0}, Sec-Fetch-Dest {1}")
    @CsvSource(delimiter = '|', textBlock = """
            none        | document | 200 root
            same-origin | empty    | 200 root
            same-site   | empty    | 200 root
            cross-site  | document | 200 root
            cross-site  | image    | denied
            cross-site  | script   | denied
            cross-site  | iframe   | denied
            cross-site  | empty    | denied
            """)
    void aForeignPageEmbedsNothingOfOursInOpenMode(String site, String destination, String answer) {
        Sent sent = Sent.of("GET", "/photos/cat.jpg")
                .with("host", "localhost:8000")
                .with("sec-fetch-site", site)
                .with("sec-fetch-dest", destination);

        assertThat(Gate.open().judge(sent).words()).isEqualTo(answer.equals("denied") ? DENIED : answer);
        assertThat(Gate.required().judge(sent).words()).isEqualTo("200 anonymous");
    }

    @Test
    void openModeServesNobodyWhoDoesNotSayWhomTheyMean() {
        assertThat(Gate.open().judge(Sent.of("GET", "/photos").without("host")).words()).isEqualTo(DENIED);
    }

    static Stream<Arguments> openModeServesOnlyLocalNames() {
        return Stream.of(Arguments.of("localhost:8000", "", "200 root"), Arguments.of("127.0.0.1", "", "200 root"),
                Arguments.of("127.9.9.9:1", "", "200 root"), Arguments.of("[::1]:8000", "", "200 root"),
                Arguments.of("photos.s3.example.com", "", "200 root"),
                Arguments.of("localhost:8000", "http://localhost:3000", "200 root"),
                Arguments.of("evil.example", "", DENIED), Arguments.of("127.0.0.1.evil.example", "", DENIED),
                Arguments.of("notlocalhost", "", DENIED), Arguments.of("10.0.0.7:8000", "", DENIED),
                Arguments.of("localhost:8000", "https://evil.example", DENIED),
                Arguments.of("localhost:8000", "null", DENIED),
                Arguments.of("localhost:8000", "http://localhost:3000@evil.example", DENIED));
    }

    @Test
    void headersInAPresignedUrlAreHeaders() { // row 18
        Headers headers = Gate.required()
                .letIn(ALICE.presign(PUT.target("/photos/cat.jpg?x-amz-acl=public-read&X-Amz-Meta-Name=caf%C3%A9"
                        + "&x-amz-checksum-crc32=AAAAAA%3D%3D"), "60"))
                .headers();

        assertThat(headers.all("x-amz-acl")).containsExactly("public-read");
        assertThat(headers.all("x-amz-meta-name")).containsExactly("caf\u00c3\u00a9");
        assertThat(headers.fields()).containsOnlyKeys("host", "x-amz-acl", "x-amz-meta-name");
        assertThat(Gate.required().letIn(ALICE.sign(PUT.target("/photos/cat.jpg?x-amz-acl=public-read"))).headers())
                .satisfies(signed -> assertThat(signed.has("x-amz-acl")).isFalse());
    }

    @Test
    void aWrongRegionIsToldTheRightOneInAnElementOfItsOwn() { // row 15
        for (Sent wrong : List.of(ALICE.region("mars-1").sign(PUT), ALICE.region("mars-1").presign(GET, "60"))) {
            assertThat(Gate.required().refusalOf(wrong).details()).containsEntry("Region", "us-east-1");
        }
    }

    @Test
    void a29AThousandWrongSignaturesAreToldToSlowDownAndNobodyElseIs() {
        Gate gate = Gate.required();
        Sent forged = forged(ALICE.sign(PUT));

        long slowed = Stream.generate(() -> gate.judge(forged).words())
                .limit(1000)
                .filter("503 SlowDown"::equals)
                .count();

        assertThat(slowed).isEqualTo(900);
        assertThat(gate.judge(ALICE.sign(PUT)).words()).isEqualTo("200 alice");
        assertThat(gate.judge(Signer.of(Gate.ROOT).sign(PUT)).words()).isEqualTo("200 root");
        assertThat(gate.judge(forged.from("10.0.0.7")).words()).isEqualTo(NO_MATCH);
        assertThat(gate.judge(forged.at(Sent.NOW.plusSeconds(61))).words()).isEqualTo(NO_MATCH);
    }

    @Test
    void a29GuessingKeysCountsPerAddress() {
        Gate gate = Gate.required();

        long slowed = Stream.iterate(0, i -> i + 1)
                .limit(1000)
                .map(i -> gate.judge(Signer.of(key("AKIA" + i)).sign(PUT)).words())
                .filter("503 SlowDown"::equals)
                .count();

        assertThat(slowed).isEqualTo(900);
    }

    private static Sent pinned() {
        return ALICE.presign(PUT.with("x-amz-content-sha256", Signer.sha256("a cat")), "60",
                "host;x-amz-content-sha256");
    }

    private static Sent unsignedChunks() {
        return PUT.with("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                .with("x-amz-decoded-content-length", "5")
                .with("x-amz-trailer", "x-amz-checksum-crc32")
                .body("5\r\na cat\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n");
    }

    private static Sent forged(Sent request) {
        Sent signed = request.headers().containsKey("authorization") ? request : ALICE.sign(request);
        return authorization(signed, "Signature=.*", "Signature=" + "0".repeat(64));
    }

    private static Sent dated(Sent request) {
        return request.with("x-amz-date", "20130524T000000Z").with("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    }

    private static Sent authorization(Sent signed, String pattern, String replacement) {
        UnaryOperator<String> change = text -> text.replaceFirst(pattern, replacement);
        return signed.with("authorization", change.apply(signed.header("authorization")));
    }

    private static Sent changedTarget(Sent sent, String from, String to) {
        return sent.target(sent.target().replace(from, to));
    }

    private static AccessKey key(String id) {
        return new AccessKey(id, Secret.of("whatever"));
    }

    private static Arguments row(Object... columns) {
        return Arguments.of(columns);
    }
}
