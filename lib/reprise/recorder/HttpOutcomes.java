package reprise.recorder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of the requests of a load. Attempts are counted where each begins, the outcomes where they end, latencies by the
 * recorder, and wrk's replies by wrk's rules: so the sides of an account are counted apart.
 *
 * @param good replies in time that were the expected ones; {@code unexpected} others, {@code statusErrors} those of status above 399
 * @param timeouts attempts over the timeout; {@code lateReplies} of them were answered after all
 * @param interrupted in flight when the run ended
 * @param timed latencies that the recorder has, those of late replies too
 */
public record HttpOutcomes(long attempts, long good, long unexpected, long statusErrors, long timeouts, long readErrors, long writeErrors,
                           long interrupted, long lateReplies, long timed) {
    private static final long MOST = (long) 1e15;

    /** @param of whose requests; @param wrkRequests what wrk counts: every reply that was parsed */
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

    /** For run.json. */
    public Map<String, Object> plain() {
        var row = new LinkedHashMap<String, Object>();
        row.put("attempts", attempts);
        row.put("good", good);
        row.put("unexpected", unexpected);
        row.put("statusErrors", statusErrors);
        row.put("timeouts", timeouts);
        row.put("readErrors", readErrors);
        row.put("writeErrors", writeErrors);
        row.put("interrupted", interrupted);
        row.put("lateReplies", lateReplies);
        row.put("timed", timed);
        return row;
    }

    public static HttpOutcomes read(StrictJson object) {
        var read =
            new HttpOutcomes(count(object, "attempts"), count(object, "good"), count(object, "unexpected"), count(object, "statusErrors"),
            count(object, "timeouts"), count(object, "readErrors"), count(object, "writeErrors"), count(object, "interrupted"),
            count(object, "lateReplies"), count(object, "timed"));
        object.done();
        return read;
    }

    private static long count(StrictJson object, String key) {
        return object.whole(key, 0, MOST, 0);
    }
}
