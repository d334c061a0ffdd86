package dev.s3gateway.backend.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.s3.S3Connections;
import dev.s3gateway.backend.s3.S3ZoneConfig;
import dev.s3gateway.backend.s3.TestS3;
import dev.s3gateway.object.VersionId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** F22: the name of a zone is unknown, is told late, and means another machine than before. */
@Timeout(60)
class MovedZoneTest {

    private static final Duration AGE = Duration.ofSeconds(1);
    private static final DirectLimits LIMITS = new DirectLimits(Duration.ofSeconds(1), Duration.ofSeconds(2),
            Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(5), AGE, 8);

    private final TestLoops loops = new TestLoops();
    private final S3Connections sdk = new S3Connections(TestS3.fewConnections());
    private final InetAddress former;
    private final InetAddress present;
    private final NameServer names;
    private final DirectConnections connections;
    private ServerSocket formerZone;
    private ServerSocket presentZone;
    private ObjectStore store;

    MovedZoneTest() throws Exception {
        this.former = InetAddress.ofLiteral("127.0.0.1");
        this.present = InetAddress.ofLiteral("127.0.0.2");
        this.names = new NameServer(loops.loops());
        this.connections = new DirectConnections(loops.loops(), LIMITS, names.asked());
    }

    @BeforeEach
    void startTwoMachinesAtOnePort() throws IOException {
        formerZone = listening(former, 0, 1);
        try {
            presentZone = listening(present, formerZone.getLocalPort(), 2);
        } catch (BindException e) {
            formerZone.close();
            Assumptions.abort("this machine has one loopback address only: " + e.getMessage());
        }
        S3ZoneConfig zone = TestS3.zone("zone-1",
                URI.create("http://" + NameServer.NAME + ":" + formerZone.getLocalPort()));
        store = connections.to(zone, sdk.to(zone));
    }

    @AfterEach
    void stop() throws IOException {
        connections.close();
        names.close();
        loops.close();
        sdk.close();
        formerZone.close();
        presentZone.close();
    }

    @Test
    void aZoneIsFoundAtItsNewAddressAlthoughItsFormerOneStillAnswersAndWasPromisedForADay() throws Exception {
        names.says(former);
        assertThat(size()).isEqualTo(1);

        names.says(present);
        long moved = System.nanoTime();
        while (size() == 1) {
            // In steady use: a connection that never rests has to be given up, too.
            TimeUnit.MILLISECONDS.sleep(50);
        }

        assertThat(size()).isEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - moved)).isLessThan(AGE.multipliedBy(2).plusSeconds(3));
        assertThat(DirectLimits.STANDARD.age().multipliedBy(2)).isLessThanOrEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aNameThatNobodyKnowsFailsAtOnceAndIsFoundWhenItIsThere() {
        names.says(null);
        assertThat(catchThrowable(this::size)).isInstanceOf(StoreFailure.Unreachable.class);

        names.says(former);
        assertThat(size()).isEqualTo(1);
    }

    @Test
    void aNameServerThatTakesFiveSecondsIsNotWaitedForAndAsksNothingOfTheNextCall() {
        names.says(former);
        names.takes(Duration.ofSeconds(5));
        long begun = System.nanoTime();
        assertThat(catchThrowable(this::size)).isInstanceOf(StoreFailure.Unreachable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));

        names.takes(Duration.ZERO);
        assertThat(size()).isEqualTo(1);
    }

    private long size() {
        Locator locator = new Locator(new ZoneCode("zone-1"), "photos", "cat.jpg", Optional.empty(),
                new Stamp(1, new VersionId(UUID.randomUUID()), 1));
        return store.size(locator).blockOptional().orElseThrow();
    }

    /** A machine whose objects all have this many bytes. */
    private static ServerSocket listening(InetAddress address, int port, int bytes) throws IOException {
        var socket = new ServerSocket(port, 50, address);
        Thread.startVirtualThread(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket line = socket.accept();
                    Thread.startVirtualThread(() -> answer(line, bytes));
                } catch (IOException _) {
                    return;
                }
            }
        });
        return socket;
    }

    private static void answer(Socket line, int bytes) {
        try (line;
                var in = new BufferedReader(
                        new InputStreamReader(line.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (String head = in.readLine(); head != null; head = in.readLine()) {
                if (head.isEmpty()) {
                    line.getOutputStream()
                            .write(("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: " + bytes + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException _) {
            // the other side has gone
        }
    }
}
