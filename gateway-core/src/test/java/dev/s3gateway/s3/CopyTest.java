package dev.s3gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.bytes.Sums;
import dev.s3gateway.object.ChecksumAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copies of objects and of parts, through the front door. */
@Timeout(60)
class CopyTest {

    private static final String LARGE = "x".repeat(5 << 20);

    private final Front front = Front.open();

    @BeforeEach
    void anObject() {
        front.serve(Ask.put("/photos/old", "old")
                .withAll("content-type: text/html; x-amz-meta-colour: blue; "
                        + "cache-control: no-store; x-amz-checksum-crc32: " + crc32("old")));
    }

    @Test
    void aCopyIsTheSameObjectUnderAnotherName() {
        Answer copied = front.serve(copy("/photos/new", "photos/old"));

        assertThat(copied.status()).isEqualTo(200);
        assertThat(copied.body()).contains("<CopyObjectResult").contains("&quot;" + md5("old") + "&quot;");
        assertThat(copied.text("LastModified").orElse("")).endsWith("Z");
        assertThat(copied.text("ChecksumCRC32")).contains(crc32("old"));
        assertThat(copied.header("X-Replication-Status")).contains("complete");
        assertThat(front.serve(Ask.get("/photos/new")).body()).isEqualTo("old");
        assertThat(front.serve(Ask.of("HEAD", "/photos/new")).headers()).containsEntry("Content-Type", "text/html")
                .containsEntry("x-amz-meta-colour", "blue")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("ETag", '"' + md5("old") + '"');
        assertThat(front.house.zone("oslo").count(ScriptedStore.Call.COPY)).isEqualTo(1);
        assertThat(front.house.zone("oslo").count(ScriptedStore.Call.GET)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /photos/old | old
            photos%2Fold | old
            photos/old?versionId=null | old
            photos/a%20b%2Bc%25 | a%20b%2Bc%25
            photos/a+b | a%2Bb
            photos/%C3%A4%F0%9F%90%88 | %C3%A4%F0%9F%90%88
            photos/d%C3%A4%2f%2fx/../y/ | d%C3%A4//x/../y/
            photos/%3FversionId%3Dx | %3FversionId%3Dx
            """)
    void aSourceIsDecodedOnce(String source, String key) { // row 61
        front.serve(Ask.put("/photos/" + key, "the source"));

        assertThat(front.serve(copy("/photos/new", source)).status()).isEqualTo(200);

        assertThat(front.serve(Ask.get("/photos/new")).body()).isEqualTo("the source");
    }

    @Test
    void theMetadataAreReplacedWhereThatIsAskedFor() { // row 62
        Answer copied = front.serve(copy("/photos/old", "photos/old").withAll("x-amz-metadata-directive: REPLACE; "
                + "content-type: image/png; x-amz-meta-size: small"));

        assertThat(copied.status()).isEqualTo(200);
        Answer head = front.serve(Ask.of("HEAD", "/photos/old"));
        assertThat(head.headers()).containsEntry("Content-Type", "image/png")
                .containsEntry("x-amz-meta-size", "small")
                .doesNotContainKey("x-amz-meta-colour")
                .doesNotContainKey("Cache-Control");
        assertThat(front.serve(Ask.get("/photos/old")).body()).isEqualTo("old");
    }

    @Test
    void withoutThatOtherMetadataInTheRequestAreIgnored() { // row 62
        front.serve(copy("/photos/new", "photos/old").withAll("content-type: image/png; x-amz-meta-colour: red; "
                + "x-amz-tagging-directive: COPY"));

        assertThat(front.serve(Ask.of("HEAD", "/photos/new")).headers()).containsEntry("Content-Type", "text/html")
                .containsEntry("x-amz-meta-colour", "blue");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            if-match: "149603e6c03516362a8da23f624db945"
            if-none-match: "nope"
            if-modified-since: Thu, 06 Nov 1969 08:49:37 GMT
            if-unmodified-since: Sat, 06 Nov 2094 08:49:37 GMT
            """)
    void aConditionThatHoldsLetsTheCopyPass(String condition) { // row 62
        assertThat(front.serve(copy("/photos/new", "photos/old").withAll("x-amz-copy-source-" + condition)).status())
                .isEqualTo(200);
    }

    @Test
    void aFailedConditionIsNamedAsItWasSent() {
        Answer refused = front
                .serve(copy("/photos/new", "photos/old").withAll("x-amz-copy-source-if-match: \"nope\""));

        assertThat(refused.text("Condition")).contains("x-amz-copy-source-If-Match");
    }

    @Test
    void bothBucketsMustAllowIt() { // A89, A91
        front.serve(Ask.of("PUT", "/albums").as("alice"));
        front.serve(Ask.put("/albums/hers", "hers").as("alice"));

        assertThat(front.serve(copy("/albums/k", "photos/old").as("alice")).verdict()).isEqualTo("403 AccessDenied");
        assertThat(front.serve(copy("/photos/k", "albums/hers").as("alice")).verdict()).isEqualTo("403 AccessDenied");
        assertThat(front.serve(copy("/albums/k", "photos/none").as("alice")).verdict()).isEqualTo("403 AccessDenied");
        assertThat(front.serve(copy("/albums/k", "albums/hers").as("alice")).verdict()).isEqualTo("200");
        assertThat(front.serve(copy("/photos/k", "albums/hers")).verdict()).isEqualTo("200");
        assertThat(front.serve(Ask.get("/photos/k")).body()).isEqualTo("hers");
    }

    @Test
    void aPartOfSomebodyElsesObjectIsRefused() { // A89
        front.serve(Ask.of("PUT", "/albums").as("alice"));
        Answer created = front.serve(Ask.of("POST", "/albums/k?uploads").as("alice"));
        String id = created.text("UploadId").orElseThrow();

        Answer part = front.serve(copy("/albums/k?partNumber=1&uploadId=" + id, "photos/old").as("alice"));

        assertThat(part.verdict()).isEqualTo("403 AccessDenied");
        assertThat(front.house.zone("oslo").count(ScriptedStore.Call.COPY_PART)).isZero();
    }

    @Test
    void aCopyOfAnObjectInPartsIsInOnePiece() { // row 67
        front.serve(Ask.put("/photos/large", LARGE));
        String id = create("/photos/parts");
        String one = partOf("/photos/parts", id, 1, "photos/large", "").text("ETag").orElseThrow();
        String two = partOf("/photos/parts", id, 2, "photos/old", "bytes=1-2").text("ETag").orElseThrow();
        complete("/photos/parts", id, List.of(one, two));

        Answer copied = front.serve(copy("/photos/whole", "photos/parts"));

        assertThat(copied.text("ETag")).contains("&quot;" + md5(LARGE + "ld") + "&quot;");
        assertThat(front.serve(Ask.get("/photos/whole")).body()).isEqualTo(LARGE + "ld");
        assertThat(front.serve(Ask.get("/photos/whole?partNumber=1")).body()).isEqualTo(LARGE + "ld");
    }

    @Test
    void anObjectMayBeMadeOfPartsOfOthers() { // row 64
        front.serve(Ask.put("/photos/large", LARGE));
        String id = create("/photos/k");

        Answer one = partOf("/photos/k", id, 1, "/photos/large?versionId=null", "");
        Answer two = partOf("/photos/k", id, 2, "photos/old", "bytes=0-1");

        assertThat(one.body()).contains("<CopyPartResult").contains("&quot;" + md5(LARGE) + "&quot;");
        assertThat(two.text("ETag")).contains("&quot;" + md5("ol") + "&quot;");
        assertThat(two.text("LastModified").orElse("")).endsWith("Z");
        complete("/photos/k", id, List.of(one.text("ETag").orElseThrow(), two.text("ETag").orElseThrow()));
        assertThat(front.serve(Ask.get("/photos/k")).body()).isEqualTo(LARGE + "ol");
        assertThat(front.serve(Ask.of("HEAD", "/photos/k?partNumber=2")).headers()).containsEntry("Content-Length", "2")
                .containsEntry("x-amz-mp-parts-count", "2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            row 64: past the end       | bytes=0-3      | 400 InvalidArgument
            row 64: behind the end     | bytes=3-5      | 400 InvalidArgument
            row 64, A90: reversed      | bytes=2-1      | 400 InvalidArgument
            row 64: without an end     | bytes=0-       | 400 InvalidArgument
            row 64: a suffix           | bytes=-2       | 400 InvalidArgument
            row 64: two                | bytes=0-0,2-2  | 400 InvalidArgument
            row 64: no unit            | 0-2            | 400 InvalidArgument
            row 64: a blank            | bytes = 0-2    | 400 InvalidArgument
            row 64: words              | bytes=a-b      | 400 InvalidArgument
            row 64: beyond all numbers | bytes=0-99999999999999999999 | 400 InvalidArgument
            """)
    void aRangeOfAPartIsStrict(String row, String range, String verdict) {
        String id = create("/photos/k");

        assertThat(partOf("/photos/k", id, 1, "photos/old", range).verdict()).as(row).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            photos/none  | 1 | ID   | 404 NoSuchKey
            nowhere/old  | 1 | ID   | 404 NoSuchBucket
            photos/old   | 1 | none | 404 NoSuchUpload
            photos/old   | 0 | ID   | 400 InvalidArgument
            ''           | 1 | ID   | 400 InvalidArgument
            """)
    void aPartThatCannotBeMadeIsRefused(String source, String number, String upload, String verdict) {
        String id = upload.replace("ID", create("/photos/k"));

        Answer part = front.serve(copy("/photos/k?partNumber=" + number + "&uploadId=" + id, source));

        assertThat(part.verdict()).isEqualTo(verdict);
    }

    @Test
    void partsOfNothingAndChecksumsOfPartsAreFine() { // row 47
        front.serve(Ask.put("/photos/empty", ""));
        Answer created = front
                .serve(Ask.of("POST", "/photos/k?uploads").with("x-amz-checksum-algorithm", "CRC32"));
        String id = created.text("UploadId").orElseThrow();

        Answer part = partOf("/photos/k", id, 1, "photos/empty", "");

        assertThat(part.text("ChecksumCRC32")).contains("AAAAAA==");
        complete("/photos/k", id, List.of(part.text("ETag").orElseThrow()));
        assertThat(front.serve(Ask.get("/photos/k")).body()).isEmpty();
        assertThat(front.serve(copy("/photos/new", "photos/empty")).status()).isEqualTo(200);
        assertThat(front.serve(Ask.get("/photos/new")).body()).isEmpty();
    }

    @Test
    void aCopyHasTheChecksumThatIsAskedFor() {
        Answer copied = front.serve(copy("/photos/new", "photos/old").with("x-amz-checksum-algorithm", "SHA256"));

        String sha256 = Base64.getEncoder()
                .encodeToString(Sums.of(ChecksumAlgorithm.SHA256,
                        List.of("old".getBytes(StandardCharsets.UTF_8))));
        assertThat(copied.text("ChecksumSHA256")).contains(sha256);
        assertThat(copied.text("ChecksumCRC32")).isEmpty();
        assertThat(front.serve(Ask.of("HEAD", "/photos/new").with("x-amz-checksum-mode", "ENABLED")).headers())
                .containsEntry("x-amz-checksum-sha256", sha256);
    }

    private static Ask copy(String target, String source) {
        return Ask.of("PUT", target).with("x-amz-copy-source", source);
    }

    private Answer partOf(String target, String id, int number, String source, String range) {
        Ask ask = copy(target + "?partNumber=" + number + "&uploadId=" + id, source);
        return front.serve(range.isEmpty() ? ask : ask.with("x-amz-copy-source-range", range));
    }

    private String create(String target) {
        return front.serve(Ask.of("POST", target + "?uploads")).text("UploadId").orElseThrow();
    }

    private void complete(String target, String id, List<String> tags) {
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < tags.size(); i++) {
            parts.append("<Part><PartNumber>")
                    .append(i + 1)
                    .append("</PartNumber><ETag>")
                    .append(tags.get(i))
                    .append("</ETag></Part>");
        }
        Answer answer = front.serve(Ask.of("POST", target + "?uploadId=" + id)
                .body("<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>"));
        assertThat(answer.verdict()).as(answer.body()).isEqualTo("200");
    }

    private static String md5(String text) {
        return Sums.md5(List.of(text.getBytes(StandardCharsets.UTF_8))).hex();
    }

    private static String crc32(String text) {
        return Base64.getEncoder()
                .encodeToString(Sums.of(ChecksumAlgorithm.CRC32,
                        List.of(text.getBytes(StandardCharsets.UTF_8))));
    }
}
