package dev.s3gateway.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import org.junit.jupiter.api.Test;

/** The examples in AWS's documentation of Signature Version 4 for S3, to the letter. */
class PublishedVectorsTest {

    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Gate gate = Gate.required();

    @Test
    void getObject() {
        Sent get = bucketRequest("GET", "/test.txt").with("range", "bytes=0-9").with("x-amz-content-sha256", EMPTY);

        assertAccepted(signed(get, "host;range;x-amz-content-sha256;x-amz-date",
                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"));
    }

    @Test
    void putObject() {
        Sent put = bucketRequest("PUT", "/test$file.text").body("Welcome to Amazon S3.")
                .with("date", "Fri, 24 May 2013 00:00:00 GMT")
                .with("x-amz-content-sha256", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
                .with("x-amz-storage-class", "REDUCED_REDUNDANCY");

        assertAccepted(signed(put, "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
    }

    @Test
    void getBucketLifecycle() {
        Sent get = bucketRequest("GET", "/?lifecycle").with("x-amz-content-sha256", EMPTY);

        assertAccepted(signed(get, "host;x-amz-content-sha256;x-amz-date",
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
    }

    @Test
    void listObjects() {
        Sent get = bucketRequest("GET", "/?max-keys=2&prefix=J").with("x-amz-content-sha256", EMPTY);

        assertAccepted(signed(get, "host;x-amz-content-sha256;x-amz-date",
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
    }

    @Test
    void presignedGet() {
        assertAccepted(Sent.of("GET", "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                + "AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z"
                + "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
                + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
                .with("host", "examplebucket.s3.amazonaws.com"));
    }

    @Test
    void signedChunks() {
        Sent put = chunked("STREAMING-AWS4-HMAC-SHA256-PAYLOAD").with("content-length", "66824")
                .body("10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
                        + "a".repeat(65536)
                        + "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
                        + "a".repeat(1024)
                        + "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n"
                        + "\r\n");

        Gate.Verdict verdict = gate.judge(signed(put,
                "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;"
                        + "x-amz-storage-class",
                "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"));

        assertThat(verdict.words()).isEqualTo("200 alice");
        assertThat(verdict.body()).isEqualTo("a".repeat(66560));
    }

    @Test
    void signedChunksWithTrailer() {
        Sent put = chunked("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER").with("x-amz-trailer", "x-amz-checksum-crc32c")
                .body("10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n"
                        + "a".repeat(65536)
                        + "\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
                        + "a".repeat(1024)
                        + "\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
                        + "x-amz-checksum-crc32c:sOO8/Q==\n\r\n"
                        + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n"
                        + "\r\n");

        Gate.Verdict verdict = gate.judge(signed(put,
                "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;"
                        + "x-amz-storage-class;x-amz-trailer",
                "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"));

        assertThat(verdict.words()).isEqualTo("200 alice");
        assertThat(verdict.checksums()).containsExactly(new Checksum(ChecksumAlgorithm.CRC32C, "sOO8/Q=="));
    }

    private static Sent bucketRequest(String method, String target) {
        return Sent.of(method, target)
                .with("host", "examplebucket.s3.amazonaws.com")
                .with("x-amz-date", "20130524T000000Z");
    }

    private static Sent chunked(String sentinel) {
        return Sent.of("PUT", "/examplebucket/chunkObject.txt")
                .with("host", "s3.amazonaws.com")
                .with("x-amz-date", "20130524T000000Z")
                .with("x-amz-storage-class", "REDUCED_REDUNDANCY")
                .with("x-amz-content-sha256", sentinel)
                .with("content-encoding", "aws-chunked")
                .with("x-amz-decoded-content-length", "66560");
    }

    private static Sent signed(Sent request, String signedHeaders, String signature) {
        return request.with("authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/"
                + "aws4_request,SignedHeaders=" + signedHeaders + ",Signature=" + signature);
    }

    private void assertAccepted(Sent request) {
        assertThat(gate.judge(request).words()).isEqualTo("200 alice");
    }
}
