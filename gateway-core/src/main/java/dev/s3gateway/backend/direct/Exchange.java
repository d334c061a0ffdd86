package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/** One request and its answer, on one event loop, from waiting for a connection to the last byte. */
final class Exchange implements Download.Tap {

    /** A body from this length on is only sent once the zone has said that it wants it. */
    static final long ASKED_FIRST = 1024 * 1024;

    private static final int MOST_INTERIM = 16;
    /** The connection that comes free first may have ended as well. */
    private static final int MOST_REPEATS = 4;
    private static final int PERMITTED = 100;
    private static final int EXPECTATION_FAILED = 417;

    private enum Phase {
        /** For a connection. */
        WAITING,
        /** The head is out, the zone is asked whether it wants the body. */
        ASKING, SENDING, SENT,
        /** The answer's body is gathered, or relayed. */
        ANSWERED, RELAYING, OVER
    }

    private final LoopPool pool;
    private final Request request;
    private final Sending sending;
    private final MonoSink<Answer> sink;
    private final long since;

    private Phase phase = Phase.WAITING;
    private boolean asks;
    private int repeated;
    private boolean complete;
    private boolean followed;
    private int interim;
    private long lastGone;
    private long lastMove;
    private @Nullable Line line;
    private @Nullable Wire wire;
    private @Nullable Upload upload;
    private @Nullable Download download;
    private @Nullable Gathered gathered;

    Exchange(LoopPool pool, Request request, Sending sending, MonoSink<Answer> sink) {
        this.pool = pool;
        this.request = request;
        this.sending = sending;
        this.sink = sink;
        this.since = pool.now();
        this.asks = request.length().orElse(0) > ASKED_FIRST;
    }

    boolean isHead() {
        return request.isHead();
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Whether all of the answer is here. */
    boolean isComplete() {
        return complete;
    }

    /** Whether the connection may carry another exchange after this one. */
    boolean mayBeFollowed() {
        return followed;
    }

    boolean wantsMore() {
        Download relay = download;
        return phase != Phase.RELAYING || relay == null || relay.isHungry();
    }

    void begin(Line found) {
        Wire attempt = Wire.of(pool.signer(), request, sending, asks);
        line = found;
        wire = attempt;
        moved();
        if (asks) {
            phase = Phase.ASKING;
            found.write(attempt.start());
        } else if (sending instanceof Sending.Whole whole && whole.bytes().readableBytes() <= HeadBuffer.WITH_BODY) {
            found.write(attempt.all(whole.bytes()));
            sent();
        } else {
            found.write(attempt.start());
            sendBody();
        }
    }

    void writable() {
        Upload running = upload;
        if (running != null) {
            running.pull();
        }
    }

    /** The last byte of the request is on its way. */
    void sent() {
        phase = Phase.SENT;
        moved();
    }

    void head(HttpResponse response) {
        int status = response.status().code();
        if (status < 200) {
            interim(status);
        } else if (status == EXPECTATION_FAILED && phase == Phase.ASKING) {
            asks = false;
            again();
        } else {
            answered(response, status);
        }
    }

    /** Takes the bytes over. */
    void content(ByteBuf bytes) {
        moved();
        Download relay = download;
        Gathered parts = gathered;
        if (relay != null) {
            relay.add(bytes);
        } else if (parts == null) {
            bytes.release();
        } else if (!parts.add(bytes)) {
            // Nobody needs more of this answer than that.
            followed = false;
            last();
        }
    }

    void last() {
        complete = true;
        Download relay = download;
        Gathered parts = gathered;
        if (relay != null) {
            phase = Phase.OVER;
            relay.complete();
        } else if (parts != null && phase == Phase.ANSWERED) {
            if (!followed) {
                closeLine();
            }
            over();
            parts.tell(sink);
        }
    }

    /** The zone speaks something else than HTTP. */
    void nonsense(Throwable cause) {
        fail(new StoreFailure.Unreachable("the zone's answer is not HTTP: " + cause.getMessage(), null));
    }

    /**
     * The connection has ended. One that had been used before may have ended before our request got there: then it is
     * sent again, if nothing of the answer has come and sending it twice does no more than sending it once.
     */
    void hungUp(@Nullable Throwable cause) {
        Line broken = line;
        line = null;
        if (broken != null && broken.isUsed() && repeated < MOST_REPEATS && interim == 0 && isRepeatable()) {
            again();
        } else {
            fail(new StoreFailure.Unreachable("the zone hung up" + (cause == null ? "" : ": " + cause), cause));
        }
    }

    void fail(Throwable cause) {
        Download relay = download;
        boolean told = phase == Phase.RELAYING || phase == Phase.OVER;
        abandon();
        if (!told) {
            sink.error(cause);
        } else if (relay != null) {
            relay.fail(cause);
        }
    }

    /** Nobody waits for the answer any more. */
    void abandon() {
        if (phase != Phase.OVER) {
            closeLine();
            over();
        }
    }

    /** Looks at the clock. */
    void look(long now, DirectLimits limits) {
        long rest = now - lastMove;
        switch (phase) {
            case WAITING -> failAfter(limits.connect().multipliedBy(3), now - since, "no connection to the zone");
            case ASKING -> {
                if (rest > limits.permission().toNanos()) {
                    permitted();
                }
            }
            case SENDING, SENT -> watch(rest, limits);
            case ANSWERED -> failAfter(limits.progress(), rest, "no further byte of the answer");
            case RELAYING -> {
                Download relay = download;
                if (relay == null || !relay.isHungry()) {
                    moved();
                } else {
                    failAfter(limits.progress(), rest, "no further byte of the copy");
                }
            }
            case OVER -> {
            }
        }
    }

    @Override
    public void wanted() {
        Line open = line;
        if (open != null && !complete) {
            open.read();
        }
    }

    @Override
    public void left() {
        if (!complete) {
            abandon();
        }
    }

    private void interim(int status) {
        interim++;
        if (status == PERMITTED && phase == Phase.ASKING) {
            permitted();
        } else if (interim > MOST_INTERIM || status == 101) {
            fail(new StoreFailure.Unreachable("the zone answers with " + status + " again and again", null));
        }
    }

    private void permitted() {
        sendBody();
    }

    private void sendBody() {
        Line open = line;
        Wire attempt = wire;
        if (open == null || attempt == null) {
            return;
        }
        phase = Phase.SENDING;
        moved();
        switch (sending) {
            case Sending.Nothing _ -> sent();
            case Sending.Whole whole -> {
                attempt.whole(whole.bytes(), open::write);
                sent();
            }
            case Sending.Stream stream -> {
                Upload begun = new Upload(this, open, pool.loop(), request.length().orElseThrow(),
                        attempt.framing());
                upload = begun;
                stream.body().chunks().subscribe(begun);
            }
        }
    }

    private void answered(HttpResponse response, int status) {
        Line open = line;
        // What waits in our own buffers the zone cannot have; of what the kernel holds, its digest must tell.
        boolean early = phase != Phase.SENT || (open != null && open.pending() > 0);
        followed = !early && HttpUtil.isKeepAlive(response);
        stopUpload();
        Answer answer = new Answer(status, response.headers(), Body.EMPTY);
        boolean success = status < 300;
        if (success && early) {
            fail(new StoreFailure.Corrupt("the zone answered before it can have had the bytes"));
        } else if (success && request.method().equals("GET")) {
            copy(answer);
        } else {
            gather(new GatheredText(answer));
        }
    }

    private void copy(Answer answer) {
        long length = answer.length().orElse(Long.MAX_VALUE);
        if (length <= GatheredBody.MOST) {
            gather(new GatheredBody(answer, (int) length));
        } else {
            relay(answer);
        }
    }

    private void gather(Gathered whole) {
        phase = Phase.ANSWERED;
        moved();
        gathered = whole;
    }

    private void relay(Answer answer) {
        Download begun = new Download(pool.loop(), this);
        download = begun;
        phase = Phase.RELAYING;
        moved();
        sink.success(new Answer(answer.status(), answer.headers(), new Body.Streaming(answer.length(), begun)));
    }

    private boolean isRepeatable() {
        return switch (phase) {
            case ASKING -> true;
            case SENT -> request.isIdempotent() && !(sending instanceof Sending.Stream);
            case WAITING, SENDING, ANSWERED, RELAYING, OVER -> false;
        };
    }

    private void again() {
        closeLine();
        repeated++;
        phase = Phase.WAITING;
        pool.dial(this);
    }

    private void watch(long rest, DirectLimits limits) {
        Line open = line;
        if (open == null) {
            return;
        }
        long gone = open.gone();
        if (gone != lastGone) {
            lastGone = gone;
            moved();
        } else if (open.pending() > 0) {
            failAfter(limits.progress(), rest, "the zone takes no further byte");
        } else if (phase == Phase.SENT) {
            failAfter(limits.answer(), rest, "no answer of the zone");
        } else {
            // All that came has gone: it is the sender that is silent.
            moved();
        }
    }

    private void failAfter(Duration patience, long waited, String words) {
        if (waited > patience.toNanos()) {
            fail(new StoreFailure.Unreachable(
                    words + " within " + TimeUnit.NANOSECONDS.toMillis(patience.toNanos()) + " ms", null));
        }
    }

    private void moved() {
        lastMove = pool.now();
    }

    private void stopUpload() {
        Upload running = upload;
        upload = null;
        if (running != null) {
            running.stop();
        }
    }

    private void closeLine() {
        Line open = line;
        line = null;
        if (open != null) {
            open.close();
        }
    }

    private void over() {
        phase = Phase.OVER;
        stopUpload();
        sending.end();
        pool.withdraw(this);
    }
}
