package dev.s3gateway.backend.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.StoreFailure;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class IoFailuresTest {

    @Test
    void aFullDiskAndAReadOnlyOneAreRefusalsWithAName() {
        assertThat(code(new IOException("No space left on device"))).isEqualTo("InsufficientStorage");
        assertThat(code(new FileSystemException("/f", null, "No space left on device")))
                .isEqualTo("InsufficientStorage");
        assertThat(code(new IOException("Disk quota exceeded"))).isEqualTo("InsufficientStorage");
        assertThat(code(new FileSystemException("/f", null, "Read-only file system"))).isEqualTo("ReadOnly");
        assertThat(code(new FileSystemException("/f", null, "File name too long"))).isEqualTo("KeyTooLong");
        assertThat(code(new AccessDeniedException("/f"))).isEqualTo("AccessDenied");
    }

    @Test
    void aDiskThatFailsIsUnreachableAndTheCauseIsKept() {
        IOException broken = new IOException("Input/output error");

        assertThat(IoFailures.of(broken)).isInstanceOf(StoreFailure.Unreachable.class).hasCause(broken);
    }

    @Test
    void whatIsGoneIsNotFoundAndTooManyFilesPass() {
        assertThat(IoFailures.of(new NoSuchFileException("/f"))).isInstanceOf(StoreFailure.NotFound.class);
        assertThat(IoFailures.of(new FileSystemException("/f", null, "Too many open files")))
                .isInstanceOf(StoreFailure.Throttled.class);
    }

    @Test
    void theKernelsOwnWordsForAFullDiskAreUnderstood() {
        if (!Files.isWritable(Path.of("/dev/full"))) {
            return;
        }
        StoreFailure failure = caught(() -> {
            try (FileOutputStream full = new FileOutputStream("/dev/full")) {
                full.getChannel().write(ByteBuffer.allocate(1));
            }
        });

        assertThat(failure).isInstanceOfSatisfying(StoreFailure.Rejected.class,
                rejected -> assertThat(rejected.code).isEqualTo("InsufficientStorage"));
    }

    private static String code(IOException failure) {
        return ((StoreFailure.Rejected) IoFailures.of(failure)).code;
    }

    private static StoreFailure caught(IoFailures.Work work) {
        try {
            IoFailures.run(work);
            throw new AssertionError("no failure");
        } catch (StoreFailure failure) {
            return failure;
        }
    }
}
