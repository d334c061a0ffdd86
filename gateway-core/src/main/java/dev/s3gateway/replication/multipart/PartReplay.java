package dev.s3gateway.replication.multipart;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Which parts are kept whole while they are stored, so that a zone that fails one is sent it again; and how many bytes
 * of them all together. A part that is longer, or for which there is no room, is sent once.
 */
public final class PartReplay {

    private final long longest;
    private final AtomicLong room;

    /**
     * @param longest part that is kept
     * @param budget bytes of all parts that are kept at once
     */
    public PartReplay(long longest, long budget) {
        if (longest < 0 || longest > Integer.MAX_VALUE || budget < 0) {
            throw new IllegalArgumentException("a part that is kept has at most 2 GiB, not " + longest);
        }
        this.longest = longest;
        this.room = new AtomicLong(budget);
    }

    /** Takes the room for a part of this length, to be {@linkplain #give given} back; false where it is not kept. */
    boolean take(long length) {
        return length <= longest && room.getAndUpdate(free -> free >= length ? free - length : free) >= length;
    }

    void give(long length) {
        room.addAndGet(length);
    }
}
