package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.BucketChanged;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Everything about one operation of S3. Called in this order: parse, permissions, handle, render. Whatever is wrong is
 * said with a {@link dev.s3gateway.failure.Failure}, thrown or signalled.
 *
 * @param <I> what a request means
 * @param <O> what became of it
 */
public interface Operation<I, O> {

    /** Its name in S3. */
    default String name() {
        return getClass().getSimpleName();
    }

    Route route();

    /** Reads the request's head; the body is passed on unread. */
    I parse(Call call);

    /** What the caller must be allowed. One whose XML body names objects asks for each of these in {@link #handle}. */
    List<Permission> permissions(I input);

    Mono<O> handle(Caller caller, I input);

    /**
     * Whether it may go by a bucket that is only remembered, since it asks the ledger for everything by the bucket's id and
     * goes by no answer of which that id could be over. May then fail with {@link BucketChanged}, before it did anything.
     */
    default boolean goesById() {
        return false;
    }

    S3Response render(O output);
}
