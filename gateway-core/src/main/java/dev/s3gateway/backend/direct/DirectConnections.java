package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.s3.S3ZoneConfig;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.RoundRobinDnsAddressResolverGroup;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What all zones that are reached directly share: event loops, which are not ended here, and the names they know. */
public final class DirectConnections implements AutoCloseable {

    private final Loops loops;
    private final DirectLimits limits;
    private final RoundRobinDnsAddressResolverGroup names;
    private final List<ZoneLines> zones = new CopyOnWriteArrayList<>();

    public DirectConnections(Loops loops, DirectLimits limits) {
        this(loops, limits, DnsServerAddressStreamProviders.platformDefault());
    }

    DirectConnections(Loops loops, DirectLimits limits, DnsServerAddressStreamProvider nameServers) {
        this.loops = loops;
        this.limits = limits;
        // Asked anew before long, whatever the name server says: a zone may move.
        this.names = new RoundRobinDnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(loops.datagrams())
                .socketChannelType(loops.sockets())
                .nameServerProvider(nameServers)
                .queryTimeoutMillis(limits.connect().toMillis())
                .ttl(0, Math.toIntExact(limits.age().toSeconds())));
    }

    /** A zone reached by these connections for what carries objects, and by {@code rest} for everything else. */
    public DirectObjectStore to(S3ZoneConfig zone, ObjectStore rest) {
        ZoneLines lines = new ZoneLines(zone, loops, names, limits);
        zones.add(lines);
        return new DirectObjectStore(zone, lines, rest, false);
    }

    /** Lets go of one zone alone. Calls that are still under way there fail. */
    public void close(DirectObjectStore store) {
        zones.remove(store.lines());
        store.lines().close();
    }

    /** Calls that are still under way fail. */
    @Override
    public void close() {
        zones.forEach(ZoneLines::close);
        names.close();
    }
}
