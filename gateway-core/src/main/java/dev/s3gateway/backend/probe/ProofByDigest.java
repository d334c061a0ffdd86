package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.bytes.Body;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import reactor.core.publisher.Mono;

/** Looks whether what the zone says about our bytes is true of them. */
final class ProofByDigest implements Question {

    private static final String TEXT = "what a zone says about these bytes must be true";

    @Override
    public Ability ability() {
        return Ability.DIGEST;
    }

    @Override
    public Mono<Answer> ask(Workbench bench) {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        return bench.put(bench.planned(bench.under("digest")), Body.of(TEXT))
                .map(stored -> answer(stored.digest(), bytes));
    }

    private static Answer answer(ZoneDigest digest, byte[] bytes) {
        return switch (digest) {
            case ZoneDigest.Md5(var tag) -> tag.value().equals(md5(bytes))
                    ? Capabilities.MD5
                    : Answer.no("its tag looks like an MD5 and is none of our bytes");
            case ZoneDigest.Crc32c(var crc) -> crc == crc32c(bytes)
                    ? Answer.yes("CRC-32C")
                    : Answer.no("its CRC-32C is not that of our bytes");
            case ZoneDigest.CheckedOurs _ -> Answer.yes("it has checked ours");
            case ZoneDigest.NotAsked() -> Answer.unknown("not to be asked for, by the configuration");
            case ZoneDigest.None() -> Answer.no("it says nothing about the bytes: they are read back");
        };
    }

    static int crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
