package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.OddKeys;
import dev.s3gateway.backend.StoreFailure;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is known of the services that the tests start, where they differ from S3. */
enum ServiceKind {

    /** Repeats the prefix of a listing as it is: not every key fits into XML. Writers may see a remover's 404. */
    RGW {
        @Override
        List<String> impossibleKeys() {
            return keysOutsideXml().toList();
        }

        @Override
        boolean isKnownFlaw(Throwable failure) {
            return failure instanceof StoreFailure.NotFound;
        }
    },

    /** Keeps objects as directories of their names. */
    MINIO {
        @Override
        List<String> impossibleKeys() {
            return new FileNames(Layout.NATURAL, 255).refusedBesideDirectories();
        }
    },

    /**
     * Keeps objects as files of their names, forgets control characters in listings, stores what came of an upload that
     * broke off, and loses versions when one key has several writers at a time.
     */
    VERSITYGW {
        @Override
        List<String> impossibleKeys() {
            return Stream.concat(keysOutsideXml(), new FileNames(Layout.SEALED, 255).refused().stream()).toList();
        }

        @Override
        boolean isKnownFlaw(Throwable failure) {
            return failure instanceof StoreFailure.Rejected;
        }
    },

    /**
     * Over a directory: objects are files of their names, which it makes longer while it writes them. It takes parts of
     * an upload that was aborted.
     */
    S3PROXY {
        @Override
        List<String> impossibleKeys() {
            return new FileNames(Layout.SEALED, 220).refused();
        }

        @Override
        boolean isKnownFlaw(Throwable failure) {
            return TestS3.isLostDirectory(failure);
        }
    };

    static ServiceKind of(String kind) {
        return valueOf(kind.toUpperCase(Locale.ROOT));
    }

    List<String> impossibleKeys() {
        return List.of();
    }

    boolean isKnownFlaw(Throwable failure) {
        return false;
    }

    boolean keepsBrokenUploads() {
        return this == VERSITYGW;
    }

    boolean knowsWhichUploadsAreOpen() {
        return this != S3PROXY;
    }

    boolean keepsVersions() {
        return this == RGW || this == MINIO;
    }

    private static Stream<String> keysOutsideXml() {
        return OddKeys.all()
                .filter(key -> key.chars()
                        .anyMatch(c -> c == 0xfffe || c == 0xffff
                                || (c < ' ' && c != '\t' && c != '\n' && c != '\r')));
    }
}
