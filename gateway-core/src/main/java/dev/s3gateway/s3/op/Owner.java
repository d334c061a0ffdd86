package dev.s3gateway.s3.op;

import dev.s3gateway.s3.wire.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A user as S3 shows owners: a canonical id of 64 hexadecimal digits that stays the same everywhere, and a name. */
record Owner(String user) {

    String id() {
        try {
            byte[] name = user.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(name));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
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
