package dev.s3gateway.backend.local;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.object.Metadata;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One copy on its way to the disk. All methods wait for it; each runs whole before the next one, so that an
 * {@link #abort} from a cancellation finds the files either open or in place.
 */
final class Upload {

    /** Long objects are flushed on the way, or the flush after the last byte would take longer than its answer may. */
    private static final long FLUSH_EVERY = 64L << 20;

    /** A directory may be emptied and removed under our hands; hardly ever so often. */
    private static final int MOST_ATTEMPTS = 100;

    private final Places places;
    private final Directories directories;
    private final Locator planned;
    private final Metadata metadata;
    private final OptionalLong announced;
    private final CRC32C crc = new CRC32C();
    private @Nullable TempFile data;
    private boolean over;
    private long size;
    private long flushed;

    Upload(Places places, Directories directories, Locator planned, Metadata metadata, OptionalLong announced) {
        this.places = places;
        this.directories = directories;
        this.planned = planned;
        this.metadata = metadata;
        this.announced = announced;
    }

    synchronized void append(ByteBuf chunk) {
        requireRoom(size + chunk.readableBytes());
        IoFailures.run(() -> write(chunk, open()));
    }

    /** Puts the whole copy in its place, durably. */
    synchronized Stored publish() {
        if (announced.orElse(size) != size) {
            throw new StoreFailure.Rejected("IncompleteBody", size + " bytes of the announced " + announced);
        }
        Places.Place place = places.planned(planned);
        IoFailures.run(() -> place(open(), place));
        return new Stored(planned.withZoneVersion(Places.versionOf(planned.stamp())), size,
                new ZoneDigest.Crc32c((int) crc.getValue()));
    }

    /** Lets go of everything that is not in place. May be called at any time and more than once. */
    synchronized void abort() {
        over = true;
        TempFile open = data;
        data = null;
        if (open != null) {
            IoFailures.run(open::close);
        }
    }

    private TempFile open() throws IOException {
        if (over) {
            throw new IOException("the upload was given up");
        }
        places.requireRoot();
        TempFile open = data == null ? new TempFile(places.newTemp()) : data;
        data = open;
        return open;
    }

    private void requireRoom(long bytes) {
        if (announced.orElse(bytes) < bytes) {
            throw new StoreFailure.Rejected("IncompleteBody", "more than the announced " + announced);
        }
    }

    private void write(ByteBuf chunk, TempFile into) throws IOException {
        for (ByteBuffer part : chunk.nioBuffers()) {
            crc.update(part.duplicate());
            while (part.hasRemaining()) {
                size += into.channel().write(part);
            }
        }
        if (size - flushed >= FLUSH_EVERY) {
            into.force();
            flushed = size;
        }
    }

    private void place(TempFile whole, Places.Place place) throws IOException {
        whole.force();
        try (TempFile beside = new TempFile(places.newTemp())) {
            beside.write(Sidecar.of(planned, metadata, size, (int) crc.getValue()).json());
            beside.force();
            if (Files.exists(place.data())) {
                throw new StoreFailure.Rejected("LocatorWrittenTwice", planned.toString());
            }
            move(whole, beside, place);
        }
        data = null;
        over = true;
        whole.close();
    }

    /** The sidecar goes first: the copy exists from the moment on in which its data is renamed. */
    private void move(TempFile whole, TempFile beside, Places.Place place) throws IOException {
        moveInto(beside, place.sidecar(), place);
        try {
            moveInto(whole, place.data(), place);
            directories.make(place.bucket(), place.directory());
            directories.force(place.directory());
        } catch (IOException e) {
            Files.deleteIfExists(place.data());
            Files.deleteIfExists(place.sidecar());
            throw e;
        }
    }

    private void moveInto(TempFile file, Path target, Places.Place place) throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                directories.make(place.bucket(), place.directory());
                file.moveTo(target);
                return;
            } catch (NoSuchFileException removedMeanwhile) {
                directories.forget(place.bucket(), place.directory());
                requireBucket(place.bucket());
                if (attempt == MOST_ATTEMPTS) {
                    throw new IOException("cannot keep the directory " + place.directory(), removedMeanwhile);
                }
            }
        }
    }

    private void requireBucket(Path bucket) {
        if (!Files.isDirectory(bucket)) {
            throw new StoreFailure.NotFound("bucket " + planned.bucket() + " in " + planned.zone());
        }
    }
}
