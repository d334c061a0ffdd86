package dev.s3gateway.server.admin;

/** What a resource answers: a status and a value that becomes JSON, or a text of its own type. */
public sealed interface AdminAnswer {

    int status();

    record Json(int status, Object value) implements AdminAnswer {}

    record Text(int status, String contentType, String text) implements AdminAnswer {}

    static AdminAnswer ok(Object value) {
        return new Json(200, value);
    }
}
