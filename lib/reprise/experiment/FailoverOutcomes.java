package reprise.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import reprise.judge.Clocks;
import reprise.simulator.rpc.ClockOffset;
import reprise.simulator.rpc.MessageClient;
import reprise.simulator.rpc.MessageServer;
import reprise.simulator.rpc.MessageTotals;

/** What client and server counted by themselves, beside the recorder, as the summary has it: so each account has two sides. */
record FailoverOutcomes(boolean calls, Map<String, Double> figures) {
    /** Each attempt has one outcome: attempted = confirmed + unroutable + errors + interrupted. */
    static Map<String, Double> of(ClientServerPair pair, ClientServerPair.Totals totals, boolean calls,
        Optional<ClockOffset.Result> offset) {
        var outcomes = new FailoverOutcomes(calls, new LinkedHashMap<>());
        totals.client().ifPresent(client -> outcomes.addClient(client, pair.client(), offset));
        totals.server().ifPresent(server -> outcomes.addServer(server, pair.server().orElseThrow().counted()));
        return outcomes.figures;
    }

    private void addClient(MessageTotals client, MessageClient party, Optional<ClockOffset.Result> offset) {
        if (calls) {
            put("unknownReplies", client.unknownReplies());
            put("lateReplies", client.lateReplies());
            put("replyDeliveries", party.replyCounts().deliveries());
            put("takenReplies", party.replyCounts().taken());
            put("replySigns", party.replyCounts().signs());
        }
        put("attemptedMessages", client.attempts());
        put("confirmedMessages", client.confirmed());
        put("interruptedMessages", client.interrupted());
        put("resentMessages", client.resent());
        party.clockOffset().or(() -> offset).ifPresent(known ->
            figures.putAll(Clocks.apart(known.offsetNs(), known.uncertaintyNs(), known.samples(), known.driftNsPerMinute()).figures()));
    }

    private void addServer(MessageServer.Totals server, MessageServer.Counted counted) {
        put("deliveredMessages", counted.deliveries());
        put("duplicateMessages", server.duplicates());
        put("malformedMessages", server.malformed());
        put("earlyMessages", server.early());
        put("foreignMessages", server.foreign());
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
