package dev.s3gateway.s3.op;

import dev.s3gateway.bytes.Sha256;
import dev.s3gateway.s3.wire.XmlWriter;

/** A user as S3 shows owners: a canonical id of 64 hexadecimal digits that stays the same everywhere, and a name. */
record Owner(String user) {

    String id() {
        return Sha256.hex(user);
    }

    /** Whether somebody who expects an owner by name or by id means this one. */
    boolean isCalled(String expected) {
        return expected.equals(user) || expected.equals(id());
    }

    void write(XmlWriter xml) {
        write(xml, "Owner");
    }

    void write(XmlWriter xml, String element) {
        xml.open(element).text("ID", id()).text("DisplayName", user).close();
    }
}
