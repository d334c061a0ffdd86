package dev.s3gateway.replication.multipart;

import dev.s3gateway.bytes.Digested;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.UploadChecksum;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stores one part that a client sends, in every zone of its upload at once. */
final class PartWriter {

    private final PartRecorder recorder;
    private final PartSender sender;

    PartWriter(PartRecorder recorder, PartSender sender) {
        this.recorder = recorder;
        this.sender = sender;
    }

    /** Reads or discards the body whatever happens. */
    Mono<UploadedPart> write(PartPut put) {
        return recorder.plan(put.upload(), put.number())
                .onErrorResume(refusal -> put.digests().body().discard().onErrorComplete().then(Mono.error(refusal)))
                .flatMap(plan -> stored(plan, put));
    }

    private Mono<UploadedPart> stored(PartPlan plan, PartPut put) {
        Digests digests = put.digests().with(plan.algorithms()).withMd5();
        Mono<UploadedPart> arrived = digests.results().map(all -> part(plan, put, all));
        return recorder.record(plan, Flux.defer(() -> sender.send(plan, digests.body(), arrived)), arrived);
    }

    private static UploadedPart part(PartPlan plan, PartPut put, Digested all) {
        List<Checksum> sent = put.checksums().get();
        plan.upload()
                .checksum()
                .map(UploadChecksum::algorithm)
                .ifPresent(expected -> sent.stream()
                        .map(Checksum::algorithm)
                        .filter(actual -> actual != expected)
                        .forEach(actual -> {
                            throw UploadFaults
                                    .invalid("Checksum Type mismatch occurred, expected checksum Type: " + expected
                                            + ", actual checksum Type: " + actual);
                        }));
        return plan.part(all, sent);
    }
}
