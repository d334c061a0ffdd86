package dev.s3gateway.backend.local;

import dev.s3gateway.backend.StoreFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/** One reading of a file, from its opening at the first request to its closing. Each method waits for the disk. */
final class Download {

    private static final int CHUNK = 256 << 10;

    private final Path path;
    private long position;
    private long left;
    private @Nullable FileChannel channel;
    private volatile boolean abandoned;

    private Download(Path path, long first, long length) {
        this.path = path;
        this.position = first;
        this.left = length;
    }

    /** The bytes, read when they are asked for, on these threads. Nothing is open before the subscription. */
    static Flux<ByteBuf> chunks(Path path, long first, long length, Scheduler threads) {
        return Flux.usingWhen(Mono.fromSupplier(() -> new Download(path, first, length)),
                download -> download.read().subscribeOn(threads),
                download -> download.closed().subscribeOn(threads));
    }

    private Flux<ByteBuf> read() {
        return Flux.<ByteBuf>generate(this::next).doOnCancel(() -> abandoned = true);
    }

    private synchronized void next(SynchronousSink<ByteBuf> sink) {
        if (left == 0) {
            sink.complete();
            return;
        }
        ByteBuf chunk = IoFailures.call(this::readChunk);
        if (abandoned) {
            chunk.release();
            sink.complete();
        } else {
            sink.next(chunk);
        }
    }

    private ByteBuf readChunk() throws IOException {
        FileChannel open = channel == null ? FileChannel.open(path, StandardOpenOption.READ) : channel;
        channel = open;
        int length = (int) Math.min(CHUNK, left);
        ByteBuf chunk = ByteBufAllocator.DEFAULT.directBuffer(length, length);
        try {
            fill(chunk, open);
            left -= length;
            position += length;
            return chunk;
        } catch (IOException | RuntimeException e) {
            chunk.release();
            throw e;
        }
    }

    private void fill(ByteBuf chunk, FileChannel open) throws IOException {
        while (chunk.isWritable()) {
            if (chunk.writeBytes(open, position + chunk.readableBytes(), chunk.writableBytes()) < 0) {
                throw new StoreFailure.Corrupt(path + " ends " + chunk.writableBytes() + " bytes early or more");
            }
        }
    }

    /** A file that was only read and does not close is nothing that a reader could mend. */
    private Mono<Void> closed() {
        return Mono.<Void>fromRunnable(this::close).onErrorComplete(StoreFailure.class);
    }

    private synchronized void close() {
        FileChannel open = channel;
        if (open != null) {
            IoFailures.run(open::close);
        }
    }
}
