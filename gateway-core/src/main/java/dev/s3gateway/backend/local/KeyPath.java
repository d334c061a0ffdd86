package dev.s3gateway.backend.local;

import dev.s3gateway.backend.StoreFailure;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The file names of a key: no two keys share one, and none leads anywhere but down.
 *
 * <p>Each segment between slashes is one name, as it is where it can be: printable ASCII stays, every other byte of its
 * UTF-8 becomes {@code %HH}. So what a name means depends neither on the locale that the JVM was started in nor on a
 * file system that normalises letters. {@code %} and {@code !} are escaped since they are ours, and a dot that begins a
 * name, so that {@code .}, {@code ..} and our own hidden names cannot be met. An empty segment is {@code %}. A segment that is
 * too long for one name is cut, and each piece but the last bears {@code %~}. No escape looks like either of these.
 */
final class KeyPath {

    private static final int LONGEST_PIECE = 160;
    private static final String EMPTY = "%";
    private static final String CUT = "%~";

    private KeyPath() {}

    /** The names from the bucket's directory down; the last one is the beginning of a file's name. */
    static List<String> of(String key) {
        List<String> names = new ArrayList<>();
        for (String segment : key.split("/", -1)) {
            names.addAll(pieces(segment));
        }
        return names;
    }

    /** One name for a bucket of whatever form; bucket names are too short to be cut. */
    static String ofBucket(String bucket) {
        return String.join("", pieces(bucket));
    }

    private static List<String> pieces(String segment) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        ByteBuffer bytes = utf8(segment);
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (piece.length() + escaped(b, piece).length() > LONGEST_PIECE) {
                pieces.add(piece + CUT);
                piece.setLength(0);
            }
            piece.append(escaped(b, piece));
        }
        pieces.add(piece.isEmpty() ? EMPTY : piece.toString());
        return pieces;
    }

    private static String escaped(byte b, StringBuilder before) {
        boolean stays = isPlain(b) && !(b == '.' && before.isEmpty());
        return stays ? String.valueOf((char) b) : "%" + HexFormat.of().withUpperCase().toHexDigits(b);
    }

    private static boolean isPlain(byte b) {
        return b >= ' ' && b < 0x7f && b != '%' && b != '!' && b != '/';
    }

    /** Half a surrogate pair would become a question mark, which is another key. */
    private static ByteBuffer utf8(String segment) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(segment));
        } catch (CharacterCodingException e) {
            throw new StoreFailure.Rejected("InvalidKey", "not Unicode text");
        }
    }
}
