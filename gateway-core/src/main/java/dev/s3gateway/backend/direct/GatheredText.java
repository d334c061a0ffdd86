package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.s3.Refusals;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.MonoSink;

/** An answer whose text, if any, is for us: a success without a body, or an error and its reason. */
final class GatheredText implements Gathered {

    private static final int MOST = 64 * 1024;
    private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,200})</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{1,1000})");

    private final Answer answer;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    GatheredText(Answer answer) {
        this.answer = answer;
    }

    /** False when that is more than any S3 service says. */
    @Override
    public boolean add(ByteBuf bytes) {
        try {
            int fits = Math.min(bytes.readableBytes(), MOST - text.size());
            byte[] piece = new byte[fits];
            bytes.readBytes(piece);
            text.write(piece, 0, fits);
            return !bytes.isReadable();
        } finally {
            bytes.release();
        }
    }

    @Override
    public void tell(MonoSink<Answer> sink) {
        if (answer.status() < 300) {
            sink.success(answer);
            return;
        }
        String page = text.toString(StandardCharsets.UTF_8);
        sink.error(Refusals.of(answer.status(), first(CODE, page), "(" + answer.status() + ") "
                + first(MESSAGE, page)));
    }

    private static String first(Pattern pattern, String page) {
        Matcher matcher = pattern.matcher(page);
        return matcher.find() ? matcher.group(1) : "";
    }
}
