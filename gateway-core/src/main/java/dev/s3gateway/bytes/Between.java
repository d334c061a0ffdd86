package dev.s3gateway.bytes;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Stands between a source and whoever reads it: one step of a stream. What it does not override it passes on; where it asks
 * or leaves the source on its own account it calls {@code super}.
 */
public abstract class Between<I, O> implements CoreSubscriber<I>, Subscription {

    protected final CoreSubscriber<? super O> actual;
    private Subscription source = Operators.emptySubscription();

    protected Between(CoreSubscriber<? super O> actual) {
        this.actual = actual;
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        begin();
        actual.onSubscribe(this);
    }

    /** The source is there, and the reader does not know yet. */
    protected void begin() {}

    @Override
    public void request(long n) {
        source.request(n);
    }

    @Override
    public void cancel() {
        source.cancel();
    }
}
