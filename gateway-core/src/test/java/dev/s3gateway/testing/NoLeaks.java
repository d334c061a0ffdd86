package dev.s3gateway.testing;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes a leaked buffer fail the test class after which it was noticed: that one's, or an earlier one's. Found by JUnit
 * itself (META-INF/services), so no test can forget it.
 */
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {

    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    // A connection that the database closes just then: the driver has encoded a statement's parameters, refuses to send
    // them and forgets them (r2dbc-postgresql's issue 734). A few buffers for a lost connection, and not ours to release.
    private static final String OF_A_REFUSED_STATEMENT = "PostgresqlStatement.lambda$collectBindingParameters";

    static {
        ByteBufUtil.setLeakListener((type, records) -> noted(type + records));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Loading this class has installed the listener.
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (context.getTestClass().map(Class::getEnclosingClass).isPresent()) {
            return; // once for each file is enough
        }
        List<String> leaks = noticed();
        if (!leaks.isEmpty()) {
            throw new AssertionError("leaked buffers, the latest use first: " + leaks);
        }
    }

    private static void noted(String leak) {
        if (!isTheDriversOwn(leak)) {
            LEAKS.add(leak);
        }
    }

    /** What touched it last decides: parameters that were sent, or a row that was read, are looked at as any other. */
    static boolean isTheDriversOwn(String leak) {
        int before = leak.indexOf("#2:");
        return leak.substring(0, before < 0 ? leak.length() : before).contains(OF_A_REFUSED_STATEMENT);
    }

    /** Netty notices a leak when the buffer was collected and the next one is allocated. */
    static List<String> noticed() throws InterruptedException {
        collectGarbage();
        PooledByteBufAllocator.DEFAULT.buffer(1).release();
        List<String> leaks = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            leaks.add(leak);
        }
        return leaks;
    }

    /** Returns when an object that was garbage before has been found, and with it the buffers that were. */
    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> canary = new WeakReference<>(new Object(), queue);
        System.gc();
        if (queue.remove(1_000) == null && canary.get() != null) {
            System.gc();
        }
    }
}
