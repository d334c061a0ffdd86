package dev.s3gateway.ledger;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Which configuration the gateways of one ledger go by. Each reads files of its own; the ledger tells them that there is a
 * newer revision, and everybody who goes by it already. Every call is lazy and fails only with
 * {@link LedgerUnavailable}.
 */
public interface Revisions {

    /** The newest has the highest number; {@code digest} is the same for the same configuration. */
    record Revision(long number, String digest) {}

    /** Makes this the newest, unless it is already. */
    Mono<Revision> announce(String digest);

    /** The newest, empty before the first. Notes in this process's lease that it goes by revision {@code loaded}. */
    Mono<Revision> newest(long loaded);

    /** The living processes that do not go by this revision, nor by a newer one. */
    Mono<List<String>> behind(long number);
}
