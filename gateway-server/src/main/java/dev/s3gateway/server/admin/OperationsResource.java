package dev.s3gateway.server.admin;

import dev.s3gateway.ledger.OperationsLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** {@code GET /api/operations/log}: what was done, newest first, in the names of the table {@code operations_log}. */
public final class OperationsResource implements Resource {

    private final OperationsLog log;

    public OperationsResource(OperationsLog log) {
        this.log = log;
    }

    record Operation(String operationType, String bucketName, Optional<String> objectKey, Optional<String> zoneCode,
            int statusCode, long bytesTransferred, long responseTimeMs, String requestId, String sourceIp,
            Instant createdAt) {

        static Operation of(OperationsLog.Entry entry) {
            return new Operation(entry.operation(), entry.bucket(), entry.key(), entry.zone(), entry.status(),
                    entry.bytes(), entry.millis(), entry.requestId(), entry.sourceIp(), entry.at());
        }
    }

    record Operations(List<Operation> operations, int count, Optional<String> cursor) {}

    @Override
    public List<String> path() {
        return List.of("api", "operations", "log");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        call.allowing("bucket", "key", "operation", "zone", "status", "since", "until", "cursor", "limit");
        OperationsLog.Query query = new OperationsLog.Query(call.text("bucket"), call.text("key"),
                call.text("operation"), call.text("zone"), call.number("status", 100, 599), call.time("since"),
                call.time("until"), call.text("cursor"), call.limit());
        return log.page(query).map(page -> AdminAnswer.ok(answer(page)));
    }

    private static Operations answer(OperationsLog.Page page) {
        List<Operation> operations = page.entries().stream().map(Operation::of).toList();
        return new Operations(operations, operations.size(), page.cursor());
    }
}
