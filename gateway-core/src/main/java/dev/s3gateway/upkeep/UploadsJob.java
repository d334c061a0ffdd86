package dev.s3gateway.upkeep;

import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Uploads.Claiming.Claimed;
import dev.s3gateway.ledger.Uploads;
import dev.s3gateway.replication.multipart.MultipartUploads;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ends uploads in parts that nobody else will end: those whose gateway died completing them, and those forgotten. */
public final class UploadsJob implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(UploadsJob.class);
    private static final Duration REST = Duration.ofSeconds(5);
    private static final int AT_ONCE = 4;

    private final Uploads uploads;
    private final MultipartUploads multipart;
    private final Duration stale;
    private final Duration remembered;

    /**
     * @param stale an upload that was begun so long ago is given up
     * @param remembered for so long the same Complete gets the same answer
     */
    public UploadsJob(Uploads uploads, MultipartUploads multipart, Duration stale, Duration remembered) {
        this.uploads = uploads;
        this.multipart = multipart;
        this.stale = stale;
        this.remembered = remembered;
    }

    @Override
    public String name() {
        return "uploads";
    }

    @Override
    public Mono<Step> step() {
        return uploads.claimOrphans(AT_ONCE)
                .flatMapMany(Flux::fromIterable)
                .flatMap(this::resumed, AT_ONCE)
                .then(Mono.defer(() -> uploads.sweep(stale, remembered)))
                .thenReturn(new Step.Idle(REST));
    }

    /** What fails now is open to its client again, and ends with the sweep at the latest. */
    private Mono<Boolean> resumed(Claimed orphan) {
        return multipart.resume(orphan).thenReturn(true).onErrorResume(failure -> {
            LOG.info("upload {} was not completed after its gateway died: {}", orphan.upload().id(),
                    failure.getMessage());
            return Mono.just(false);
        });
    }
}
