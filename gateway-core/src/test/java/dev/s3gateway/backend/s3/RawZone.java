package dev.s3gateway.backend.s3;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLServerSocket;

/** A zone that does to each connection what its script says, byte by byte. */
public final class RawZone implements Closeable {

    /** What becomes of one connection. It is closed when the script ends. */
    public interface Script {
        void serve(Line line) throws Exception;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    private RawZone(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
        var _ = Thread.ofVirtual().start(this::accept);
    }

    public static RawZone that(Script script) throws IOException {
        return new RawZone(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), script);
    }

    public static RawZone over(ServerSocket server, Script script) {
        return new RawZone(server, script);
    }

    /** A zone that answers every request, once it has all of it, with these lines and these bytes. */
    public static RawZone answering(String head, byte[] body) throws IOException {
        return that(line -> {
            while (line.readHead().isPresent()) {
                line.send100IfExpected();
                line.readBody();
                line.send(head, body);
            }
        });
    }

    public URI endpoint() {
        String scheme = server instanceof SSLServerSocket ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort());
    }

    /** All connections that there have been. */
    public List<Line> lines() {
        return lines;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Line line : lines) {
            line.socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Line line = new Line(server.accept());
                lines.add(line);
                var _ = Thread.ofVirtual().start(() -> serve(line));
            } catch (IOException _) {
                // closed, or a client that has left again
            }
        }
    }

    private void serve(Line line) {
        try (Socket _ = line.socket) {
            script.serve(line);
        } catch (Exception _) {
            // The client has gone, which is for the client's side of the test to judge.
        }
    }

    /** One connection, seen from the zone. */
    public static final class Line {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private volatile String head = "";
        private final AtomicLong received = new AtomicLong();

        private Line(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream(), 256 * 1024);
            this.out = socket.getOutputStream();
        }

        /** The last request's line and headers. */
        public String head() {
            return head;
        }

        /** How many bytes of bodies have come. */
        public long received() {
            return received.get();
        }

        @CanIgnoreReturnValue
        public Optional<String> readHead() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return Optional.empty();
                }
                bytes.write(next);
            }
            head = bytes.toString(StandardCharsets.ISO_8859_1);
            return Optional.of(head);
        }

        public Optional<String> header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }

        public void send100IfExpected() throws IOException {
            if (header("expect").isPresent()) {
                sendRaw("HTTP/1.1 100 Continue\r\n\r\n");
            }
        }

        /** Reads what Content-Length says and forgets it. */
        public void readBody() throws IOException {
            readBody(header("content-length").map(Long::parseLong).orElse(0L), OutputStream.nullOutputStream());
        }

        public void readBody(long length, OutputStream into) throws IOException {
            byte[] buffer = new byte[256 * 1024];
            long left = length;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("the body ended early");
                }
                into.write(buffer, 0, read);
                left -= read;
                received.addAndGet(read);
            }
        }

        public void send(String head, byte[] body) throws IOException {
            sendRaw("HTTP/1.1 " + head + "\r\nContent-Length: " + body.length + "\r\n\r\n");
            out.write(body);
            out.flush();
        }

        public void sendRaw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Ends the connection the hard way, with a reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Takes and says nothing any more. */
        public void pause() throws InterruptedException {
            Thread.sleep(60_000);
        }

        /** Waits until the client leaves. */
        public void holdOn() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
