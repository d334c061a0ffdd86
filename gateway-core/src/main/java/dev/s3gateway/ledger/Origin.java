package dev.s3gateway.ledger;

/** Who asked for a mutation, for the operations log: the request's id, the caller's name, the client's address. */
public record Origin(String requestId, String caller, String sourceIp) {

    /** Our own upkeep. */
    public static Origin internal(String job) {
        return new Origin(job, "gateway", "");
    }
}
