package dev.s3gateway.replication.read;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Proven;
import dev.s3gateway.ledger.Content;
import io.netty.buffer.ByteBuf;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/** The bytes of one reading, from one copy after another: as many as it takes, each from the byte reached. */
final class CopyChain {

    private final VersionReader copies;
    private final Passage passage;

    CopyChain(VersionReader copies, Passage passage) {
        this.copies = copies;
        this.passage = passage;
    }

    Flux<ByteBuf> chunks(Started first) {
        // Of what others put there the ledger knows no sum.
        return passage.range().isPresent() || !passage.version().isManaged() ? chained(first) : checked(first);
    }

    /** A whole body: its last chunk waits until the sum of all is right. */
    private Flux<ByteBuf> checked(Started first) {
        Content content = passage.version().content();
        return Proven.by(content.size(), content.crc32c(), chained(first), WrongBytes::new)
                .doOnNext(_ -> passage.deliver())
                .onErrorResume(WrongBytes.class, this::afterWrongBytes);
    }

    /** Which of the copies it was, a verify task finds out. What was held back whole can come from another one. */
    private Flux<ByteBuf> afterWrongBytes(WrongBytes wrong) {
        List<Source> used = passage.used();
        used.forEach(source -> copies.suspect(passage, source));
        if (passage.hasDelivered()) {
            return Flux.error(wrong);
        }
        List<Source> others = copies.sources(passage.version())
                .stream()
                .filter(source -> !used.contains(source))
                .toList();
        passage.restart();
        return copies.start(passage, others).flatMapMany(this::checked);
    }

    private Flux<ByteBuf> chained(Started started) {
        passage.use(started.source());
        return delivered(started)
                .handle(this::counted)
                .concatWith(Mono.defer(this::requireAll))
                .onErrorResume(StoreFailure.class, failure -> resumed(started, failure));
    }

    /** The last copy there is may be as slow as it is. */
    private Flux<ByteBuf> delivered(Started started) {
        Flux<ByteBuf> chunks = started.found().body().chunks();
        return started.others().isEmpty() ? chunks : copies.floor().under(chunks);
    }

    private void counted(ByteBuf chunk, SynchronousSink<ByteBuf> sink) {
        if (passage.advance(chunk.readableBytes())) {
            sink.next(chunk);
        } else {
            chunk.release();
            sink.error(new StoreFailure.Corrupt("more bytes than asked for"));
        }
    }

    private Mono<ByteBuf> requireAll() {
        return passage.isWhole() ? Mono.empty() : Mono.error(new StoreFailure.Corrupt("fewer bytes than asked for"));
    }

    private Flux<ByteBuf> resumed(Started broken, StoreFailure failure) {
        if (passage.isWhole()) {
            return Flux.empty();
        }
        return copies.report(passage, broken.source(), failure)
                .then(Mono.defer(() -> copies.start(passage, broken.others())))
                .flatMapMany(this::chained);
    }
}
