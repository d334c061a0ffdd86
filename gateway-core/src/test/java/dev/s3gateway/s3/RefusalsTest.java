package dev.s3gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.bytes.Body;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** What is wrong with a request is said with the status and the code that AWS documents, and changes nothing. */
class RefusalsTest {

    private final Front front = Front.open();

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            A59: a key too long               | PUT /photos/LONG              | -                                   | 400 KeyTooLongError
            A64: a bad bucket, not signed     | GET /UPPER/k                  | caller: anonymous                   | 400 InvalidBucketName
            A66: DELETE ?policy               | DELETE /photos?policy         | -                                   | 501 NotImplemented
            A66: PUT ?legal-hold              | PUT /photos/k?legal-hold      | -                                   | 501 NotImplemented
            A69: a control character          | PUT /photos/k                 | x-amz-meta-a: a\u0001b              | 400 InvalidArgument
            A71: our stamp                    | PUT /photos/k                 | x-amz-meta-s3gateway-stamp: 1       | 400 InvalidArgument
            A71: our own headers              | GET /photos/old               | x-s3gateway-zone: oslo              | 400 InvalidArgument
            A72: overrides, not signed        | GET /photos/old?response-content-type=a | caller: anonymous         | 400 InvalidRequest
            A72: a line feed in an override   | GET /photos/old?response-content-type=a%0d%0ab | -                  | 400 InvalidArgument
            A75: MD5 that is not base64       | PUT /photos/k                 | content-md5: nonsense               | 400 InvalidDigest
            A75: MD5 of something else        | PUT /photos/k                 | content-md5: 1B2M2Y8AsgTpgAmY7PhCfg== | 400 BadDigest
            A75: two checksums                | PUT /photos/k                 | x-amz-checksum-crc32: AAAAAA==; x-amz-checksum-crc32c: AAAAAA== | 400 InvalidRequest
            row 45: a wrong checksum          | PUT /photos/k                 | x-amz-checksum-crc32: AAAAAA==      | 400 BadDigest
            A76: If-Match wrong               | PUT /photos/old               | if-match: "nope"                    | 412 PreconditionFailed
            A76: If-Match on nothing          | PUT /photos/k                 | if-match: "nope"                    | 404 NoSuchKey
            A76: If-None-Match of a tag       | PUT /photos/k                 | if-none-match: "nope"               | 501 NotImplemented
            row 50: If-None-Match: *          | PUT /photos/old               | if-none-match: *                    | 412 PreconditionFailed
            a date on a write                 | PUT /photos/old               | if-unmodified-since: Sun, 06 Nov 1994 08:49:37 GMT | 501 NotImplemented
            A77: beyond the end               | GET /photos/old               | range: bytes=3-                     | 416 InvalidRange
            A77: a part and a range           | GET /photos/old?partNumber=1  | range: bytes=0-1                    | 400 InvalidRequest
            row 59: a part too many           | GET /photos/old?partNumber=2  | -                                   | 416 InvalidPartNumber
            part zero                         | GET /photos/old?partNumber=0  | -                                   | 400 InvalidArgument
            A78: SSE-C without TLS            | PUT /photos/k                 | x-amz-server-side-encryption-customer-algorithm: AES256 | 400 InvalidRequest
            A78: SSE                          | PUT /photos/k                 | x-amz-server-side-encryption: aws:kms | 501 NotImplemented
            A78: a canned ACL                 | PUT /photos/k                 | x-amz-acl: public-read              | 501 NotImplemented
            A78: a grant                      | PUT /photos/k                 | x-amz-grant-read: id=x              | 501 NotImplemented
            A78, A79: a storage class         | PUT /photos/k                 | x-amz-storage-class: GLACIER        | 501 NotImplemented
            tags                              | PUT /photos/k                 | x-amz-tagging: a=b                  | 501 NotImplemented
            a lock                            | PUT /photos/k                 | x-amz-object-lock-mode: COMPLIANCE  | 501 NotImplemented
            an append                         | PUT /photos/k                 | x-amz-write-offset-bytes: 3         | 501 NotImplemented
            A90: an empty copy source         | PUT /photos/k                 | x-amz-copy-source:                  | 400 InvalidArgument
            A90: no key                       | PUT /photos/k                 | x-amz-copy-source: photos           | 400 InvalidArgument
            A90: an empty key                 | PUT /photos/k                 | x-amz-copy-source: /photos/         | 400 InvalidArgument
            A90: an encoded question mark     | PUT /photos/k                 | x-amz-copy-source: photos/old%3FversionId=null | 400 InvalidArgument
            A90: a traversal                  | PUT /photos/k                 | x-amz-copy-source: photos/../albums/k | 400 InvalidArgument
            A90: a deeper traversal           | PUT /photos/k                 | x-amz-copy-source: /photos/a/%2e%2e/../x | 400 InvalidArgument
            A64, A90: a bucket of dots        | PUT /photos/k                 | x-amz-copy-source: ../photos/old    | 400 InvalidBucketName
            A90: another parameter            | PUT /photos/k                 | x-amz-copy-source: photos/old?acl   | 400 InvalidArgument
            A90: half an escape               | PUT /photos/k                 | x-amz-copy-source: photos/%4        | 400 InvalidURI
            row 61: no such source key        | PUT /photos/k                 | x-amz-copy-source: photos/none      | 404 NoSuchKey
            row 61: no such source bucket     | PUT /photos/k                 | x-amz-copy-source: nowhere/old      | 404 NoSuchBucket
            row 61: no such target bucket     | PUT /nowhere/k                | x-amz-copy-source: photos/old       | 404 NoSuchBucket
            row 74: an unknown source version | PUT /photos/k                 | x-amz-copy-source: photos/old?versionId=0b9c1d7e-3f44-4cb0-9e4d-0c7b1f1f1f1f | 404 NoSuchVersion
            row 74: a malformed one           | PUT /photos/k                 | x-amz-copy-source: photos/old?versionId=x | 400 InvalidArgument
            row 62, A91: onto itself          | PUT /photos/old               | x-amz-copy-source: photos/old       | 400 InvalidRequest
            row 62: an unknown directive      | PUT /photos/k                 | x-amz-copy-source: photos/old; x-amz-metadata-directive: MERGE | 400 InvalidArgument
            row 62: another                   | PUT /photos/k                 | x-amz-copy-source: photos/old; x-amz-tagging-directive: copy | 400 InvalidArgument
            tags of a copy                    | PUT /photos/k                 | x-amz-copy-source: photos/old; x-amz-tagging-directive: REPLACE; x-amz-tagging: a=b | 501 NotImplemented
            row 62: another tag               | PUT /photos/k                 | x-amz-copy-source: photos/old; x-amz-copy-source-if-match: "nope" | 412 PreconditionFailed
            row 62: the very tag              | PUT /photos/k                 | x-amz-copy-source: photos/old; x-amz-copy-source-if-none-match: 149603e6c03516362a8da23f624db945 | 412 PreconditionFailed
            row 62: unchanged since           | PUT /photos/k                 | x-amz-copy-source: photos/old; x-amz-copy-source-if-modified-since: Sat, 06 Nov 2094 08:49:37 GMT | 412 PreconditionFailed
            row 62: changed since             | PUT /photos/k                 | x-amz-copy-source: photos/old; x-amz-copy-source-if-unmodified-since: Thu, 06 Nov 1969 08:49:37 GMT | 412 PreconditionFailed
            row 50: over what is there        | PUT /photos/old               | x-amz-copy-source: photos/old; x-amz-metadata-directive: REPLACE; if-none-match: * | 412 PreconditionFailed
            a range of a copy of all          | PUT /photos/k                 | x-amz-copy-source: photos/old; x-amz-copy-source-range: bytes=0-1 | 501 NotImplemented
            A78: SSE-C of the source          | PUT /photos/k                 | x-amz-copy-source: photos/old; x-amz-copy-source-server-side-encryption-customer-algorithm: AES256 | 400 InvalidRequest
            A79: another owner of the source  | PUT /photos/k                 | x-amz-copy-source: photos/old; x-amz-source-expected-bucket-owner: 123456789012 | 403 AccessDenied
            A89: somebody else's source       | PUT /photos/k                 | x-amz-copy-source: photos/old; caller: stranger | 403 AccessDenied
            A89: the anonymous                | PUT /photos/k                 | x-amz-copy-source: photos/old; caller: anonymous | 403 AccessDenied
            A79: another owner expected       | PUT /photos/k                 | x-amz-expected-bucket-owner: 123456789012 | 403 AccessDenied
            row 33: of a read                 | GET /photos/old               | x-amz-expected-bucket-owner: 123456789012 | 403 AccessDenied
            row 52: metadata above 2 KiB      | PUT /photos/k                 | x-amz-meta-a: KIB2                  | 400 MetadataTooLarge
            row 25: a wrong method            | PATCH /photos/k               | -                                   | 405 MethodNotAllowed
            row 57: no such bucket            | DELETE /nowhere/k             | -                                   | 404 NoSuchBucket
            a put into nothing                | PUT /nowhere/k                | -                                   | 404 NoSuchBucket
            no such key                       | GET /photos/k                 | -                                   | 404 NoSuchKey
            row 74: an unknown version        | GET /photos/old?versionId=0b9c1d7e-3f44-4cb0-9e4d-0c7b1f1f1f1f | - | 404 NoSuchVersion
            A92: a malformed version          | GET /photos/old?versionId=x   | -                                   | 400 InvalidArgument
            A92: an empty version             | GET /photos/old?versionId=    | -                                   | 400 InvalidArgument
            A92: of a delete                  | DELETE /photos/old?versionId=x | -                                  | 400 InvalidArgument
            row 57: a version in no bucket    | DELETE /nowhere/k?versionId=0b9c1d7e-3f44-4cb0-9e4d-0c7b1f1f1f1f | - | 404 NoSuchBucket
            row 51: a version with a tag      | DELETE /photos/old?versionId=0b9c1d7e-3f44-4cb0-9e4d-0c7b1f1f1f1f | if-match: * | 404 NoSuchVersion
            a part that lost its upload id    | PUT /photos/k?partNumber=1    | -                                   | 400 InvalidArgument
            an upload id without a part       | PUT /photos/k?uploadId=x      | -                                   | 501 NotImplemented
            a copy in a presigned URL         | PUT /photos/k?X-Amz-Signature=0&x-amz-copy-source=a/b | -           | 400 InvalidArgument
            a version on a write              | PUT /photos/k?versionId=null  | -                                   | 400 InvalidArgument
            row 51: If-Match on a delete      | DELETE /photos/old            | if-match: "nope"                    | 412 PreconditionFailed
            a size on a delete                | DELETE /photos/old            | x-amz-if-match-size: 3              | 501 NotImplemented
            somebody else's bucket            | GET /photos/old               | caller: stranger                    | 403 AccessDenied
            somebody else's write             | PUT /photos/k                 | caller: stranger                    | 403 AccessDenied
            row 20: the anonymous             | GET /photos/old               | caller: anonymous                   | 403 AccessDenied
            row 20: and the list              | GET /                         | caller: anonymous                   | 403 AccessDenied
            A68: fewer than no keys           | GET /photos?max-keys=-1       | -                                   | 400 InvalidArgument
            A68: keys that are no number      | GET /photos?max-keys=abc      | -                                   | 400 InvalidArgument
            another encoding                  | GET /photos?encoding-type=hex | -                                   | 400 InvalidArgument
            """)
    void isRefused(String row, String line, String headers, String verdict) {
        front.serve(Ask.put("/photos/old", "old"));
        Ask ask = Ask.of(line.replace("LONG", "k".repeat(1025)));
        if (headers != null) {
            ask = ask.withAll(headers.replace("KIB2", "k".repeat(2048)));
        }

        Answer answer = front.serve(ask.method().equals("PUT") ? ask.body("new") : ask);

        assertThat(answer.verdict()).as(row).isEqualTo(verdict);
        assertThat(answer.text("Message").orElse("")).isNotEmpty();
        assertThat(answer.text("RequestId")).contains("request-1");
        assertThat(answer.header("x-amz-request-id")).contains("request-1");
        assertThat(front.serve(Ask.get("/photos/old")).body()).isEqualTo("old");
        assertThat(front.serve(Ask.get("/photos")).all("Key")).containsExactly("old");
    }

    @Test
    void headGetsNoBodyWithItsError() { // row 21
        Answer answer = front.serve(Ask.of("HEAD", "/photos/k"));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("x-amz-request-id")).contains("request-1");
    }

    @Test
    void aBodyOfUnknownLengthIsRefusedUnread() { // row 2, A48
        Body endless = new Body.Streaming(OptionalLong.empty(), Flux.error(new AssertionError("it was read")));

        assertThat(front.serve(Ask.of("PUT", "/photos/k").body(endless)).verdict())
                .isEqualTo("411 MissingContentLength");
    }

    @Test
    void moreThanFiveGibibytesAreRefusedUnread() { // row 55, A48
        Body huge = new Body.Streaming(OptionalLong.of((5L << 30) + 1), Flux.error(new AssertionError("it was read")));

        assertThat(front.serve(Ask.of("PUT", "/photos/k").body(huge)).verdict()).isEqualTo("400 EntityTooLarge");
    }

    @Test
    void aBodyShorterThanAnnouncedLeavesNothing() { // row 55
        Body cut = new Body.Streaming(OptionalLong.of(10), Body.of("short").chunks());

        assertThat(front.serve(Ask.of("PUT", "/photos/k").body(cut)).verdict()).isEqualTo("400 IncompleteBody");
        assertThat(front.serve(Ask.get("/photos/k")).verdict()).isEqualTo("404 NoSuchKey");
    }

    @Test
    void theAllowedMethodsAreNamed() { // row 25
        assertThat(front.serve(Ask.of("PATCH", "/photos/k")).header("Allow")).contains("DELETE, GET, HEAD, PUT");
    }

    @Test
    void withoutALedgerTheAnswerIsNotNow() {
        front.house.ledger.faults().down();

        Answer answer = front.serve(Ask.put("/photos/k", "new"));

        assertThat(answer.verdict()).isEqualTo("503 SlowDown");
        assertThat(answer.header("Retry-After")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT /photos/k", "DELETE /photos/old", "PUT /albums", "DELETE /photos",
            "POST /photos/k?uploads"})
    void whileTheLedgerIsReadOnlyWritesAreToldWhyBeforeTheirBodyIsRead(String line) { // F26, F30
        front.serve(Ask.put("/photos/old", "old"));
        front.house.ledger.faults().readOnly("the database takes no writes at present");
        Body unread = new Body.Streaming(OptionalLong.of(10), Flux.error(new AssertionError("it was read")));

        Answer answer = front.serve(Ask.of(line).body(unread));

        assertThat(answer.verdict()).isEqualTo("503 ServiceUnavailable");
        assertThat(answer.body()).contains("Nothing can be written for now: the database takes no writes at present");
        assertThat(answer.header("Retry-After")).contains("10");
        assertThat(front.serve(Ask.get("/photos/old")).status()).isEqualTo(200);
        assertThat(front.serve(Ask.get("/photos?list-type=2")).status()).isEqualTo(200);
    }

    @Test
    void aRefusalIsShownToTheObserverUnderABoundedName() { // A81
        front.serve(Ask.of("PUT", "/photos/k?torrent"));
        front.serve(Ask.of("PUT", "/photos/k?tagging"));
        front.serve(Ask.get("/photos/k"));

        assertThat(front.observations).extracting(Observation::operation)
                .containsExactly("Unknown", "PutObjectTagging", "GetObject");
        assertThat(front.observations).allMatch(observation -> !observation.isMutation());
    }
}
