package dev.s3gateway.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One keep-alive connection of a client, blocking: a request is answered before the next one leaves. */
public final class Connection implements AutoCloseable {

    private static final int READ = 256 << 10;
    private final InetSocketAddress address;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ);
    private SocketChannel socket;

    public Connection(int port) throws IOException {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.socket = open(address);
    }

    /** What came back: the status, the length of the body, and its beginning, which tells why when it went wrong. */
    public record Answer(int status, long length, String head, String start) {

        public Answer orThrow() {
            if (status / 100 != 2) {
                throw new IllegalStateException("answered " + status + ": " + head + start);
            }
            return this;
        }
    }

    private static SocketChannel open(InetSocketAddress address) throws IOException {
        SocketChannel socket = SocketChannel.open(address);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return socket;
    }

    public Answer send(String method, String target, Map<String, String> headers, Sending body) throws IOException {
        StringBuilder head = new StringBuilder(640).append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("content-length: ").append(body.length()).append("\r\n\r\n");
        body.begin(ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.ISO_8859_1)), socket);
        return answer("HEAD".equals(method));
    }

    private Answer answer(boolean headOnly) throws IOException {
        in.clear();
        int end;
        while ((end = headEnd()) < 0) {
            read();
        }
        String head = ascii(0, end);
        long length = headOnly ? 0 : contentLength(head);
        long left = length - (in.position() - end);
        String start = ascii(end, Math.min(in.position(), end + 300));
        while (left > 0) {
            in.clear();
            left -= read();
        }
        if (head.toLowerCase(java.util.Locale.ROOT).contains("connection: close")) {
            close();
            socket = open(address);
        }
        return new Answer(Integer.parseInt(head.substring(9, 12)), length, head, start);
    }

    private int read() throws IOException {
        int count = socket.read(in);
        if (count < 0) {
            throw new EOFException("the connection was closed in the middle of an answer");
        }
        return count;
    }

    private int headEnd() {
        for (int i = 3; i < in.position(); i++) {
            if (in.get(i) == '\n' && in.get(i - 2) == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private String ascii(int from, int to) {
        byte[] bytes = new byte[Math.max(0, to - from)];
        in.get(from, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static long contentLength(String head) {
        String lower = head.toLowerCase(java.util.Locale.ROOT);
        int at = lower.indexOf("\ncontent-length:");
        if (at < 0) {
            return 0;
        }
        return Long.parseLong(lower.substring(at + 16, lower.indexOf('\r', at)).strip());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
