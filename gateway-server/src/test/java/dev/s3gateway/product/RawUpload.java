package dev.s3gateway.product;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A PUT over a connection of its own, whose bytes are sent when the test says so. */
final class RawUpload implements AutoCloseable {

    private final Socket socket;

    private RawUpload(Socket socket) {
        this.socket = socket;
    }

    /** Announces a body of this size, and sends nothing of it. */
    static RawUpload begin(URI endpoint, String path, int size) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.getPort());
        socket.setSoTimeout(60_000);
        var upload = new RawUpload(socket);
        upload.send(("PUT " + path + " HTTP/1.1\r\nHost: " + endpoint.getAuthority() + "\r\nContent-Length: " + size
                + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return upload;
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The first line of the answer; empty where the connection ended without one. */
    Optional<String> status() {
        try {
            InputStream in = socket.getInputStream();
            var line = new StringBuilder();
            for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
                line.append((char) next);
            }
            return Optional.of(line.toString()).filter(said -> said.startsWith("HTTP/1.1 "));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
