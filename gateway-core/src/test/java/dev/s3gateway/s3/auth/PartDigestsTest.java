package dev.s3gateway.s3.auth;

import static dev.s3gateway.backend.ScriptedStore.Call.UPLOAD_PART;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.DigestKind;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.bytes.CountedDigests;
import dev.s3gateway.replication.House;
import dev.s3gateway.s3.S3Service;
import dev.s3gateway.s3.wire.S3Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A part under everything that a client may say of it: its MD5 is computed here, and no digest twice. */
class PartDigestsTest {

    private static final String SMALL = "meow".repeat(3_000);
    private static final String LARGE = "meow".repeat((1 << 18) + 5_000);

    private final House house = House.of("oslo", "bergen", "tromso");
    private final S3Service service = Gate.required().before(house);
    private final CountedDigests counted = new CountedDigests();

    @AfterEach
    void countNoMore() {
        counted.close();
        house.rest();
    }

    static List<DigestingClient> clients() {
        return DigestingClient.all();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aPartsTagIsItsMd5ComputedOnce(DigestingClient client) {
        String upload = begun();
        for (String body : List.of(SMALL, LARGE)) {
            Sent put = client.honest(part(upload), body);
            counted.forget();

            S3Response answer = answer(put);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).contains(Map.entry("ETag", "\"" + md5(body) + "\""));
            assertThat(counted.of("MD5", body.length())).isEqualTo(1);
            for (String digest : List.of("SHA-1", "SHA-256")) {
                assertThat(counted.of(digest, body.length())).as(digest)
                        .isEqualTo(client.digests().contains(digest) ? 1 : 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aPartThatIsNotWhatWasSaidIsNoPart(DigestingClient client) {
        String upload = begun();
        for (String body : List.of(SMALL, LARGE)) {
            if (client.saysSomething()) {
                assertThat(text(answer(client.wrong(part(upload), body)))).contains(client.refusal().substring(4));
            }
        }

        assertThat(text(answer(list(upload)))).contains("ListPartsResult").doesNotContain("<Part>");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aZoneThatGotOtherBytesIsDroppedFromTheUpload(DigestingClient client) {
        String upload = begun();
        house.zone("bergen").on(UPLOAD_PART, Scripts.turnsABitOver());

        assertThat(answer(client.honest(part(upload), LARGE)).status()).isEqualTo(200);

        house.zone("bergen").obeys();
        String list = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + md5(LARGE)
                + "</ETag></Part></CompleteMultipartUpload>";
        Sent complete = DigestingClient.signed(Sent.of("POST", "/photos/cat.jpg?uploadId=" + upload).body(list));
        assertThat(text(answer(complete))).contains("CompleteMultipartUploadResult");
        assertThat(house.current("cat.jpg").completeCopies()).extracting(copy -> copy.zone().value())
                .containsExactlyInAnyOrder("oslo", "tromso");
        assertThat(house.read("cat.jpg")).isEqualTo(DigestingClient.bytes(LARGE));
    }

    private String begun() {
        String answer = text(answer(DigestingClient.signed(Sent.of("POST", "/photos/cat.jpg?uploads"))));
        return answer.replaceAll("(?s).*<UploadId>(.*)</UploadId>.*", "$1");
    }

    private static Sent part(String upload) {
        return Sent.of("PUT", "/photos/cat.jpg?partNumber=1&uploadId=" + upload);
    }

    private static Sent list(String upload) {
        return DigestingClient.signed(Sent.of("GET", "/photos/cat.jpg?uploadId=" + upload));
    }

    private S3Response answer(Sent sent) {
        return House.await(service.serve(sent.arrivedIn(64 << 10, 1)));
    }

    private static String text(S3Response answer) {
        return new String(House.await(House.bytes(answer.body())), StandardCharsets.UTF_8);
    }

    private static String md5(String body) {
        return ((ZoneDigest.Md5) DigestKind.MD5.of(DigestingClient.bytes(body))).etag().value();
    }
}
