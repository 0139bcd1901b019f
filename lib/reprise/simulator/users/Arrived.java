package reprise.simulator.users;

import java.util.Arrays;

/**
 * The set of a server's messages that one listener has received, by number: one bit each, in a ring that grows with the messages sent
 * while it listens, up to the most that can be in flight at once. Owned by the listener's loop; adding a number allocates only when the
 * ring doubles.
 * <pre>
 *   joined after n   first capacity numbers                       then the latest capacity numbers
 *   bits             [n+1 … n+capacity], capacity is doubled       (highest − capacity, highest], at MOST
 * </pre>
 */
final class Arrived {
    /** By then, an older message's slot in {@link Deliveries} has been reused, and its stamp is foreign. */
    private static final int MOST = 1 << 17;
    private final long joinedAfter;
    private long[] bits = new long[4];
    private long highest;

    Arrived(long joinedAfter) {
        this.joinedAfter = joinedAfter;
        highest = joinedAfter;
    }

    /** The number of the latest received message; initially that of the last one before it listened. */
    long highest() {
        return highest;
    }

    // HOT: once per delivery.
    boolean has(long number) {
        return number <= highest && (bits[word(number)] & 1L << number) != 0;
    }

    // HOT: once per delivery.
    void add(long number) {
        if (number > highest) {
            while (number - joinedAfter > capacity() && capacity() < MOST) grow();
            if (number - highest >= capacity()) Arrays.fill(bits, 0);
            else for (long passed = highest + 1; passed < number; passed++) bits[word(passed)] &= ~(1L << passed);
            highest = number;
        }
        bits[word(number)] |= 1L << number;
    }

    private int capacity() {
        return bits.length << 6;
    }

    private int word(long number) {
        return (int) (number >>> 6) & bits.length - 1;
    }

    private void grow() {
        var old = bits;
        int oldCapacity = capacity();
        bits = new long[2 * old.length];
        for (long number = Math.max(joinedAfter + 1, highest - oldCapacity + 1); number <= highest; number++) {
            bits[word(number)] |= old[(int) (number >>> 6) & old.length - 1] & 1L << number;
        }
    }
}
