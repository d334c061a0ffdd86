package dev.s3gateway.bench.sink;

import dev.s3gateway.bench.load.Canned;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** As much of S3 as a gateway needs of a zone, unversioned and without a signature check. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails comes to exceptionCaught
final class SinkHandler extends ChannelInboundHandlerAdapter {

    private static final ByteBuf BLOCK = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(Canned.block()));
    private static final int PIECE = 256 << 10;

    private final Shelf shelf;
    private final Mood mood;
    private @Nullable Arriving arriving;
    private @Nullable Serving serving;

    SinkHandler(Shelf shelf, Mood mood) {
        this.shelf = shelf;
        this.mood = mood;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                begin(context, request);
            }
            if (message instanceof HttpContent content && arriving != null) {
                arriving.take(content.content());
                if (content instanceof LastHttpContent) {
                    end(context, arriving);
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
        long rest = arriving == null ? 0 : mood.stalls();
        if (rest > 0) {
            context.channel().config().setAutoRead(false);
            context.executor()
                    .schedule(() -> context.channel().config().setAutoRead(true), rest, TimeUnit.NANOSECONDS);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        QueryStringDecoder target = new QueryStringDecoder(request.uri());
        String path = target.path();
        HttpMethod method = request.method();
        boolean bucket = path.indexOf('/', 1) < 0 || path.indexOf('/', 1) == path.length() - 1;
        if (path.equals("/_sink/reads")) {
            answer(context, HttpResponseStatus.OK, Long.toString(mood.takeReads()));
        } else if (path.startsWith("/_sink/")) {
            mood.set(path.substring(7), target.rawQuery());
            answer(context, HttpResponseStatus.OK, "");
        } else if (bucket) {
            onBucket(context, method, path, target);
        } else if (request.headers().contains("x-amz-copy-source") || target.parameters().containsKey("uploads")) {
            answer(context, HttpResponseStatus.NOT_IMPLEMENTED, error("NotImplemented"));
        } else if (method.equals(HttpMethod.PUT)) {
            arriving = new Arriving(path, request);
            if (arriving.wantsGo()) {
                context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
            }
        } else if (method.equals(HttpMethod.DELETE)) {
            shelf.remove(path);
            answer(context, HttpResponseStatus.NO_CONTENT, "");
        } else {
            find(context, request, path);
        }
    }

    private void onBucket(ChannelHandlerContext context, HttpMethod method, String path, QueryStringDecoder target) {
        String body = "";
        HttpResponseStatus status = HttpResponseStatus.OK;
        if (method.equals(HttpMethod.GET) && target.parameters().containsKey("versioning")) {
            body = "<VersioningConfiguration/>";
        } else if (method.equals(HttpMethod.GET) && target.parameters().containsKey("list-type")) {
            String bucket = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            body = shelf.listing(bucket, first(target, "prefix", ""),
                    Integer.parseInt(first(target, "max-keys", "1000")));
        } else if (method.equals(HttpMethod.GET) && path.equals("/") && target.parameters().isEmpty()) {
            body = "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>";
        } else if (!target.parameters().isEmpty()) {
            status = HttpResponseStatus.NOT_IMPLEMENTED;
            body = error("NotImplemented");
        }
        answer(context, status, body);
    }

    private static String first(QueryStringDecoder target, String name, String otherwise) {
        return target.parameters().getOrDefault(name, List.of(otherwise)).get(0);
    }

    private void end(ChannelHandlerContext context, Arriving whole) {
        arriving = null;
        try {
            Shelf.Item item = whole.whole();
            shelf.put(whole.path(), item);
            FullHttpResponse response = full(HttpResponseStatus.OK, "");
            response.headers().set(HttpHeaderNames.ETAG, '"' + item.etag() + '"');
            context.write(response, context.voidPromise());
        } catch (IllegalArgumentException e) {
            answer(context, HttpResponseStatus.BAD_REQUEST, error("BadDigest"));
        }
    }

    private void find(ChannelHandlerContext context, HttpRequest request, String path) {
        Shelf.Item item = shelf.get(path).orElse(null);
        boolean headOnly = request.method().equals(HttpMethod.HEAD);
        if (item == null) {
            answer(context, HttpResponseStatus.NOT_FOUND, headOnly ? "" : error("NoSuchKey"));
            return;
        }
        Span span = Span.of(request.headers().get(HttpHeaderNames.RANGE), item.length());
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1,
                span.partial() ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.ETAG, '"' + item.etag() + '"');
        head.headers().set(HttpHeaderNames.LAST_MODIFIED, "Thu, 01 Jan 2026 00:00:00 GMT");
        item.metadata().forEach(head.headers()::set);
        HttpUtil.setContentLength(head, span.length());
        if (span.partial()) {
            head.headers()
                    .set(HttpHeaderNames.CONTENT_RANGE,
                            "bytes " + span.from() + "-" + (span.from() + span.length() - 1) + "/" + item.length());
        }
        Runnable send = () -> {
            context.write(head, context.voidPromise());
            serving = new Serving(item.bytes(), span.from(), headOnly ? 0 : span.length());
            goOn(context);
        };
        int late = mood.late();
        if (late == 0) {
            send.run();
        } else {
            context.executor().schedule(send, late, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            goOn(context);
        }
        context.fireChannelWritabilityChanged();
    }

    private void goOn(ChannelHandlerContext context) {
        Serving now = serving;
        while (now != null && context.channel().isWritable()) {
            ByteBuf piece = now.next();
            if (piece == null) {
                serving = null;
                now = null;
                context.write(LastHttpContent.EMPTY_LAST_CONTENT, context.voidPromise());
            } else {
                context.write(new DefaultHttpContent(piece), context.voidPromise());
            }
        }
        context.flush();
    }

    private void answer(ChannelHandlerContext context, HttpResponseStatus status, String body) {
        context.write(full(status, body), context.voidPromise());
        context.flush();
    }

    private static FullHttpResponse full(HttpResponseStatus status, String body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
                Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        if (!status.equals(HttpResponseStatus.NO_CONTENT)) {
            HttpUtil.setContentLength(response, response.content().readableBytes());
        }
        return response;
    }

    private static String error(String code) {
        return "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>";
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.channel().close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** Which bytes of an object are wanted. */
    private record Span(long from, long length, boolean partial) {

        static Span of(@Nullable String range, long size) {
            if (range == null || !range.startsWith("bytes=")) {
                return new Span(0, size, false);
            }
            String[] ends = range.substring(6).split("-", 2);
            long from = ends[0].isEmpty() ? size - Long.parseLong(ends[1]) : Long.parseLong(ends[0]);
            long last = ends[0].isEmpty() || ends[1].isEmpty() ? size - 1 : Long.parseLong(ends[1]);
            return new Span(from, Math.min(last, size - 1) - from + 1, true);
        }
    }

    /** A body on its way out, a view of the block at a time. */
    private static final class Serving {
        private final byte @Nullable [] bytes;
        private long at;
        private long left;

        Serving(byte @Nullable [] bytes, long at, long left) {
            this.bytes = bytes;
            this.at = at;
            this.left = left;
        }

        @Nullable
        ByteBuf next() {
            if (left == 0) {
                return null;
            }
            int from = (int) (bytes == null ? at % Canned.BLOCK : at);
            int size = (int) Math.min(left, bytes == null ? Math.min(PIECE, Canned.BLOCK - from) : left);
            at += size;
            left -= size;
            return bytes == null ? BLOCK.slice(from, size) : Unpooled.wrappedBuffer(bytes, from, size);
        }
    }
}
