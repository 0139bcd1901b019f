package reprise.recorder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The outcomes of a load's requests. Attempts are counted when each begins, outcomes when they end, latencies by the recorder, and wrk's
 * replies by wrk's rules, so the sides of an account are counted independently.
 *
 * @param good expected replies in time; {@code unexpected} other replies, {@code statusErrors} those with a status above 399
 * @param timeouts attempts that exceeded the timeout; {@code lateReplies} those of them that were answered later
 * @param interrupted in flight when the run ended
 * @param timed latencies in the recorder, including those of late replies
 */
@Limits(least = 0)
public record HttpOutcomes(long attempts, long good, long unexpected, long statusErrors, long timeouts, long readErrors, long writeErrors,
                           long interrupted, long lateReplies, long timed) {
    /** @param of the owner of the requests; @param wrkRequests wrk's count: every parsed reply */
    public List<Account> accounts(String of, long wrkRequests) {
        var ends = new LinkedHashMap<String, Long>();
        ends.put("good", good);
        ends.put("unexpected", unexpected);
        ends.put("of status above 399", statusErrors);
        ends.put("timed out", timeouts);
        ends.put("read errors", readErrors);
        ends.put("write errors", writeErrors);
        ends.put("interrupted", interrupted);
        var replies = new LinkedHashMap<String, Long>();
        replies.put("good", good);
        replies.put("unexpected", unexpected);
        replies.put("of status above 399", statusErrors);
        replies.put("late", lateReplies);
        return List.of(new Account("requests" + of, "begun", attempts, ends, Set.of()),
            new Account("replies" + of, "counted as wrk does", wrkRequests, replies, Set.of()),
            new Account("latencies" + of, "recorded", timed, Map.of("replies", wrkRequests), Set.of()));
    }
}
