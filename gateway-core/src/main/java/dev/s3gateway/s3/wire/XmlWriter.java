package dev.s3gateway.s3.wire;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.bytes.Body;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes the XML of an answer. Every text is escaped so that a parser gives back exactly what went in; characters that
 * XML 1.0 cannot hold are written as references, as AWS does (clients that must read them ask for encoding-type=url).
 */
public final class XmlWriter {

    /** How every document begins. */
    public static final String PROLOG = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC);

    private final StringBuilder xml = new StringBuilder(PROLOG);
    private final Deque<String> open = new ArrayDeque<>();

    private XmlWriter() {}

    /** A document with this root, in the namespace of S3. */
    public static XmlWriter document(String root) {
        return new XmlWriter().start(root, " xmlns=\"" + NAMESPACE + "\"");
    }

    /** Errors have no namespace. */
    static XmlWriter error() {
        return new XmlWriter().start("Error", "");
    }

    @CanIgnoreReturnValue
    public XmlWriter open(String element) {
        return start(element, "");
    }

    @CanIgnoreReturnValue
    public XmlWriter close() {
        xml.append("</").append(open.pop()).append('>');
        return this;
    }

    @CanIgnoreReturnValue
    public XmlWriter text(String element, String value) {
        xml.append('<').append(element).append('>');
        value.codePoints().forEach(this::escape);
        xml.append("</").append(element).append('>');
        return this;
    }

    @CanIgnoreReturnValue
    public XmlWriter text(String element, long value) {
        return text(element, Long.toString(value));
    }

    @CanIgnoreReturnValue
    public XmlWriter text(String element, boolean value) {
        return text(element, Boolean.toString(value));
    }

    @CanIgnoreReturnValue
    public XmlWriter text(String element, Instant value) {
        return text(element, INSTANT.format(value));
    }

    /** Text of the element that is open now. */
    @CanIgnoreReturnValue
    public XmlWriter text(String value) {
        value.codePoints().forEach(this::escape);
        return this;
    }

    /** The document, with everything closed that was open. */
    public Body body() {
        while (!open.isEmpty()) {
            close();
        }
        return new Body.Buffered(xml.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A response of this status that carries the document. */
    public S3Response response(int status) {
        return S3Response.of(status).with("Content-Type", "application/xml").with(body());
    }

    @CanIgnoreReturnValue
    private XmlWriter start(String element, String attributes) {
        open.push(element);
        xml.append('<').append(element).append(attributes).append('>');
        return this;
    }

    private void escape(int character) {
        switch (character) {
            case '&' -> xml.append("&amp;");
            case '<' -> xml.append("&lt;");
            case '>' -> xml.append("&gt;");
            case '"' -> xml.append("&quot;");
            case '\'' -> xml.append("&apos;");
            default -> plainOrReference(character);
        }
    }

    /** A carriage return left as it is would be read as a line feed, so it goes as a reference like the unwritable. */
    private void plainOrReference(int character) {
        if (isUnwritable(character)) {
            xml.append("&#x").append(Integer.toHexString(character)).append(';');
        } else {
            xml.appendCodePoint(character);
        }
    }

    private static boolean isUnwritable(int character) {
        boolean control = character < ' ' && character != '\t' && character != '\n';
        return control || character == 0xfffe || character == 0xffff;
    }
}
