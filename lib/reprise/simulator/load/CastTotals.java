package reprise.simulator.load;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client's counts. Attempts = confirmed + unroutable + failed + interrupted, once all have ended; the document's "sent" is
 * confirmed + unroutable, its "errors" is failed. {@code resent} counts writes of a message that had been written before;
 * {@code sentBytes} the cargo of what was sent.
 */
public record CastTotals(long attempts, long confirmed, long unroutable, long failed, long interrupted, long resent,
                         long missedTicks, long sentBytes, Gap longestGap) {
    public long sent() {
        return confirmed + unroutable;
    }

    /**
     * A time without a completed send, ns of the run's clock: between two of them, or {@code open}, from the last one to the
     * end of the run. Both 0 if there never were two.
     */
    public record Gap(long startNs, long endNs, boolean open) {
        public long ns() {
            return endNs - startNs;
        }
    }

    /** Counts as it goes; owned by the client's loop. */
    static final class Tally {
        private long attempts;
        private long confirmed;
        private long unroutable;
        private long failed;
        private long interrupted;
        private long resent;
        private long missedTicks;
        private long sentBytes;
        private final AtomicLong lastSentNs = new AtomicLong(Long.MIN_VALUE); // written by the loop, read by who shows it
        private long gapStartNs;
        private long gapEndNs;

        void began() {
            attempts++;
        }

        void resent() {
            resent++;
        }

        void missed(long ticks) {
            missedTicks += ticks;
        }

        // HOT: once per message; no object.
        void ended(Outcome outcome, int cargoBytes, long nowNs) {
            switch (outcome) {
                case Outcome.Confirmed _ -> {
                    confirmed++;
                    sent(cargoBytes, nowNs);
                }
                case Outcome.Unroutable _ -> {
                    unroutable++;
                    sent(cargoBytes, nowNs);
                }
                case Outcome.Failed _ -> failed++;
                case Outcome.Interrupted _ -> interrupted++;
            }
        }

        private void sent(int cargoBytes, long nowNs) {
            sentBytes += cargoBytes;
            long before = lastSentNs.getPlain();
            if (before != Long.MIN_VALUE && nowNs - before > gapEndNs - gapStartNs) {
                gapStartNs = before;
                gapEndNs = nowNs;
            }
            lastSentNs.setRelease(nowNs);
        }

        OptionalLong lastSentNs() {
            long last = lastSentNs.getAcquire();
            return last == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(last);
        }

        CastTotals totals(long nowNs) {
            long last = lastSentNs.getPlain();
            boolean open = last != Long.MIN_VALUE && nowNs - last > gapEndNs - gapStartNs;
            var gap = open ? new Gap(last, nowNs, true) : new Gap(gapStartNs, gapEndNs, false);
            return new CastTotals(attempts, confirmed, unroutable, failed, interrupted, resent, missedTicks, sentBytes, gap);
        }
    }
}
