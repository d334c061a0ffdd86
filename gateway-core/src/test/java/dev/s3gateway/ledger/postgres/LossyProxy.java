package dev.s3gateway.ledger.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a ledger and its database and passes everything on, but may cut a connection around a COMMIT. */
final class LossyProxy implements AutoCloseable {

    enum Loss {
        /** The database never hears of it. */
        THE_COMMIT,
        /** The database has done it, and nobody is told. */
        ITS_ANSWER
    }

    /** As it stands in a message of the protocol; no other statement ends in it. */
    private static final String COMMIT = "COMMIT\0";

    /** In the parameters of the statement that is a commit by itself: what the log is to call the first of its writes. */
    private static final String PLAIN_COMMIT = "{\"PutObject\"";

    private final LedgerConfig database;
    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicReference<Optional<Loss>> next = new AtomicReference<>(Optional.empty());
    private final AtomicInteger cuts = new AtomicInteger();

    LossyProxy(LedgerConfig database) {
        this.database = database;
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The database as it is reached through here. */
    LedgerConfig config() {
        return new LedgerConfig(listening.getInetAddress().getHostAddress(), listening.getLocalPort(),
                database.socket(), database.database(), database.user(), database.password(), LedgerConfig.Ssl.DISABLE,
                database.rootCert(), database.pool(), database.connectTimeout(), database.statementTimeout(),
                database.lockTimeout());
    }

    /** The next COMMIT, or statement that is one by itself, of whomever meets this. */
    void lose(Loss loss) {
        next.set(Optional.of(loss));
    }

    /** How many connections have been cut. */
    int cuts() {
        return cuts.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(database.host(), database.port());
                sockets.addAll(List.of(client, server));
                AtomicBoolean lost = new AtomicBoolean();
                Thread.ofVirtual().start(() -> pass(client, server, chunk -> goesOn(chunk, lost)));
                Thread.ofVirtual().start(() -> pass(server, client, _ -> !lost.get()));
            }
        } catch (IOException closed) {
            close();
        }
    }

    private boolean goesOn(String chunk, AtomicBoolean lost) {
        if (!chunk.contains(COMMIT) && !chunk.contains(PLAIN_COMMIT)) {
            return true;
        }
        Optional<Loss> loss = next.getAndSet(Optional.empty());
        lost.set(loss.equals(Optional.of(Loss.ITS_ANSWER)));
        return !loss.equals(Optional.of(Loss.THE_COMMIT));
    }

    private interface Watch {
        boolean goesOn(String chunk);
    }

    private void pass(Socket from, Socket to, Watch watch) {
        byte[] buffer = new byte[64 * 1024];
        try (from; to) {
            for (int read = from.getInputStream().read(buffer); read >= 0; read = from.getInputStream().read(buffer)) {
                if (!watch.goesOn(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                    cuts.incrementAndGet();
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException otherSideIsGone) {
            sockets.removeAll(List.of(from, to));
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
