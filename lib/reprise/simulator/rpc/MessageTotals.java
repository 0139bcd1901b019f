package reprise.simulator.rpc;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client's counts. Attempts = confirmed + unroutable + failed + interrupted, once all have ended; the document's "errors"
 * is failed.
 *
 * @param confirmed of calls: replied in time
 * @param unroutable never of calls: one that no queue took waits for its reply in vain, as oslo's does
 * @param failed refused, given up, or a call with a failure for a reply or none in time
 * @param resent writes of a message that had been written before
 * @param sentBytes the cargo of what was sent
 * @param sent confirmed by the broker, the document's "sent": casts and notifications confirmed + unroutable; calls also
 *     those that had no good reply
 * @param replies calls that had a good one in time: their confirmed
 * @param lateReplies that came when their call had ended: timed out, interrupted, or already replied to
 * @param unknownReplies for no call of this client, or no replies at all
 * @param timeouts calls without a reply in time: a part of failed
 */
public record MessageTotals(long attempts, long confirmed, long unroutable, long failed, long interrupted, long resent,
                         long missedTicks, long sentBytes, Gap longestGap, long sent, long replies, long lateReplies,
                         long unknownReplies, long timeouts) {
    /**
     * A time in which the client stood still, ns of the run's clock: between two completed sends (of calls: between two good
     * replies, for a client does nothing else while it waits for one), or {@code open}, from the last one to the end of the
     * run. Both 0 if there never were two.
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
        private long sent;
        private long replies;
        private long lateReplies;
        private long unknownReplies;
        private long timeouts;
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

        void replyLate() {
            lateReplies++;
        }

        void replyUnknown() {
            unknownReplies++;
        }

        void timedOut() {
            timeouts++;
        }

        /** A call's confirm: it goes on. What ends with its confirm is told to {@link #ended} alone. */
        // HOT: once per call.
        void sent(int cargoBytes) {
            sent++;
            sentBytes += cargoBytes;
        }

        // HOT: once per message; no object.
        void ended(Outcome outcome, int cargoBytes, long nowNs) {
            switch (outcome) {
                case Outcome.Confirmed _ -> {
                    confirmed++;
                    sent(cargoBytes);
                    completed(nowNs);
                }
                case Outcome.Replied _ -> {
                    confirmed++;
                    replies++;
                    completed(nowNs);
                }
                case Outcome.Unroutable _ -> {
                    unroutable++;
                    sent(cargoBytes);
                    completed(nowNs);
                }
                case Outcome.Failed _ -> failed++;
                case Outcome.Interrupted _ -> interrupted++;
            }
        }

        private void completed(long nowNs) {
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

        MessageTotals totals(long nowNs) {
            long last = lastSentNs.getPlain();
            boolean open = last != Long.MIN_VALUE && nowNs - last > gapEndNs - gapStartNs;
            var gap = open ? new Gap(last, nowNs, true) : new Gap(gapStartNs, gapEndNs, false);
            return new MessageTotals(attempts, confirmed, unroutable, failed, interrupted, resent, missedTicks, sentBytes, gap,
                sent, replies, lateReplies, unknownReplies, timeouts);
        }
    }
}
