package reprise.simulator.rpc;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client's counts. Attempts = confirmed + unroutable + failed + interrupted, once all have ended; the document's "errors" is failed.
 *
 * @param confirmed for calls: replied in time
 * @param unroutable never for calls: one that no queue took waits for its reply until the time-out, as in oslo
 * @param failed refused, given up, or a call with a failure as reply or no reply in time
 * @param resent repeated writes of a message
 * @param sentBytes the cargo of sent messages
 * @param sent confirmed by the broker, the document's "sent": for casts and notifications confirmed + unroutable; for calls also those
 * without a good reply
 * @param replies calls with a good reply in time: their confirmed
 * @param lateReplies that arrived after their call had ended: timed out, interrupted, or already replied to
 * @param unknownReplies to no call of this client, or malformed
 * @param timeouts calls without a reply in time: a part of failed
 */
public record MessageTotals(long attempts, long confirmed, long unroutable, long failed, long interrupted, long resent,
                         long missedTicks, long sentBytes, Gap longestGap, long sent, long replies, long lateReplies,
                         long unknownReplies, long timeouts) {
    /**
     * A period in which the client stood still, in ns of the run's clock: between two completed sends (for calls: between two good
     * replies, because a client does nothing else while it awaits one), or, if {@code open}, from the last one to the end of the run.
     * Both times are 0 if there were never two.
     */
    public record Gap(long startNs, long endNs, boolean open) {
        public long ns() {
            return endNs - startNs;
        }
    }

    /** Running counts; owned by the client's loop. */
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
        private final AtomicLong lastSentNs = new AtomicLong(Long.MIN_VALUE); // written by the loop, read by the live view
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

        /** Counts a call's confirm; the call continues. Messages that end with their confirm only reach {@link #ended}. */
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
