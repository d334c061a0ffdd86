package dev.s3gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.replication.House;
import dev.s3gateway.s3.wire.S3Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectsTest {

    private static final String MD5_OF_0_TO_9 = "\"781e5e245d69b566979b86e28d23f2c7\"";

    private final Front front = Front.open();

    @Test
    void aWriteSaysHowFarItHasCome() {
        Answer put = front.serve(Ask.put("/photos/k", "0123456789"));

        assertThat(put.verdict()).isEqualTo("200");
        assertThat(put.header("ETag")).contains(MD5_OF_0_TO_9); // row 43
        assertThat(put.header("X-Backend-Count")).contains("3");
        assertThat(put.header("X-Backend-Zones").orElse("").split(",")).containsExactlyInAnyOrder("oslo", "bergen",
                "tromso");
        assertThat(put.header("X-Replication-Status")).contains("complete");
        assertThat(put.header("x-amz-request-id")).contains("request-1");
    }

    @Test
    void aReadSaysWhereItCameFrom() {
        front.serve(Ask.put("/photos/k", "0123456789"));

        Answer get = front.serve(Ask.get("/photos/k"));

        assertThat(get.body()).isEqualTo("0123456789");
        assertThat(get.header("X-Backend-Used")).contains("oslo");
        assertThat(get.header("Content-Length")).contains("10");
        assertThat(get.header("Accept-Ranges")).contains("bytes");
        assertThat(get.header("Content-Type")).contains("binary/octet-stream"); // row 53
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            row 48: both ends             | bytes=2-4           | 206 | bytes 2-4/10 | 234
            row 48: no end                | bytes=7-            | 206 | bytes 7-9/10 | 789
            row 48: the last              | bytes=-2            | 206 | bytes 8-9/10 | 89
            row 48: more than all         | bytes=-20           | 206 | bytes 0-9/10 | 0123456789
            row 48: past the end          | bytes=8-100         | 206 | bytes 8-9/10 | 89
            row 48: far past the end      | bytes=8-99999999999999999999 | 206 | bytes 8-9/10 | 89
            row 48: begins past the end   | bytes=10-           | 416 | bytes */10   | -
            row 48: begins far past it    | bytes=99999999999999999999- | 416 | bytes */10 | -
            row 48: the last none         | bytes=-0            | 416 | bytes */10   | -
            A77: backwards                | bytes=5-2           | 200 | -            | 0123456789
            A77: no range                 | abc                 | 200 | -            | 0123456789
            A77: several                  | bytes=0-1,3-4       | 200 | -            | 0123456789
            another unit                  | lines=0-1           | 200 | -            | 0123456789
            """)
    void rangesAreAnswered(String row, String range, int status, String contentRange, String body) {
        front.serve(Ask.put("/photos/k", "0123456789"));

        Answer get = front.serve(Ask.get("/photos/k").with("range", range));
        Answer head = front.serve(Ask.of("HEAD", "/photos/k").with("range", range));

        assertThat(get.status()).as(row).isEqualTo(status).isEqualTo(head.status());
        assertThat(get.headers().get("Content-Range")).as(row)
                .isEqualTo(contentRange)
                .isEqualTo(head.headers().get("Content-Range"));
        if (body != null) {
            assertThat(get.body()).as(row).isEqualTo(body);
            assertThat(head.headers()).containsEntry("Content-Length", Integer.toString(body.length()));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            row 49: the tag             | if-match            | "781e5e245d69b566979b86e28d23f2c7" | 200
            row 49: without quotes      | if-match            | 781e5e245d69b566979b86e28d23f2c7   | 200
            row 49: one of a list       | if-match            | "a", "781e5e245d69b566979b86e28d23f2c7" | 200
            row 49: any                 | if-match            | *                                  | 200
            row 49: another             | if-match            | "a"                                | 412
            an empty one                | if-match            | ""                                 | 412
            row 49: not this            | if-none-match       | "781e5e245d69b566979b86e28d23f2c7" | 304
            a weak one                  | if-none-match       | W/"781e5e245d69b566979b86e28d23f2c7" | 304
            row 49: not that            | if-none-match       | "a"                                | 200
            row 49: none                | if-none-match       | *                                  | 304
            row 49: changed since then  | if-modified-since   | Sun, 06 Nov 1994 08:49:37 GMT      | 200
            row 49: not since           | if-modified-since   | Wed, 06 Nov 2250 08:49:37 GMT      | 304
            row 49: changed after all   | if-unmodified-since | Sun, 06 Nov 1994 08:49:37 GMT      | 412
            no date                     | if-modified-since   | yesterday                          | 200
            """)
    void conditionsOfReadsAreKept(String row, String header, String value, int status) {
        front.serve(Ask.put("/photos/k", "0123456789"));

        Answer get = front.serve(Ask.get("/photos/k").with(header, value));
        Answer head = front.serve(Ask.of("HEAD", "/photos/k").with(header, value));

        assertThat(get.status()).as(row).isEqualTo(status).isEqualTo(head.status());
        if (status == 304) {
            assertThat(get.body()).isEmpty(); // row 22
            assertThat(get.header("ETag")).contains(MD5_OF_0_TO_9);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            row 49: the tag beats the date | if-match: *; if-unmodified-since: Sun, 06 Nov 1994 08:49:37 GMT    | 200
            row 49: and the other one      | if-none-match: "a"; if-modified-since: Wed, 06 Nov 2250 08:49:37 GMT | 200
            row 49: both must hold         | if-match: *; if-none-match: *                                      | 304
            row 49: the first is first     | if-match: "a"; if-none-match: *                                    | 412
            row 49: its own date           | if-modified-since: OWN                                             | 304
            row 49: and unmodified         | if-unmodified-since: OWN                                           | 200
            """)
    void conditionsTogetherAreKept(String row, String headers, int status) {
        front.serve(Ask.put("/photos/k", "0123456789"));
        String own = front.serve(Ask.of("HEAD", "/photos/k")).header("Last-Modified").orElseThrow();

        Ask ask = Ask.get("/photos/k").withAll(headers.replace("OWN", own));

        assertThat(front.serve(ask).status()).as(row).isEqualTo(status);
    }

    @Test
    void keysThatContainOneAnotherCoexist() { // row 54
        List<String> keys = List.of("a", "a/", "a/b", "a/b/", "a//");
        keys.forEach(key -> front.serve(Ask.put("/photos/" + key, "in " + key)));

        assertThat(front.serve(Ask.get("/photos")).all("Key")).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(keys).allSatisfy(
                key -> assertThat(front.serve(Ask.get("/photos/" + key)).body()).isEqualTo("in " + key));
    }

    @Test
    void aChecksumIsMadeForWhoAsksForAnAlgorithm() { // row 45
        Ask put = Ask.put("/photos/k", "0123456789").with("x-amz-sdk-checksum-algorithm", "CRC32");

        assertThat(front.serve(put).header("x-amz-checksum-crc32")).contains("poTHxg==");
        assertThat(front.serve(Ask.get("/photos/k").with("x-amz-checksum-mode", "ENABLED"))
                .header("x-amz-checksum-crc32")).contains("poTHxg==");
        assertThat(front.serve(put.with("x-amz-sdk-checksum-algorithm", "ROT13")).verdict())
                .isEqualTo("400 InvalidRequest");
    }

    @Test
    void aRangeOfAnotherObjectIsTheWholeOfThisOne() {
        front.serve(Ask.put("/photos/k", "0123456789"));
        Ask range = Ask.get("/photos/k").with("range", "bytes=2-4");

        assertThat(front.serve(range.with("if-range", MD5_OF_0_TO_9)).body()).isEqualTo("234");
        assertThat(front.serve(range.with("if-range", "\"another\"")).body()).isEqualTo("0123456789");
        assertThat(front.serve(range.with("range", "bytes=20-").with("if-range", "\"another\"")).status())
                .isEqualTo(200);
    }

    @Test
    void anEmptyObjectIsAnObject() { // row 47
        front.serve(Ask.put("/photos/k", ""));

        assertThat(front.serve(Ask.get("/photos/k")).headers()).containsEntry("Content-Length", "0")
                .containsEntry("ETag", "\"d41d8cd98f00b204e9800998ecf8427e\"");
        for (String range : new String[]{"bytes=0-", "bytes=0-0", "bytes=-5", "bytes=3-7"}) {
            assertThat(front.serve(Ask.get("/photos/k").with("range", range)).verdict()).as(range)
                    .isEqualTo("416 InvalidRange");
        }
    }

    @Test
    void theFirstPartOfAnObjectInOnePieceIsAllOfIt() {
        front.serve(Ask.put("/photos/k", "0123456789"));

        Answer part = front.serve(Ask.get("/photos/k?partNumber=1"));

        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("0123456789");
        assertThat(part.header("Content-Range")).contains("bytes 0-9/10");
    }

    @Test
    void whatAClientSaysAboutAnObjectComesBack() { // rows 52, 53
        front.serve(Ask.put("/photos/k", "x")
                .withAll("content-type: text/plain; cache-control: no-cache; content-language: de; expires: never")
                .with("content-disposition", "attachment; filename=\"a.txt\"")
                .with("x-amz-meta-Mixed", "Two  words")
                .with("x-amz-meta-empty", "")
                .with("x-amz-meta-word", "=?UTF-8?Q?caf=C3=A9?="));

        for (String method : new String[]{"GET", "HEAD"}) {
            assertThat(front.serve(Ask.of(method, "/photos/k")).headers()).containsEntry("Content-Type", "text/plain")
                    .containsEntry("Cache-Control", "no-cache")
                    .containsEntry("Content-Language", "de")
                    .containsEntry("Expires", "never")
                    .containsEntry("Content-Disposition", "attachment; filename=\"a.txt\"")
                    .containsEntry("x-amz-meta-mixed", "Two  words")
                    .containsEntry("x-amz-meta-empty", "")
                    .containsEntry("x-amz-meta-word", "=?UTF-8?Q?caf=C3=A9?=");
        }
    }

    @Test
    void metadataBeyondAsciiComesBackAsAnEncodedWord() { // A70
        front.serve(Ask.put("/photos/k", "x").with("x-amz-meta-name", "caf\u00c3\u00a9"));

        assertThat(front.serve(Ask.get("/photos/k")).header("x-amz-meta-name")).contains("=?UTF-8?B?Y2Fmw6k=?=");
    }

    @Test
    void escapesInMetadataStayWhatTheyAre() { // A69
        front.serve(Ask.put("/photos/k", "x").with("x-amz-meta-a", "1%0d%0ax-evil: 1"));

        assertThat(front.serve(Ask.get("/photos/k")).headers()).containsEntry("x-amz-meta-a", "1%0d%0ax-evil: 1")
                .doesNotContainKey("x-evil");
    }

    @Test
    void aPutReplacesMetadataAsAWhole() { // row 52
        front.serve(Ask.put("/photos/k", "x").with("x-amz-meta-a", "1"));
        front.serve(Ask.put("/photos/k", "x"));

        assertThat(front.serve(Ask.get("/photos/k")).header("x-amz-meta-a")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            row 3: alone        | aws-chunked       | -
            row 3: with another | aws-chunked,gzip  | gzip
            row 3: behind it    | gzip, aws-chunked | gzip
            none of ours        | br, gzip          | br, gzip
            """)
    void theFramingIsNoEncodingOfTheObject(String row, String sent, String kept) {
        front.serve(Ask.put("/photos/k", "x").with("content-encoding", sent));

        assertThat(front.serve(Ask.get("/photos/k")).headers().get("Content-Encoding")).as(row).isEqualTo(kept);
    }

    @Test
    void aChecksumIsEchoedAndReturnedWhenAskedFor() { // row 45
        Ask put = Ask.put("/photos/k", "0123456789").with("x-amz-checksum-crc32", "poTHxg==");
        Ask get = Ask.get("/photos/k");

        assertThat(front.serve(put).header("x-amz-checksum-crc32")).contains("poTHxg==");
        assertThat(front.serve(get).header("x-amz-checksum-crc32")).isEmpty();
        assertThat(front.serve(get.with("x-amz-checksum-mode", "ENABLED")).headers())
                .containsEntry("x-amz-checksum-crc32", "poTHxg==")
                .containsEntry("x-amz-checksum-type", "FULL_OBJECT");
        assertThat(front.serve(get.with("x-amz-checksum-mode", "ENABLED").with("range", "bytes=0-1"))
                .header("x-amz-checksum-crc32")).isEmpty();
    }

    @Test
    void withoutAChecksumThereIsNone() { // row 46
        front.serve(Ask.put("/photos/k", "x"));

        assertThat(front.serve(Ask.get("/photos/k").with("x-amz-checksum-mode", "ENABLED")).headers().keySet())
                .noneMatch(header -> header.startsWith("x-amz-checksum"));
    }

    @Test
    void theSignedMayAskForOtherHeaders() { // row 19
        front.serve(Ask.put("/photos/k", "x").with("content-type", "text/plain"));
        String overrides = "?response-content-type=image%2Fpng&response-cache-control=private&response-expires=now"
                + "&response-content-disposition=inline&response-content-encoding=br&response-content-language=no";

        for (String method : new String[]{"GET", "HEAD"}) {
            assertThat(front.serve(Ask.of(method, "/photos/k" + overrides)).headers())
                    .containsAllEntriesOf(Map.of("Content-Type", "image/png", "Cache-Control", "private", "Expires",
                            "now", "Content-Disposition", "inline", "Content-Encoding", "br", "Content-Language",
                            "no"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/svg+xml", "unknown/unknown", "*/*", "binary/octet-stream"})
    void aBrowserTakesTheTypeAtItsWord(String type) { // A74
        front.serve(Ask.put("/photos/k", "x").with("content-type", type));

        assertThat(front.serve(Ask.get("/photos/k")).headers()).containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Content-Type", type);
    }

    @Test
    void aDeletedKeyIsGoneAndDeletingItAgainIsFine() { // row 57
        front.serve(Ask.put("/photos/k", "x"));

        assertThat(front.serve(Ask.of("DELETE", "/photos/k")).verdict()).isEqualTo("204");
        assertThat(front.serve(Ask.of("DELETE", "/photos/k")).body()).isEmpty();
        assertThat(front.serve(Ask.get("/photos/k")).verdict()).isEqualTo("404 NoSuchKey");
    }

    @Test
    void aVersionThatIsNotThereIsDeletedAlready() { // row 74
        String version = "0b9c1d7e-3f44-4cb0-9e4d-0c7b1f1f1f1f";
        front.serve(Ask.put("/photos/k", "x"));

        Answer gone = front.serve(Ask.of("DELETE", "/photos/k?versionId=" + version));

        assertThat(gone.verdict()).isEqualTo("204");
        assertThat(gone.header("x-amz-version-id")).contains(version);
        assertThat(front.serve(Ask.get("/photos/k")).body()).isEqualTo("x");
        assertThat(front.serve(Ask.of("DELETE", "/photos/k?versionId=null")).verdict()).isEqualTo("204");
        assertThat(front.serve(Ask.get("/photos/k")).verdict()).isEqualTo("404 NoSuchKey");
    }

    @Test
    void aDeleteWithTheRightTagIsDone() { // row 51
        front.serve(Ask.put("/photos/k", "0123456789"));

        assertThat(front.serve(Ask.of("DELETE", "/photos/k").with("if-match", MD5_OF_0_TO_9)).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2F..%2Fetc%2Fpasswd", "a/../b", "./", "//", "a/", "%2F", "%252e", "a%0Db",
            "%F0%9F%98%80",
            "e%CC%81", "%C3%A9", "A", "a", "a/b", "k!0b9c.1", ".s3gateway/x"})
    void anyKeyIsOpaque(String key) { // A56, A57, A60, A61, A62, row 54
        front.serve(Ask.put("/photos/other", "other"));
        front.serve(Ask.put("/photos/" + key, key));

        Answer list = front.serve(Ask.get("/photos?encoding-type=url"));

        assertThat(front.serve(Ask.get("/photos/" + key)).body()).isEqualTo(key);
        assertThat(list.all("Key")).hasSize(2);
        assertThat(front.serve(Ask.of("DELETE", "/photos/" + key)).status()).isEqualTo(204);
        assertThat(front.serve(Ask.of("HEAD", "/photos/" + key)).status()).isEqualTo(404);
        assertThat(front.serve(Ask.get("/photos/other")).body()).isEqualTo("other");
    }

    @ParameterizedTest
    @CsvSource({"x-amz-acl,private", "x-amz-acl,bucket-owner-full-control", "x-amz-storage-class,STANDARD",
            "x-amz-expected-bucket-owner,someone"})
    void whatChangesNothingIsAccepted(String header, String value) {
        assertThat(front.serve(Ask.put("/photos/k", "x").with(header, value)).status()).isEqualTo(200);
    }

    @Test
    void aZoneThatIsAwayMakesAWritePartial() {
        front.house.openCircuits.add("bergen");

        Answer put = front.serve(Ask.put("/photos/k", "x"));

        assertThat(put.header("X-Backend-Zones")).contains("oslo,tromso");
        assertThat(put.header("X-Replication-Status")).contains("partial");
    }

    @Test
    void theBodyOfAReadIsNotPulledBeforeItIsSent() {
        front.serve(Ask.put("/photos/k", "0123456789"));

        S3Response response = front.unread(Ask.get("/photos/k"));

        assertThat(new String(House.await(House.bytes(response.body())), StandardCharsets.UTF_8))
                .isEqualTo("0123456789");
    }

    @Test
    void theObserverSeesEachAnswerOnce() {
        front.serve(Ask.put("/photos/k", "0123456789"));
        front.serve(Ask.get("/photos/k"));

        assertThat(front.observations).extracting(Observation::operation).containsExactly("PutObject", "GetObject");
        assertThat(front.observations).extracting(Observation::isMutation).containsExactly(true, false);
        assertThat(front.observations).allSatisfy(observation -> {
            assertThat(observation.bytes()).isEqualTo(10);
            assertThat(observation.zone()).isPresent();
            assertThat(observation.key()).hasToString("Optional[k]");
        });
    }
}
