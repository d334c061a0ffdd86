package dev.s3gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.bytes.Sums;
import dev.s3gateway.object.ChecksumAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uploads in parts as clients do them. */
@Timeout(60)
class MultipartTest {

    private static final int FIVE_MIB = 5 << 20;
    private static final String FIRST = "a".repeat(FIVE_MIB);
    private static final String LAST = "the end";

    private final Front front = Front.open();

    @Test
    void anObjectInPartsIsTheSameInEveryZone() { // row 67
        String id = create("/photos/big");

        String complete = completeAll("/photos/big", id, FIRST, LAST).body();

        String etag = "\"" + tagOf(FIRST, LAST) + "\"";
        assertThat(complete).contains("<Key>big</Key>").contains("<ETag>" + etag.replace("\"", "&quot;"));
        assertThat(front.serve(Ask.get("/photos/big")).body()).isEqualTo(FIRST + LAST);
        assertThat(front.serve(Ask.of("HEAD", "/photos/big")).header("ETag")).contains(etag);
        for (MemoryStore zone : front.house.stores.values()) {
            assertThat(zone.copies("photos")).singleElement()
                    .satisfies(copy -> assertThat(copy.bytes()).asString().isEqualTo(FIRST + LAST));
            assertThat(zone.openUploads()).isZero();
        }
    }

    @Test
    void whatWasSaidAtTheBeginningHoldsForTheObject() { // row 70
        Answer created = front.serve(Ask.of("POST", "/photos/k?uploads")
                .withAll("content-type: text/html; x-amz-meta-colour: blue; cache-control: no-store"));

        completeAll("/photos/k", created.text("UploadId").orElseThrow(), LAST);

        assertThat(front.serve(Ask.of("HEAD", "/photos/k")).headers()).containsEntry("Content-Type", "text/html")
                .containsEntry("x-amz-meta-colour", "blue")
                .containsEntry("Cache-Control", "no-store");
    }

    @Test
    void onePartOfNothingIsAnEmptyObject() { // row 47
        completeAll("/photos/k", create("/photos/k"), "");

        Answer answer = front.serve(Ask.get("/photos/k"));

        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("ETag")).contains("\"" + tagOf("") + "\"");
    }

    @Test
    void partsAreInvisibleUntilTheLastRequestAndUploadsAreIndependent() { // row 65
        String one = create("/photos/k");
        String two = create("/photos/k");
        part("/photos/k", one, 1, "one");
        part("/photos/k", two, 1, "two");
        assertThat(front.serve(Ask.get("/photos/k")).verdict()).isEqualTo("404 NoSuchKey");
        assertThat(front.serve(Ask.get("/photos")).body()).doesNotContain("<Contents>");
        front.serve(Ask.put("/photos/k", "meanwhile"));

        String tag = part("/photos/k", one, 1, "one again");
        complete("/photos/k", one, List.of(entry(1, tag)));

        assertThat(front.serve(Ask.get("/photos/k")).body()).isEqualTo("one again");
        completeAll("/photos/k", two, "two");
        assertThat(front.serve(Ask.get("/photos/k")).body()).isEqualTo("two");
    }

    @ParameterizedTest
    @CsvSource({"0", "10001", "-1", "x", "''"})
    void aPartNumberIsOneToTenThousand(String number) { // row 65, A85
        String id = create("/photos/k");

        assertThat(front.serve(Ask.put("/photos/k?partNumber=" + number + "&uploadId=" + id, "x")).verdict())
                .isEqualTo("400 InvalidArgument");
    }

    @Test
    void aListThatDoesNotFitIsRefusedAndTheUploadStaysOpen() { // row 66, A85
        String id = create("/photos/k");
        String one = part("/photos/k", id, 1, FIRST);
        String two = part("/photos/k", id, 2, LAST);
        String small = part("/photos/k", id, 3, LAST);

        assertThat(complete("/photos/k", id, List.of()).verdict()).isEqualTo("400 MalformedXML");
        assertThat(complete("/photos/k", id, List.of(entry(2, two), entry(1, one))).verdict())
                .isEqualTo("400 InvalidPartOrder");
        assertThat(complete("/photos/k", id, List.of(entry(1, one), entry(1, one))).verdict())
                .isEqualTo("400 InvalidPartOrder");
        assertThat(complete("/photos/k", id, List.of(entry(1, two))).verdict()).isEqualTo("400 InvalidPart");
        assertThat(complete("/photos/k", id, List.of(entry(4, two))).verdict()).isEqualTo("400 InvalidPart");
        assertThat(complete("/photos/k", id, List.of("<Part><PartNumber>1</PartNumber></Part>")).verdict())
                .isEqualTo("400 InvalidPart");
        assertThat(complete("/photos/k", id, List.of(entry(2, two), entry(3, small))).verdict())
                .isEqualTo("400 EntityTooSmall");
        String old = one;
        String renewed = part("/photos/k", id, 1, "b".repeat(FIVE_MIB));
        assertThat(complete("/photos/k", id, List.of(entry(1, old), entry(2, two))).verdict())
                .isEqualTo("400 InvalidPart");
        assertThat(front.house.zones.values())
                .allSatisfy(zone -> assertThat(zone.count(dev.s3gateway.backend.ScriptedStore.Call.COMPLETE_UPLOAD))
                        .isZero());

        Answer done = complete("/photos/k", id, List.of(entry(1, renewed.replace("\"", "")), entry(2, two)));

        assertThat(done.status()).isEqualTo(200);
    }

    @Test
    void theSameCompleteAgainGetsTheSameAnswer() { // row 66, A87
        String id = create("/photos/k");
        List<String> parts = List.of(entry(1, part("/photos/k", id, 1, LAST)));
        Answer first = complete("/photos/k", id, parts);
        front.serve(Ask.of("DELETE", "/photos/k"));

        Answer again = complete("/photos/k", id, parts);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(front.serve(Ask.get("/photos/k")).verdict()).isEqualTo("404 NoSuchKey");
        assertThat(front.serve(Ask.put("/photos/k?partNumber=1&uploadId=" + id, "x")).verdict())
                .isEqualTo("404 NoSuchUpload");
    }

    @Test
    void anUploadThatWasGivenUpIsNoWhereAnyMore() { // row 68
        String id = create("/photos/k");
        String tag = part("/photos/k", id, 1, LAST);

        assertThat(front.serve(Ask.of("DELETE", "/photos/k?uploadId=" + id)).status()).isEqualTo(204);

        assertThat(front.serve(Ask.of("DELETE", "/photos/k?uploadId=" + id)).verdict()).isEqualTo("404 NoSuchUpload");
        assertThat(front.serve(Ask.get("/photos/k?uploadId=" + id)).verdict()).isEqualTo("404 NoSuchUpload");
        assertThat(front.serve(Ask.put("/photos/k?partNumber=1&uploadId=" + id, "x")).verdict())
                .isEqualTo("404 NoSuchUpload");
        assertThat(complete("/photos/k", id, List.of(entry(1, tag))).verdict()).isEqualTo("404 NoSuchUpload");
        assertThat(front.serve(Ask.get("/photos?uploads")).all("UploadId")).isEmpty();
    }

    @Test
    void anUploadIdIsOfUseForItsKeyAndItsOwnerOnly() { // row 68, A86
        front.house.createBucket("other");
        String id = create("/photos/k");
        String altered = (id.charAt(0) == '0' ? '1' : '0') + id.substring(1);
        int calls = calls();

        for (String target : List.of("/photos/other?", "/other/k?", "/photos/k?x-id=UploadPart&")) {
            String upload = target.startsWith("/photos/k") ? altered : id;
            assertThat(front.serve(Ask.put(target + "partNumber=1&uploadId=" + upload, "x")).verdict())
                    .isEqualTo("404 NoSuchUpload");
        }
        for (String odd : List.of("..%2F", "..%2F..%2Fetc", "1", "%00", id + "x",
                id.toUpperCase(java.util.Locale.ROOT))) {
            assertThat(front.serve(Ask.put("/photos/k?partNumber=1&uploadId=" + odd, "x")).status())
                    .isIn(404, 400);
        }
        assertThat(front.serve(Ask.put("/photos/k?partNumber=1&uploadId=" + id, "x").as("someone")).verdict())
                .isEqualTo("404 NoSuchUpload");
        assertThat(front.serve(Ask.of("DELETE", "/photos/k?uploadId=" + id).as("someone")).verdict())
                .isEqualTo("404 NoSuchUpload");
        assertThat(calls()).isEqualTo(calls);
    }

    @Test
    void aStrangerMayNotEvenBegin() { // A86
        assertThat(front.serve(Ask.of("POST", "/photos/k?uploads").as("stranger")).verdict())
                .isEqualTo("403 AccessDenied");
        assertThat(front.serve(Ask.of("POST", "/nowhere/k?uploads")).verdict()).isEqualTo("404 NoSuchBucket");
    }

    @Test
    void partsArePagedByNumber() { // row 69
        String id = create("/photos/k");
        IntStream.of(3, 1, 7).forEach(number -> part("/photos/k", id, number, "part " + number));

        Answer first = front.serve(Ask.get("/photos/k?uploadId=" + id + "&max-parts=2"));
        Answer second = front.serve(Ask.get("/photos/k?max-parts=2&part-number-marker="
                + first.text("NextPartNumberMarker").orElseThrow() + "&uploadId=" + id));

        assertThat(first.all("PartNumber")).containsExactly("1", "3");
        assertThat(first.text("IsTruncated")).contains("true");
        assertThat(first.all("Size")).containsExactly("6", "6");
        assertThat(first.all("ETag")).first().isEqualTo("&quot;" + md5("part 1") + "&quot;");
        assertThat(first.body()).contains("<Initiator><ID>").contains("<Owner><ID>");
        assertThat(second.all("PartNumber")).containsExactly("7");
        assertThat(second.text("IsTruncated")).contains("false");
    }

    @Test
    void openUploadsArePagedByKeyAndId() { // row 69
        for (String key : List.of("a/1", "a/2", "b", "c", "c")) {
            create("/photos/" + key);
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            Answer page = front.serve(Ask.get("/photos?uploads&max-uploads=2" + next));
            seen.addAll(page.all("Key"));
            next = page.text("IsTruncated").orElseThrow().equals("true")
                    ? "&key-marker=" + page.text("NextKeyMarker").orElseThrow() + "&upload-id-marker="
                            + page.text("NextUploadIdMarker").orElseThrow()
                    : "";
        } while (!next.isEmpty());

        assertThat(seen).containsExactly("a/1", "a/2", "b", "c", "c");
        Answer rolled = front.serve(Ask.get("/photos?uploads&delimiter=/"));
        assertThat(rolled.all("Key")).containsExactly("b", "c", "c");
        assertThat(rolled.text("CommonPrefixes")).contains("<Prefix>a/</Prefix>");
        Answer cut = front.serve(Ask.get("/photos?uploads&delimiter=/&max-uploads=1"));
        assertThat(cut.text("NextKeyMarker")).contains("a/");
        assertThat(front.serve(Ask.get("/photos?uploads&delimiter=/&key-marker=a/")).all("Key"))
                .containsExactly("b", "c", "c");
        assertThat(front.serve(Ask.get("/photos?uploads&prefix=a/")).all("Key")).containsExactly("a/1", "a/2");
    }

    @Test
    void aPartCanBeReadByItsNumber() { // row 59
        completeAll("/photos/k", create("/photos/k"), FIRST, LAST);

        Answer part = front.serve(Ask.get("/photos/k?partNumber=2"));

        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(LAST);
        assertThat(part.headers()).containsEntry("x-amz-mp-parts-count", "2")
                .containsEntry("Content-Range", "bytes " + FIVE_MIB + "-" + (FIVE_MIB + 6) + "/" + (FIVE_MIB + 7));
        assertThat(front.serve(Ask.of("HEAD", "/photos/k?partNumber=1")).headers())
                .containsEntry("Content-Length", String.valueOf(FIVE_MIB))
                .containsEntry("x-amz-mp-parts-count", "2");
        assertThat(front.serve(Ask.get("/photos/k?partNumber=3")).verdict()).isEqualTo("416 InvalidPartNumber");
    }

    @Test
    void conditionsHoldForTheObjectThatIsMade() { // row 50
        String id = create("/photos/k");
        List<String> parts = List.of(entry(1, part("/photos/k", id, 1, LAST)));
        front.serve(Ask.put("/photos/k", "there"));
        Ask conditional = completing("/photos/k", id, parts).with("if-none-match", "*");

        assertThat(front.serve(conditional).verdict()).isEqualTo("412 PreconditionFailed");
        assertThat(front.serve(Ask.get("/photos/k")).body()).isEqualTo("there");
        front.serve(Ask.of("DELETE", "/photos/k"));
        assertThat(front.serve(conditional).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"CRC32", "CRC32C", "SHA1", "SHA256"})
    void theChecksumOfPartsIsThatOfTheirChecksums(ChecksumAlgorithm algorithm) { // row 67
        Answer created = front.serve(Ask.of("POST", "/photos/k?uploads")
                .with("x-amz-checksum-algorithm", algorithm.name()));
        assertThat(created.headers()).containsEntry("x-amz-checksum-type", "COMPOSITE");
        String id = created.text("UploadId").orElseThrow();

        Answer done = completeAll("/photos/k", id, FIRST, LAST);

        String expected = Base64.getEncoder()
                .encodeToString(Sums.of(algorithm, List.of(sum(algorithm, FIRST), sum(algorithm, LAST)))) + "-2";
        assertThat(done.text("Checksum" + algorithm)).contains(expected);
        assertThat(front.serve(Ask.of("HEAD", "/photos/k").with("x-amz-checksum-mode", "ENABLED")).headers())
                .containsEntry("x-amz-checksum-type", "COMPOSITE")
                .containsEntry(algorithm.header(), expected);
    }

    @ParameterizedTest
    @CsvSource({"CRC32", "CRC32C", "CRC64NVME"})
    void theChecksumOfTheWholeIsPutTogetherFromTheParts(ChecksumAlgorithm algorithm) { // row 67
        String id = front.serve(Ask.of("POST", "/photos/k?uploads")
                .with("x-amz-checksum-algorithm", algorithm.name())
                .with("x-amz-checksum-type", "FULL_OBJECT")).text("UploadId").orElseThrow();
        String whole = Base64.getEncoder().encodeToString(sum(algorithm, FIRST + LAST));
        List<String> parts = List.of(entry(1, part("/photos/k", id, 1, FIRST)),
                entry(2, part("/photos/k", id, 2, LAST)));

        Ask wrong = completing("/photos/k", id, parts).with(algorithm.header(),
                Base64.getEncoder().encodeToString(sum(algorithm, "x")));
        assertThat(front.serve(wrong).verdict()).isEqualTo("400 BadDigest");
        Answer done = front.serve(completing("/photos/k", id, parts).with(algorithm.header(), whole)
                .with("x-amz-mp-object-size", String.valueOf(FIVE_MIB + LAST.length())));

        assertThat(done.text("Checksum" + algorithm)).contains(whole);
        assertThat(done.text("ChecksumType")).contains("FULL_OBJECT");
    }

    @Test
    void aPartThatIsNotWhatItsSenderSaysIsNoPart() {
        String id = create("/photos/k");
        String tag = part("/photos/k", id, 1, LAST);

        Answer wrong = front.serve(Ask.put("/photos/k?partNumber=1&uploadId=" + id, FIRST)
                .with("content-md5", Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5("other")))));

        assertThat(wrong.verdict()).isEqualTo("400 BadDigest");
        assertThat(complete("/photos/k", id, List.of(entry(1, tag))).status()).isEqualTo(200);
        assertThat(front.serve(Ask.get("/photos/k")).body()).isEqualTo(LAST);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"SHA256 | FULL_OBJECT", "CRC64NVME | COMPOSITE", "MD4 | COMPOSITE",
            "CRC32 | OTHER"})
    void aChecksumThatCannotBeIsRefused(String algorithm, String type) {
        assertThat(front.serve(Ask.of("POST", "/photos/k?uploads")
                .with("x-amz-checksum-algorithm", algorithm)
                .with("x-amz-checksum-type", type)).verdict()).isEqualTo("400 InvalidRequest");
    }

    @CanIgnoreReturnValue
    private String create(String target) {
        return front.serve(Ask.of("POST", target + "?uploads")).text("UploadId").orElseThrow();
    }

    @CanIgnoreReturnValue
    private String part(String target, String id, int number, String body) {
        Answer answer = front.serve(Ask.put(target + "?partNumber=" + number + "&uploadId=" + id, body));
        assertThat(answer.verdict()).isEqualTo("200");
        return answer.header("ETag").orElseThrow();
    }

    @CanIgnoreReturnValue
    private Answer completeAll(String target, String id, String... parts) {
        List<String> entries = new ArrayList<>();
        for (String part : parts) {
            entries.add(entry(entries.size() + 1, part(target, id, entries.size() + 1, part)));
        }
        Answer answer = complete(target, id, entries);
        assertThat(answer.verdict()).isEqualTo("200");
        return answer;
    }

    @CanIgnoreReturnValue
    private Answer complete(String target, String id, List<String> parts) {
        return front.serve(completing(target, id, parts));
    }

    private static Ask completing(String target, String id, List<String> parts) {
        return Ask.of("POST", target + "?uploadId=" + id)
                .body("<CompleteMultipartUpload>" + String.join("", parts) + "</CompleteMultipartUpload>");
    }

    private static String entry(int number, String etag) {
        return "<Part><PartNumber>" + number + "</PartNumber><ETag>" + etag.replace("\"", "&quot;") + "</ETag></Part>";
    }

    private int calls() {
        return front.house.zones.values().stream().mapToInt(zone -> zone.seen().size()).sum();
    }

    private static String tagOf(String... parts) {
        List<byte[]> md5s = new ArrayList<>();
        for (String part : parts) {
            md5s.add(HexFormat.of().parseHex(md5(part)));
        }
        return Sums.md5(md5s).hex() + "-" + parts.length;
    }

    private static String md5(String text) {
        return Sums.md5(List.of(text.getBytes(StandardCharsets.UTF_8))).hex();
    }

    private static byte[] sum(ChecksumAlgorithm algorithm, String text) {
        return Sums.of(algorithm, List.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
