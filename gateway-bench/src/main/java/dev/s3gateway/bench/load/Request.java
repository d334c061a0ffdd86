package dev.s3gateway.bench.load;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Kinds of requests, each good for any number of keys. */
public interface Request {

    /** Sends one and waits for its answer; the number makes the key. Answers how many bytes of data went either way. */
    long send(Connection connection, int port, long number) throws IOException;

    /** As SDKs send a body whose checksum they know: signed head, CRC-32C in a header. */
    static Request put(Signer signer, String bucket, long size) {
        return put(signer, bucket, size, Map.of("x-amz-checksum-crc32c", Canned.crc32c(size)));
    }

    /** As older clients do: our own MD5 is asked for. */
    static Request putWithMd5(Signer signer, String bucket, long size) {
        return put(signer, bucket, size, Map.of("content-md5", Canned.contentMd5(size)));
    }

    private static Request put(Signer signer, String bucket, long size, Map<String, String> more) {
        Sending body = Sending.plain(size);
        return (connection, port, number) -> {
            String path = path(bucket, number);
            Signer.Signed signed = signer.sign("PUT", host(port), path, "", more, Signer.UNSIGNED);
            connection.send("PUT", path, signed.headers(), body).orThrow();
            return size;
        };
    }

    /** With a signature on each chunk, as the SDKs do over plain http. */
    static Request putInSignedChunks(Signer signer, String bucket, long size, int chunk) {
        return (connection, port, number) -> {
            String path = path(bucket, number);
            Map<String, String> headers = new TreeMap<>(Map.of("content-encoding", "aws-chunked",
                    "x-amz-decoded-content-length", Long.toString(size)));
            Signer.Signed signed = signer.sign("PUT", host(port), path, "", headers, Signer.CHUNKS);
            connection.send("PUT", path, signed.headers(), Sending.signedChunks(signed, size, chunk)).orThrow();
            return size;
        };
    }

    /** Of one of the keys below {@code keys}, in turn. */
    static Request get(Signer signer, String bucket, long keys) {
        return (connection, port, number) -> {
            String path = path(bucket, number % keys);
            Signer.Signed signed = signer.sign("GET", host(port), path, "", Map.of(), Signer.UNSIGNED);
            return connection.send("GET", path, signed.headers(), Sending.NOTHING).orThrow().length();
        };
    }

    /** Anything without a body; the query must be in the order in which it is signed. */
    static Request of(Signer signer, String method, String path, String query) {
        return (connection, port, number) -> {
            Signer.Signed signed = signer.sign(method, host(port), path, query, Map.of(), Signer.UNSIGNED);
            String target = query.isEmpty() ? path : path + "?" + query;
            return connection.send(method, target, signed.headers(), Sending.NOTHING).orThrow().length();
        };
    }

    static String path(String bucket, long number) {
        return "/" + bucket + "/k" + number;
    }

    private static String host(int port) {
        return "127.0.0.1:" + port;
    }
}
