package dev.s3gateway.replication.marker;

import dev.s3gateway.backend.ZoneCode;

/** Whose a zone bucket is, by its marker. */
public sealed interface Claim {

    /** This ledger's, as the zone that was asked. */
    record Ours() implements Claim {}

    /** Nobody's yet; also where there is no such bucket. */
    record Nobodys() implements Claim {}

    /** This ledger's, but another of its zones has it: the two are one place. */
    record OtherZones(ZoneCode owner) implements Claim {}

    /** That of a gateway with a ledger of its own. {@code owner} says which. */
    record OtherGateways(String owner) implements Claim {}
}
