package dev.s3gateway.server.s3;

import dev.s3gateway.access.Caller;
import dev.s3gateway.s3.Observation;
import dev.s3gateway.s3.Observer;
import dev.s3gateway.server.http.AccessNote;
import dev.s3gateway.server.http.Exchange;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Brings what the service found out about a request to the access record of the exchange with the same id. */
public final class AnswerNotes implements Observer {

    private final Map<String, AccessNote> open = new ConcurrentHashMap<>();

    void begin(Exchange exchange) {
        open.put(exchange.id(), exchange.note());
    }

    void end(Exchange exchange) {
        open.remove(exchange.id());
    }

    @Override
    public void answered(Observation observation) {
        AccessNote note = open.get(observation.request().id());
        if (note != null) {
            note.operation(observation.operation());
            note.caller(observation.caller().map(Caller::user).orElse("-"));
            note.zones(observation.zone().orElse(""));
            note.reason(observation.reason().orElse(""));
        }
    }
}
