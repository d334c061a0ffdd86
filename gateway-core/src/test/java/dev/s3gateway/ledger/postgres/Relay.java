package dev.s3gateway.ledger.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Stands between a process and its database, and can go silent on the connections that there are, as a dead host does. */
final class Relay implements AutoCloseable {

    private record Pair(SocketChannel client, SocketChannel server, AtomicBoolean silent) {}

    private final LedgerConfig behind;
    private final ServerSocketChannel door;
    private volatile Duration delayed = Duration.ZERO;
    private final List<Pair> pairs = new CopyOnWriteArrayList<>();

    Relay(LedgerConfig behind) {
        this.behind = behind;
        try {
            this.door = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** The same database, by way of here. */
    LedgerConfig config() throws IOException {
        int port = ((InetSocketAddress) door.getLocalAddress()).getPort();
        return new LedgerConfig("127.0.0.1", port, Optional.empty(), behind.database(), behind.user(),
                behind.password(), LedgerConfig.Ssl.DISABLE, Optional.empty(), behind.pool(), behind.connectTimeout(),
                behind.statementTimeout(), behind.lockTimeout());
    }

    /** What the database answers takes so much longer from now on. */
    void slow(Duration delay) {
        delayed = delay;
    }

    /** Nothing passes any more on the connections that there are now; new ones work. Says how many there were. */
    int silence() {
        pairs.forEach(pair -> pair.silent.set(true));
        return pairs.size();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Pair pair : pairs) {
            pair.client.close();
            pair.server.close();
        }
    }

    private void accept() throws IOException {
        while (door.isOpen()) {
            Pair pair = new Pair(door.accept(), SocketChannel.open(address()), new AtomicBoolean());
            pairs.add(pair);
            start(() -> pass(pair, pair.client, pair.server, () -> Duration.ZERO));
            start(() -> pass(pair, pair.server, pair.client, () -> delayed));
        }
    }

    private SocketAddress address() {
        return behind.socket()
                .<SocketAddress>map(path -> UnixDomainSocketAddress.of(path + "/.s.PGSQL." + behind.port()))
                .orElseGet(() -> new InetSocketAddress(behind.host(), behind.port()));
    }

    private static void pass(Pair pair, SocketChannel from, SocketChannel to, Supplier<Duration> delay)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(64 << 10);
        while (from.read(bytes) >= 0) {
            bytes.flip();
            LockSupport.parkNanos(delay.get().toNanos());
            while (!pair.silent.get() && bytes.hasRemaining()) {
                to.write(bytes);
            }
            bytes.clear();
        }
        to.shutdownOutput();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (ClosedChannelException over) {
                // By either side or by us.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
