package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.s3.RawZone;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What a zone does to one request. The first ones do what they should, in their own way. */
enum Mood {
    GOOD, GOOD_AND_CLOSES, SLOW,
    // From here on it is a failure.
    REFUSES, EARLY_SUCCESS, EARLY_REFUSAL, RESETS, HANGS_UP, HANGS, PAGE, ERROR_AS_SUCCESS, WRONG_LENGTH, ENDLESS_HEADERS, TWICE;

    private static final byte[] SLOW_DOWN = "<Error><Code>SlowDown</Code></Error>".getBytes(StandardCharsets.UTF_8);
    /** A zone that hangs up without a word may do so below the next PUT, which only its writer may repeat. */
    private static final String CLOSE = "\r\nConnection: close";
    private static final byte[] HTML = "<html>what?</html>".getBytes(StandardCharsets.UTF_8);
    private static final HexFormat HEX = HexFormat.of();

    boolean isGood() {
        return this == GOOD || this == GOOD_AND_CLOSES || this == SLOW;
    }

    /** Whether the zone was given all there is before it went wrong, so that a success may be told. */
    boolean maySucceed() {
        return isGood() || this == TWICE;
    }

    /** Serves one PUT, whose head has been read; {@code after} bytes something happens. False: the connection ends. */
    boolean take(RawZone.Line line, long length, long after) throws Exception {
        if (this == REFUSES) {
            line.send("503 Slow Down" + CLOSE, SLOW_DOWN);
            return false;
        }
        line.send100IfExpected();
        if (isCutShort()) {
            line.readBody(Math.min(after, length), OutputStream.nullOutputStream());
            breaksOff(line);
            return false;
        }
        return answered(line, "ETag: \"" + md5(line, length) + "\"", new byte[0]);
    }

    /** Serves one GET of these bytes. */
    boolean give(RawZone.Line line, byte[] bytes, int after) throws Exception {
        if (this == REFUSES) {
            line.send("503 Slow Down", SLOW_DOWN);
            return true;
        }
        if (isCutShort()) {
            String part = new String(bytes, 0, Math.min(after, bytes.length), StandardCharsets.ISO_8859_1);
            line.sendRaw("HTTP/1.1 200 OK" + CLOSE + "\r\nETag: \"x\"\r\nContent-Length: " + bytes.length
                    + "\r\n\r\n" + part);
            if (this == RESETS || this == HANGS) {
                breaksOff(line);
            }
            return false;
        }
        return answered(line, "ETag: \"x\"", bytes);
    }

    private boolean isCutShort() {
        return this == EARLY_SUCCESS || this == EARLY_REFUSAL || this == RESETS || this == HANGS_UP || this == HANGS;
    }

    private void breaksOff(RawZone.Line line) throws Exception {
        switch (this) {
            case EARLY_SUCCESS -> line.send("200 OK" + CLOSE + "\r\nETag: \"x\"", new byte[0]);
            case EARLY_REFUSAL -> line.send("403 Forbidden" + CLOSE, SLOW_DOWN);
            case RESETS -> line.reset();
            case HANGS -> line.holdOn();
            default -> {
            }
        }
    }

    private boolean answered(RawZone.Line line, String tag, byte[] bytes) throws Exception {
        switch (this) {
            case PAGE -> line.send("200 OK\r\nContent-Type: text/html", HTML);
            case ERROR_AS_SUCCESS -> line.send("200 OK", SLOW_DOWN);
            case WRONG_LENGTH -> {
                line.sendRaw("HTTP/1.1 200 OK\r\n" + tag + "\r\nContent-Length: " + (bytes.length + 100) + "\r\n\r\n"
                        + new String(bytes, StandardCharsets.ISO_8859_1));
                return false;
            }
            case ENDLESS_HEADERS -> {
                line.sendRaw("HTTP/1.1 200 OK\r\n");
                for (int i = 0; i < 1000; i++) {
                    line.sendRaw("X-Filler-" + i + ": " + "x".repeat(1000) + "\r\n");
                }
                return false;
            }
            case TWICE -> {
                String answer = "HTTP/1.1 200 OK\r\n" + tag + "\r\nContent-Length: " + bytes.length + "\r\n\r\n"
                        + new String(bytes, StandardCharsets.ISO_8859_1);
                line.sendRaw(answer + answer);
                return false;
            }
            case GOOD_AND_CLOSES -> {
                line.send("200 OK" + CLOSE + "\r\n" + tag, bytes);
                return false;
            }
            default -> line.send("200 OK\r\n" + tag, bytes);
        }
        return true;
    }

    private String md5(RawZone.Line line, long length) throws Exception {
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        OutputStream into = new OutputStream() {
            @Override
            public void write(int b) {
                md5.update((byte) b);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) {
                md5.update(bytes, offset, count);
            }
        };
        long left = length;
        while (left > 0) {
            long piece = this == SLOW ? Math.min(left, 50_000) : left;
            line.readBody(piece, into);
            left -= piece;
            if (this == SLOW) {
                Thread.sleep(2);
            }
        }
        return HEX.formatHex(md5.digest());
    }
}
