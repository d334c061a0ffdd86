package dev.s3gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.OperationsLog;
import dev.s3gateway.replication.House;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadLogTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH.plusMillis(7));

    private final Front front = Front.open();
    private final OperationsLog log = front.house.ledger.operations();

    @Test
    void readsAndRefusalsAreWrittenAndMutationsAreNot() {
        ReadLog reads = new ReadLog(log, CLOCK, 10);
        front.serve(Ask.put("/photos/k", "0123456789"));
        front.serve(Ask.get("/photos/k"));
        front.serve(Ask.of("DELETE", "/photos/k").as("stranger"));

        front.observations.forEach(reads::answered);

        assertThat(House.await(reads.write())).isEqualTo(2);
        assertThat(House.await(reads.write())).isZero();
        assertThat(entries("GetObject")).singleElement().satisfies(entry -> {
            assertThat(entry.bucket()).isEqualTo("photos");
            assertThat(entry.key()).contains("k");
            assertThat(entry.zone()).contains("oslo");
            assertThat(entry.status()).isEqualTo(200);
            assertThat(entry.bytes()).isEqualTo(10);
            assertThat(entry.millis()).isEqualTo(7);
        });
        assertThat(entries("DeleteObject")).singleElement()
                .satisfies(entry -> assertThat(entry.status()).isEqualTo(403));
    }

    @Test
    void whatFindsNoRoomIsCounted() {
        ReadLog reads = new ReadLog(log, CLOCK, 1);
        front.serve(Ask.get("/photos/k"));

        front.observations.forEach(reads::answered);
        front.observations.forEach(reads::answered);

        assertThat(reads.dropped()).isEqualTo(1);
    }

    private List<OperationsLog.Entry> entries(String operation) {
        return House.await(log.page(new OperationsLog.Query(Optional.empty(), Optional.empty(), Optional.of(operation),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 10)))
                .entries();
    }
}
