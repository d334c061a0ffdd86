package dev.s3gateway.lifecycle;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** What BlockHound takes for blocking and is not: each exception with its reason. */
public final class AllowedBlocking implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        // Reads /dev/urandom, which never waits. The PostgreSQL driver does it on its event loop at each login.
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
        // Where Netty's pool of buffers grows, it waits for whoever is just cutting a buffer from a part that it gives up:
        // a lock of its own around a few fields, held for no longer than that.
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free");
        // Looks for an XML parser in the jars, once for each thread: no more than the loading of a class is.
        builder.allowBlockingCallsInside("software.amazon.awssdk.protocols.query.unmarshall.XmlDomParser",
                "createXmlInputFactory");
        // The SDK keeps digests for its signatures in a queue that all threads share: its lock is held while one is
        // taken from it or laid back.
        builder.allowBlockingCallsInside("software.amazon.awssdk.checksums.internal.DigestAlgorithm", "getDigest");
        builder.allowBlockingCallsInside(
                "software.amazon.awssdk.checksums.internal.DigestAlgorithm$CloseableMessageDigest", "close");
        // The SDK closes its connections on a thread that Netty keeps for such things, and gives up after two seconds
        // where that thread may not wait.
        builder.allowBlockingCallsInside("io.netty.channel.pool.SimpleChannelPool", "close");
        // So does the one pool of it that wraps the others: on the event loop of one zone's client, when that is closed,
        // it waits for the loop that its connections belong to.
        builder.allowBlockingCallsInside("software.amazon.awssdk.http.nio.netty.internal.utils.BetterFixedChannelPool",
                "close");
    }
}
