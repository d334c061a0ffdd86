package dev.s3gateway.backend.direct;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Netty's decoder of answers, which has to be told that the answer to a HEAD has no body. */
final class AnswerDecoder extends HttpResponseDecoder {

    private static final int STATUS_LINE = 4 * 1024;
    private static final int HEADERS = 32 * 1024;
    /** Chunks as large as a read: each costs a turn of the loop and a write of its own on its way to the client. */
    static final int READ = 512 * 1024;

    private boolean toHead;

    AnswerDecoder() {
        super(new HttpDecoderConfig().setMaxInitialLineLength(STATUS_LINE)
                .setMaxHeaderSize(HEADERS)
                .setMaxChunkSize(READ)
                .setAllowDuplicateContentLengths(false));
    }

    void expect(boolean answerToHead) {
        toHead = answerToHead;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return toHead || super.isContentAlwaysEmpty(message);
    }
}
