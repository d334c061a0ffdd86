package dev.s3gateway.ledger;

import dev.s3gateway.object.Conditions;
import java.util.List;

/** What a client asked an upload to become: these parts, which make this content, under these conditions. */
public record Completion(List<Integer> parts, Content content, Conditions conditions, Origin origin) {

    public Completion {
        parts = List.copyOf(parts);
    }

    /** Whether another asks for the same object. */
    public boolean isSame(Completion other) {
        return parts.equals(other.parts) && content.etag().equals(other.content.etag());
    }
}
