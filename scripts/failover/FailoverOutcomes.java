package failover;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import reprise.experiment.RpcPair;
import reprise.recorder.ClockOffset;
import reprise.simulator.rpc.MessageClient;
import reprise.simulator.rpc.MessageServer;
import reprise.simulator.rpc.MessageTotals;

/** The counts of client and server themselves for the summary. They are independent of the recorder, so each account has two sides. */
record FailoverOutcomes(boolean calls, Map<String, Double> figures) {
    /** Each attempt has one outcome: attempted = confirmed + unroutable + errors + interrupted. */
    static Map<String, Double> of(RpcPair pair, RpcPair.Totals totals, boolean calls,
        Optional<ClockOffset.Result> offset) {
        var outcomes = new FailoverOutcomes(calls, new LinkedHashMap<>());
        totals.client().ifPresent(client -> outcomes.addClient(client, pair.client(), offset));
        totals.server().ifPresent(server -> outcomes.addServer(server, pair.server().orElseThrow().counted()));
        return outcomes.figures;
    }

    private void addClient(MessageTotals client, MessageClient party, Optional<ClockOffset.Result> offset) {
        if (calls) {
            put(FailoverKeys.UNKNOWN_REPLIES, client.unknownReplies());
            put(FailoverKeys.LATE_REPLIES, client.lateReplies());
            put(FailoverKeys.REPLY_DELIVERIES, party.replyCounts().deliveries());
            put(FailoverKeys.TAKEN_REPLIES, party.replyCounts().taken());
            put("replySigns", party.replyCounts().signs());
        }
        put(FailoverKeys.ATTEMPTED_MESSAGES, client.attempts());
        put(FailoverKeys.CONFIRMED_MESSAGES, client.confirmed());
        put(FailoverKeys.INTERRUPTED_MESSAGES, client.interrupted());
        put(FailoverKeys.RESENT_MESSAGES, client.resent());
        party.clockOffset().or(() -> offset).ifPresent(known ->
            figures.putAll(Clocks.apart(known.offsetNs(), known.uncertaintyNs(), known.samples(), known.driftNsPerMinute()).figures()));
    }

    private void addServer(MessageServer.Totals server, MessageServer.Counted counted) {
        put(FailoverKeys.DELIVERED_MESSAGES, counted.deliveries());
        put(FailoverKeys.DUPLICATE_MESSAGES, server.duplicates());
        put(FailoverKeys.MALFORMED_MESSAGES, server.malformed());
        put(FailoverKeys.EARLY_MESSAGES, server.early());
        put(FailoverKeys.FOREIGN_MESSAGES, server.foreign());
        put("clockCalls", counted.clockCalls());
        if (!calls) return;
        put("repliesBegun", counted.repliesBegun());
        put("repliesSent", server.repliesSent());
        put("repliesLost", server.repliesLost());
    }

    private void put(String key, long count) {
        figures.put(key, (double) count);
    }
}
