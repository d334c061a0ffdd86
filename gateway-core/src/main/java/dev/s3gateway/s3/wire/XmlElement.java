package dev.s3gateway.s3.wire;

import java.util.List;
import java.util.Optional;

/** An element of a request's XML by its local name: clients send bodies with and without the namespace of S3. */
public record XmlElement(String name, String text, List<XmlElement> children) {

    public XmlElement {
        children = List.copyOf(children);
    }

    public List<XmlElement> children(String named) {
        return children.stream().filter(child -> child.name().equals(named)).toList();
    }

    public Optional<XmlElement> child(String named) {
        return children.stream().filter(child -> child.name().equals(named)).findFirst();
    }

    /** The text of a child, verbatim: spaces may belong to a key. */
    public Optional<String> text(String named) {
        return child(named).map(XmlElement::text);
    }
}
