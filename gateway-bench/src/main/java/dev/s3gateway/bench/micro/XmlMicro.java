package dev.s3gateway.bench.micro;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.s3.wire.XmlWriter;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The XML of a page of 1000 keys. */
@State(Scope.Thread)
public class XmlMicro {

    private static final int KEYS = 1000;
    private static final long SIZE = 4096;
    private final Instant modified = Instant.parse("2026-01-02T03:04:05.678Z");

    @Benchmark
    public Body page() {
        XmlWriter xml = XmlWriter.document("ListBucketResult").text("Name", "bench").text("KeyCount", KEYS);
        for (int i = 0; i < KEYS; i++) {
            xml.open("Contents")
                    .text("Key", "photos/2026/" + i)
                    .text("LastModified", modified)
                    .text("ETag", "\"d41d8cd98f00b204e9800998ecf8427e\"")
                    .text("Size", SIZE)
                    .text("StorageClass", "STANDARD")
                    .close();
        }
        return xml.body();
    }
}
