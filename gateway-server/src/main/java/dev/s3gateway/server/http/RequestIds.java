package dev.s3gateway.server.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Makes request ids as S3 shows them: sixteen hexadecimal digits. Unguessable they need not be. */
final class RequestIds {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private RequestIds() {}

    static String next() {
        return HEX.toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
