package failover;

/** The keys of a fail-over run's summary and measures that several classes use, as run.json names them; a key ends with its unit. */
final class FailoverKeys {
    static final String SENT_MESSAGES = "sentMessages";
    static final String ATTEMPTED_MESSAGES = "attemptedMessages";
    static final String CONFIRMED_MESSAGES = "confirmedMessages";
    static final String ERROR_MESSAGES = "errorMessages";
    static final String REFUSED_MESSAGES = "refusedMessages";
    static final String UNROUTABLE_MESSAGES = "unroutableMessages";
    static final String INTERRUPTED_MESSAGES = "interruptedMessages";
    static final String RESENT_MESSAGES = "resentMessages";
    static final String LOST_MESSAGES = "lostMessages";
    static final String RECEIVED_MESSAGES = "receivedMessages";
    static final String DELIVERED_MESSAGES = "deliveredMessages";
    static final String DUPLICATE_MESSAGES = "duplicateMessages";
    static final String MALFORMED_MESSAGES = "malformedMessages";
    static final String FOREIGN_MESSAGES = "foreignMessages";
    static final String EARLY_MESSAGES = "earlyMessages";
    static final String REPLIES = "replies";
    static final String REPLY_DELIVERIES = "replyDeliveries";
    static final String TAKEN_REPLIES = "takenReplies";
    static final String LATE_REPLIES = "lateReplies";
    static final String UNKNOWN_REPLIES = "unknownReplies";
    static final String TIMEOUTS = "timeouts";
    static final String THROUGHPUT_PER_SEC = "throughputPerSec";
    static final String TRANSFER_MB = "transferMb";
    static final String BANDWIDTH_MB_PER_SEC = "bandwidthMbPerSec";
    static final String AVG_LATENCY_MS = "avgLatencyMs";
    static final String MAX_LATENCY_MS = "maxLatencyMs";
    static final String MEDIAN_BEFORE_NS = "medianLatencyBeforeNs";
    static final String MEDIAN_AFTER_NS = "medianLatencyAfterNs";
    static final String AVG_ROUND_TRIP_MS = "avgRoundTripMs";
    static final String MAX_ROUND_TRIP_MS = "maxRoundTripMs";
    static final String P50_ROUND_TRIP_MS = "p50RoundTripMs";
    static final String P99_ROUND_TRIP_MS = "p99RoundTripMs";
    static final String CORRECTED_AVG_LATENCY_MS = "correctedAvgLatencyMs";
    static final String CORRECTED_P99_LATENCY_MS = "correctedP99LatencyMs";
    static final String KILLED_AT_SEC = "killedAtSec";
    static final String OUTAGE_SEC = "outageSec";
    static final String OUTAGE_START_SEC = "outageStartSec";
    static final String LAST_SENT_SEC = "lastSentSec";
    static final String LONGEST_GAP_SEC = "longestGapSec";
    static final String LONGEST_GAP_START_SEC = "longestGapStartSec";
    static final String WARM_UP_SEC = "warmUpSec";
    static final String UNROUTABLE_FIRST_SEC = "unroutableFirstSec";
    static final String UNROUTABLE_LAST_SEC = "unroutableLastSec";
    static final String UNROUTABLE_IN_GAP = "unroutableInGap";
    static final String QUEUE_GAP_START_SEC = "queueGapStartSec";
    static final String QUEUE_GAP_END_SEC = "queueGapEndSec";
    static final String QUEUE_GAP_MS = "queueGapMs";
    static final String MAX_LATENCY_SEC = "maxLatencySec";
    static final String MAX_ROUND_TRIP_SEC = "maxRoundTripSec";

    private FailoverKeys() {}
}
