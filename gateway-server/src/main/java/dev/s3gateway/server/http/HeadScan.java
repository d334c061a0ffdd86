package dev.s3gateway.server.http;

import io.netty.buffer.ByteBuf;

/** Finds the end of a head in bytes that come in pieces, and what no head may hold. */
final class HeadScan {

    private boolean bad;
    private boolean lineIsEmpty = true;
    private boolean requestLineSeen;
    private boolean afterReturn;

    /** How many of the readable bytes belong to this head, when it ends among them; else -1. */
    int next(ByteBuf bytes) {
        int start = bytes.readerIndex();
        for (int at = start; at < bytes.writerIndex() && !bad; at++) {
            if (isEnd(bytes.getByte(at))) {
                reset();
                return at - start + 1;
            }
        }
        return -1;
    }

    boolean isBad() {
        return bad;
    }

    private boolean isEnd(byte b) {
        if (b == '\n') {
            boolean end = lineIsEmpty && requestLineSeen;
            // Empty lines before the request line are to be passed over (RFC 9112 §2.2).
            requestLineSeen |= !lineIsEmpty;
            bad |= !afterReturn;
            lineIsEmpty = true;
            afterReturn = false;
            return end && !bad;
        }
        bad |= afterReturn || isForbidden(b);
        afterReturn = b == '\r';
        lineIsEmpty &= afterReturn;
        return false;
    }

    /** A blank at the start of a line folds it (RFC 9112 §5.2); control bytes belong nowhere, a tab only in values. */
    private boolean isForbidden(byte b) {
        boolean blank = b == ' ' || b == '\t';
        boolean control = (b >= 0 && b < ' ' && b != '\r' && b != '\t') || b == 0x7f;
        boolean folds = blank && lineIsEmpty;
        boolean tabbed = b == '\t' && !requestLineSeen;
        return control || folds || tabbed;
    }

    private void reset() {
        lineIsEmpty = true;
        requestLineSeen = false;
        afterReturn = false;
    }
}
