package dev.s3gateway.bench.cases;

import java.lang.management.ManagementFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What the JDK's own hash of a GiB costs on this machine, now. */
final class DigestCost {

    private static final int BLOCK = 1 << 20;

    private DigestCost() {}

    static double perGib(String algorithm) {
        measured(algorithm);
        return measured(algorithm);
    }

    private static double measured(String algorithm) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            byte[] block = new byte[BLOCK];
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < 1024; i++) {
                digest.update(block);
            }
            if (digest.digest().length == 0) {
                throw new IllegalStateException("a hash without bytes");
            }
            return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
