package dev.s3gateway.bytes;

import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Provider;
import java.security.Security;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Counts, as long as it is open, how many bodies are hashed by the digests of the JDK. One at a time. */
public final class CountedDigests implements AutoCloseable {

    private static final String NAME = "Counted";

    private final Queue<Finished> finished = new ConcurrentLinkedQueue<>();

    private record Finished(String algorithm, long size) {}

    public CountedDigests() {
        Security.insertProviderAt(new Counting(), 1);
    }

    public void forget() {
        finished.clear();
    }

    /** How often something of this size was hashed. */
    public long of(String algorithm, long size) {
        return finished.stream().filter(new Finished(algorithm, size)::equals).count();
    }

    @Override
    public void close() {
        Security.removeProvider(NAME);
    }

    private final class Counting extends Provider {

        private static final long serialVersionUID = 1;

        Counting() {
            super(NAME, "1", "the JDK's digests, counted");
            for (String algorithm : new String[]{"MD5", "SHA-1", "SHA-256"}) {
                putService(new Service(this, "MessageDigest", algorithm, Counter.class.getName(), null, null) {

                    @Override
                    public Object newInstance(Object ignored) throws NoSuchAlgorithmException {
                        return new Counter(algorithm);
                    }
                });
            }
        }
    }

    private final class Counter extends MessageDigestSpi {

        private final MessageDigest digest;
        private long size;

        Counter(String algorithm) throws NoSuchAlgorithmException {
            try {
                this.digest = MessageDigest.getInstance(algorithm, "SUN");
            } catch (NoSuchProviderException e) {
                throw new NoSuchAlgorithmException(e);
            }
        }

        @Override
        protected void engineUpdate(byte input) {
            size++;
            digest.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            size += length;
            digest.update(input, offset, length);
        }

        @Override
        protected byte[] engineDigest() {
            finished.add(new Finished(digest.getAlgorithm(), size));
            size = 0;
            return digest.digest();
        }

        @Override
        protected void engineReset() {
            size = 0;
            digest.reset();
        }

        @Override
        protected int engineGetDigestLength() {
            return digest.getDigestLength();
        }
    }
}
