package dev.s3gateway.replication.read;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** What becomes of a Mono that somebody else runs: one of the two is called, once, on the thread on which it ends. */
abstract class Heard<T> implements CoreSubscriber<T> {

    private final Context context;
    private @Nullable T value;

    Heard(ContextView context) {
        this.context = Context.of(context);
    }

    /** Null where it was empty. */
    abstract void told(@Nullable T result);

    abstract void failed(Throwable failure);

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T result) {
        value = result;
    }

    @Override
    public void onComplete() {
        told(value);
    }

    @Override
    public void onError(Throwable failure) {
        failed(failure);
    }
}
