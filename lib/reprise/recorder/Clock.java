package reprise.recorder;

/**
 * The one reader of time. Durations and schedules use {@link #nanos()}; wall time only labels runs and crosses hosts.
 * Safe from any thread. Tests give a virtual one.
 */
public interface Clock {
    /** Nanoseconds since an arbitrary moment; never goes back. */
    long nanos();

    /** Nanoseconds since 1970 UTC of a moment of {@link #nanos()}. Anchored once, so it does not follow later steps of the wall clock. */
    long wallNs(long nanos);

    static Clock system() {
        var wall = java.time.Instant.now();
        long wallMinusNanosNs = wall.getEpochSecond() * 1_000_000_000L + wall.getNano() - System.nanoTime();
        return new Clock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public long wallNs(long nanos) {
                return nanos + wallMinusNanosNs;
            }
        };
    }
}
