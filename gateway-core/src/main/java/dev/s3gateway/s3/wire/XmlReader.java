package dev.s3gateway.s3.wire;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import reactor.core.publisher.Mono;

/**
 * Reads the XML of a request. It comes from anybody, so size, depth and attributes have caps, there is no document
 * type (hence no entity but the five of XML), and nothing is read but UTF-8.
 */
public final class XmlReader {

    static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_ATTRIBUTES = 16;

    private static final XMLInputFactory FACTORY = factory();

    private XmlReader() {}

    /** The root element of a body, which is read or discarded in any case. An empty body is malformed. */
    public static Mono<XmlElement> read(Body body) {
        return read(body, MAX_BYTES);
    }

    /** The same of a body that may be longer, or must be shorter, than usual. */
    public static Mono<XmlElement> read(Body body, int atMost) {
        return collect(body, atMost).map(XmlReader::parse);
    }

    /** The root element of a body that may be empty, and is then no element. */
    public static Mono<XmlElement> readUnlessEmpty(Body body) {
        return collect(body, MAX_BYTES).filter(bytes -> bytes.length > 0).map(XmlReader::parse);
    }

    private static Mono<byte[]> collect(Body body, int atMost) {
        if (body.length().orElse(0) > atMost) {
            return body.discard().then(Mono.error(XmlReader::tooLong));
        }
        return body.chunks()
                .reduceWith(ByteArrayOutputStream::new, (collected, chunk) -> append(collected, chunk, atMost))
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static ByteArrayOutputStream append(ByteArrayOutputStream collected, ByteBuf chunk, int atMost) {
        try {
            if (collected.size() + chunk.readableBytes() > atMost) {
                throw tooLong();
            }
            byte[] bytes = new byte[chunk.readableBytes()];
            chunk.readBytes(bytes);
            collected.writeBytes(bytes);
            return collected;
        } finally {
            chunk.release();
        }
    }

    static XmlElement parse(byte[] bytes) {
        try {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(new StringReader(text(bytes)));
            String declared = xml.getCharacterEncodingScheme();
            if (declared != null && !declared.equalsIgnoreCase("UTF-8")) {
                throw malformed();
            }
            xml.nextTag();
            XmlElement root = element(xml, 1);
            toTheEnd(xml);
            return root;
        } catch (XMLStreamException | RuntimeException problem) {
            throw problem instanceof Malformed known ? known : malformed();
        }
    }

    private static String text(byte[] bytes) throws XMLStreamException {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return (text.startsWith("\uFEFF") ? text.substring(1) : text).strip();
        } catch (CharacterCodingException _) {
            throw malformed();
        }
    }

    private static XmlElement element(XMLStreamReader xml, int depth) throws XMLStreamException {
        if (depth > MAX_DEPTH || xml.getAttributeCount() > MAX_ATTRIBUTES) {
            throw malformed();
        }
        String name = xml.getLocalName();
        StringBuilder text = new StringBuilder();
        List<XmlElement> children = new ArrayList<>();
        while (xml.next() != XMLStreamConstants.END_ELEMENT) {
            switch (xml.getEventType()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(xml, depth + 1));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(xml.getText());
                case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {
                }
                default -> throw malformed();
            }
        }
        return new XmlElement(name, text.toString(), children);
    }

    private static void toTheEnd(XMLStreamReader xml) throws XMLStreamException {
        while (xml.hasNext()) {
            xml.next();
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("nothing outside the body is read");
        });
        return factory;
    }

    private static Malformed tooLong() {
        return new Malformed(Fault.MAX_MESSAGE_LENGTH_EXCEEDED, "Your request was too big.");
    }

    /** Also for what is XML but not the XML that an operation documents. */
    public static Malformed malformed() {
        return new Malformed(Fault.MALFORMED_XML,
                "The XML you provided was not well-formed or did not validate against our published schema");
    }
}
