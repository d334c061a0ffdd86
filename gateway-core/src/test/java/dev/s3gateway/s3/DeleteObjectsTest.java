package dev.s3gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeleteObjectsTest {

    private final Front front = Front.open();

    @BeforeEach
    void twoKeys() {
        front.serve(Ask.put("/photos/a", "a"));
        front.serve(Ask.put("/photos/b", "b"));
    }

    @Test
    void missingKeysAreReportedDeletedToo() { // row 58
        Answer answer = front.serve(delete("<Object><Key>a</Key></Object><Object><Key>never</Key></Object>"));

        assertThat(answer.verdict()).isEqualTo("200");
        assertThat(answer.all("Key")).containsExactly("a", "never");
        assertThat(answer.all("Error")).isEmpty();
        assertThat(front.serve(Ask.get("/photos")).all("Key")).containsExactly("b");
    }

    @Test
    void quietlyOnlyErrorsAreListed() { // row 58, row 51
        Answer answer = front.serve(delete("<Quiet>true</Quiet><Object><Key>a</Key></Object>"
                + "<Object><Key>b</Key><ETag>\"nope\"</ETag></Object>"));

        assertThat(answer.all("Deleted")).isEmpty();
        assertThat(answer.all("Error")).singleElement()
                .asString()
                .contains("<Key>b</Key><Code>PreconditionFailed</Code><Message>");
        assertThat(front.serve(Ask.get("/photos")).all("Key")).containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A84: an empty key        | <Object><Key></Key></Object>                                     | 400 MalformedXML
            A84: no key              | <Object/>                                                        | 400 MalformedXML
            nothing                  | ''                                                               | 400 MalformedXML
            A82: an entity           | <Object><Key>&x;</Key></Object>                                  | 400 MalformedXML
            """)
    void aBadListDeletesNothing(String row, String objects, String verdict) {
        assertThat(front.serve(delete("<Object><Key>a</Key></Object>" + objects).body(xml(objects))
                .with("content-md5", md5(xml(objects)))).verdict()).as(row).isEqualTo(verdict);
        assertThat(front.serve(Ask.get("/photos")).all("Key")).containsExactly("a", "b");
    }

    @Test
    void aThousandAndOneKeysAreTooMany() { // A84
        String objects = IntStream.range(0, 1001)
                .mapToObj(i -> "<Object><Key>k" + i + "</Key></Object>")
                .collect(Collectors.joining());

        assertThat(front.serve(delete(objects)).verdict()).isEqualTo("400 MalformedXML");
    }

    @Test
    void duplicatesAreFine() { // A84
        Answer answer = front.serve(delete("<Object><Key>a</Key></Object><Object><Key>a</Key></Object>"));

        assertThat(answer.all("Deleted")).hasSize(2);
    }

    @Test
    void aListWithoutDigestIsRefused() { // A84, row 58
        Ask ask = Ask.of("POST", "/photos?delete").body(xml("<Object><Key>a</Key></Object>"));

        assertThat(front.serve(ask).verdict()).isEqualTo("400 InvalidRequest");
        assertThat(front.serve(ask.with("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")).verdict())
                .isEqualTo("400 BadDigest");
        assertThat(front.serve(Ask.get("/photos")).all("Key")).containsExactly("a", "b");
    }

    @Test
    void aChecksumIsAsGoodAsAnMd5() { // row 58
        String xml = xml("<Object><Key>a</Key></Object>");
        Ask ask = Ask.of("POST", "/photos?delete=").body(xml).with("x-amz-checksum-sha256", digest("SHA-256", xml));

        assertThat(front.serve(ask).all("Deleted")).hasSize(1);
    }

    @Test
    void eachKeyHasItsOwnError() { // row 58
        Answer answer = front.serve(delete("<Object><Key>" + "k".repeat(1025) + "</Key></Object>"
                + "<Object><Key>a</Key><VersionId>null</VersionId></Object>"
                + "<Object><Key>b</Key><VersionId>0b9c1d7e-3f44-4cb0-9e4d-0c7b1f1f1f1f</VersionId></Object>"
                + "<Object><Key>b</Key><VersionId>no version</VersionId></Object>"
                + "<Object><Key>b</Key><Size>1</Size></Object>"));

        assertThat(answer.all("Code")).containsExactly("KeyTooLongError", "InvalidArgument", "NotImplemented");
        assertThat(answer.all("Deleted")).containsExactly("<Key>a</Key><VersionId>null</VersionId>",
                "<Key>b</Key><VersionId>0b9c1d7e-3f44-4cb0-9e4d-0c7b1f1f1f1f</VersionId>");
        assertThat(front.serve(Ask.get("/photos")).all("Key")).containsExactly("b");
    }

    @Test
    void everyKeyMustBeAllowed() {
        Answer answer = front.serve(delete("<Object><Key>a</Key></Object>").as("stranger"));

        assertThat(answer.all("Code")).containsExactly("AccessDenied");
        assertThat(front.serve(Ask.get("/photos")).all("Key")).containsExactly("a", "b");
    }

    @Test
    void theAnonymousAreRefusedBeforeTheyAreRead() {
        assertThat(front.serve(delete("<Object><Key>a</Key></Object>").as("anonymous")).verdict())
                .isEqualTo("403 AccessDenied");
    }

    @Test
    void oddKeysSurviveTheXml() { // A63
        front.serve(Ask.put("/photos/%20x%0D%3C%26", "x"));

        Answer answer = front.serve(delete("<Object><Key> x&#13;&lt;&amp;</Key></Object>"));

        assertThat(answer.text("Key")).contains(" x&#xd;&lt;&amp;");
        assertThat(front.serve(Ask.get("/photos")).all("Key")).containsExactly("a", "b");
    }

    @Test
    void aMissingBucketIsMissingAsAWhole() {
        Ask ask = delete("<Object><Key>a</Key></Object>");

        assertThat(front.serve(new Ask(ask.method(), "/nowhere?delete", ask.headers(), ask.body())).verdict())
                .isEqualTo("404 NoSuchBucket");
    }

    private static Ask delete(String inside) {
        return Ask.of("POST", "/photos?delete").body(xml(inside)).with("content-md5", md5(xml(inside)));
    }

    private static String xml(String inside) {
        return "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + inside + "</Delete>";
    }

    private static String md5(String text) {
        return digest("MD5", text);
    }

    private static String digest(String algorithm, String text) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
