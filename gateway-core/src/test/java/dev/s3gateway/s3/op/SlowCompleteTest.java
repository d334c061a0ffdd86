package dev.s3gateway.s3.op;

import static dev.s3gateway.backend.ScriptedStore.Call.COMPLETE_UPLOAD;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.access.Caller;
import dev.s3gateway.backend.Gate;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.replication.House;
import dev.s3gateway.replication.multipart.NewUpload;
import dev.s3gateway.replication.multipart.PartPut;
import dev.s3gateway.replication.multipart.UploadRef;
import dev.s3gateway.s3.wire.S3Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Row 63: a Complete that takes long is answered early, with spaces, and its end is told in the body. */
class SlowCompleteTest {

    private static final ObjectRef KEY = ObjectRef.of(House.BUCKET, "a key");
    private static final String PROLOG = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private final House house = House.of("oslo", "bergen");
    private final Upload upload = await(house.uploads()
            .create(new NewUpload(KEY, "root", Metadata.ofType("text/plain"), Optional.empty())));
    private final String etag = await(house.uploads()
            .part(new PartPut(ref(), 1, Digests.of(Body.of("some bytes")), List::of))).etag().quoted();

    @AfterEach
    void rest() {
        house.rest();
    }

    @Test
    void aCompleteThatIsQuickIsAnsweredWhole() {
        S3Response response = answer(Duration.ofMinutes(1));

        assertThat(response.body().length()).isPresent();
        assertThat(text(response)).startsWith(PROLOG + "<CompleteMultipartUploadResult");
        assertThat(response.headers()).containsKey("X-Backend-Zones");
    }

    @Test
    void aCompleteThatTakesLongIsBegunAndGoesOnUntilItIsKnown() {
        Gate gate = new Gate();
        house.zones.values().forEach(zone -> zone.on(COMPLETE_UPLOAD, Scripts.holdsTheAnswer(gate)));
        S3Response response = answer(Duration.ofMillis(10));
        assertThat(response.status()).isEqualTo(200);
        StringBuilder read = new StringBuilder();

        response.body().chunks().doOnNext(chunk -> {
            read.append(chunk.toString(StandardCharsets.UTF_8));
            chunk.release();
            if (read.length() == PROLOG.length() + 3) {
                gate.open();
            }
        }).then().block(Duration.ofSeconds(30));

        assertThat(read.toString()).startsWith(PROLOG + "   ")
                .containsPattern(
                        " <CompleteMultipartUploadResult xmlns=.*<Key>a key</Key>.*</CompleteMultipartUploadResult>$")
                .containsOnlyOnce("<?xml");
        assertThat(house.read("a key")).isEqualTo("some bytes".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aCompleteThatFailsAfterItsAnswerWasBegunSaysSoInIt() {
        house.zones.values().forEach(zone -> zone.on(COMPLETE_UPLOAD, Scripts.startsAfter(Duration.ofMillis(100))));
        house.ledger.faults().failBefore("commit");
        S3Response response = answer(Duration.ofMillis(10));

        assertThat(text(response)).startsWith(PROLOG + " ")
                .containsPattern(" <Error><Code>.*<Resource>/photos/a%20key</Resource>.*</Error>$");
    }

    private S3Response answer(Duration patience) {
        CompleteMultipartUpload operation = new CompleteMultipartUpload(house.uploads(), patience);
        String list = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + etag
                + "</ETag></Part></CompleteMultipartUpload>";
        return await(operation.handle(new Caller("root", Optional.empty(), true),
                new CompleteMultipartUpload.Input(ref(), Body.of(list), Optional.empty(), OptionalLong.empty(),
                        Conditions.NONE, House.origin()))
                .map(operation::render));
    }

    private UploadRef ref() {
        return new UploadRef(KEY, upload.id().toString(), "root");
    }

    private static String text(S3Response response) {
        return new String(await(House.bytes(response.body())), StandardCharsets.UTF_8);
    }
}
