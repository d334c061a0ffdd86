package dev.s3gateway.replication.write;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.ledger.Versions;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.replication.Outages;
import dev.s3gateway.replication.read.CopySources;
import dev.s3gateway.replication.read.VersionGone;
import dev.s3gateway.replication.read.VersionReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Copies objects: each zone copies what it holds itself, wherever the tag and the checksums of the copy are known
 * beforehand. A copy is a write like any other: a new version at new addresses, an intent before anything leaves, proof,
 * commit. Fails with a {@link Failure}; whoever leaves stops nothing that has begun.
 */
public final class ObjectCopier {

    private static final String OPERATION = "CopyObject";

    private final CopySources sources;
    private final VersionReader reader;
    private final Writer writer;
    private final WritePlanner planner;
    private final PlannedWrites writes;
    private final ZoneCopies zones;
    private final Versions versions;
    private final Background background;
    private final long onePiece;

    ObjectCopier(CopySources sources, VersionReader reader, Writer writer, WritePlanner planner, PlannedWrites writes,
            ZoneCopies zones, Versions versions, Background background, long onePiece) {
        this.sources = sources;
        this.reader = reader;
        this.writer = writer;
        this.planner = planner;
        this.writes = writes;
        this.zones = zones;
        this.versions = versions;
        this.background = background;
        this.onePiece = onePiece;
    }

    public Mono<Written> copy(ObjectCopy wish) {
        Mono<Written> copied = sources.use(wish.source(), wish.sourceConditions(), source -> copied(wish, source));
        return background.detached("copy", copied.transform(Outages.told()));
    }

    private Mono<Written> copied(ObjectCopy wish, Version source) {
        Content content = source.content();
        Set<ChecksumAlgorithm> computed = computed(wish, content);
        if (content.size() > onePiece) {
            return inParts(wish, source);
        }
        // Its tag would be that of its parts: what it is as one piece, only its bytes tell. So it is with what others
        // put into zones.
        return computed.isEmpty() && !content.isInParts() && source.isManaged()
                ? within(wish, source, kept(wish, content), List.of())
                : streamed(wish, source, computed);
    }

    /** Larger than one request can copy: part by part, so that the tag and whatever is summed by parts stay the same. */
    private Mono<Written> inParts(ObjectCopy wish, Version source) {
        Content content = source.content();
        List<Checksum> checksums = content.checksums()
                .stream()
                .filter(checksum -> wish.checksum().orElse(checksum.algorithm()) == checksum.algorithm())
                .toList();
        return content.parts().isEmpty() || (wish.checksum().isPresent() && checksums.isEmpty())
                ? Mono.error(CopyFaults::tooLarge)
                : within(wish, source, checksums, content.parts());
    }

    /** By the zones themselves, as far as they have the source. */
    private Mono<Written> within(ObjectCopy wish, Version source, List<Checksum> checksums, List<Long> parts) {
        Put put = put(wish, source, Body.EMPTY, checksums, Set.of());
        Content content = new Content(source.content().size(), source.content().etag(), source.content().crc32c(),
                put.metadata(), checksums, parts);
        return planner.plan(put, true)
                .flatMap(plan -> writes.carryOut(plan, (all, intent) -> zones.begin(all, intent, source, content)))
                .onErrorResume(Failure.EveryZoneFailed.class, failure -> versions.live(source.id())
                        .hasElement()
                        .flatMap(live -> Mono.error(live ? failure : new VersionGone())));
    }

    /** Read from one zone and written like what a client sends. */
    private Mono<Written> streamed(ObjectCopy wish, Version source, Set<ChecksumAlgorithm> computed) {
        List<Checksum> kept = kept(wish, source.content()).stream()
                .filter(checksum -> !computed.contains(checksum.algorithm()))
                .toList();
        return reader.open(source, Optional.empty())
                .flatMap(opened -> writer.write(put(wish, source, CopyFaults.told(opened.body()), kept, computed)));
    }

    private static Put put(ObjectCopy wish, Version source, Body body, List<Checksum> checksums,
            Set<ChecksumAlgorithm> computed) {
        return new Put(wish.target(), wish.metadata().orElse(source.content().metadata()), wish.conditions(),
                Digests.of(body),
                () -> checksums, computed, wish.origin(), OPERATION);
    }

    /** Of the whole, and wanted: a checksum of parts' checksums is none of the copy's. */
    private static List<Checksum> kept(ObjectCopy wish, Content content) {
        return content.checksumsOfBytes()
                .stream()
                .filter(checksum -> wish.checksum().isEmpty()
                        ? content.checksums().contains(checksum)
                        : wish.checksum().get() == checksum.algorithm())
                .toList();
    }

    private static Set<ChecksumAlgorithm> computed(ObjectCopy wish, Content content) {
        Stream<ChecksumAlgorithm> wanted = wish.checksum()
                .map(Stream::of)
                .orElseGet(() -> content.checksums().stream().map(Checksum::algorithm));
        Set<ChecksumAlgorithm> known = content.checksumsOfBytes()
                .stream()
                .map(Checksum::algorithm)
                .collect(Collectors.toSet());
        return wanted.filter(algorithm -> !known.contains(algorithm)).collect(Collectors.toSet());
    }
}
