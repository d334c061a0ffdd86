package dev.s3gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.BucketMemory;
import dev.s3gateway.ledger.LedgerFaults;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeenBucketsTest {

    private final Front front = Front.open();
    private final LedgerFaults calls = front.house.ledger.faults();

    @BeforeEach
    void aKey() {
        front.serve(Ask.put("/photos/a", "a"));
    }

    @ParameterizedTest
    @CsvSource({"PUT, /photos/b, 200", "GET, /photos/a, 200", "HEAD, /photos/a, 200", "DELETE, /photos/a, 204",
            "GET, /photos?list-type=2, 200", "POST, /photos/b?uploads, 200"})
    void aUsersRequestLooksItsBucketUpOnce(String method, String target, String verdict) {
        front.house.clock.advance(BucketMemory.LONGEST);
        int before = calls.calls("find");

        assertThat(front.serve(Ask.of(method, target).as("someone")).verdict()).isEqualTo(verdict);

        assertThat(calls.calls("find") - before).isOne();
    }

    @Test
    void theNextRequestLooksAgain() {
        assertThat(front.serve(Ask.get("/photos/a").as("someone")).verdict()).isEqualTo("200");
        front.serve(Ask.of("DELETE", "/photos/a").as("someone"));
        front.serve(Ask.of("DELETE", "/photos").as("someone"));

        assertThat(front.serve(Ask.get("/photos/a").as("someone")).verdict()).isEqualTo("404 NoSuchBucket");
    }
}
