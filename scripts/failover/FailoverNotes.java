package failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import reprise.experiment.DurationOption;
import reprise.experiment.RpcPair;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.MessageTotals;
import reprise.sut.Brokers;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * Remarks for the reader of an ended fail-over run: which node was struck, whether the intended party noticed it, and which messages were
 * unexpected.
 *
 * @param startNs start of the load, on the run's clock
 */
record FailoverNotes(FailoverPlan plan, Brokers brokers, Faults faults, RpcPair pair, RpcPair.Totals totals,
    long startNs) {
    /** A fault and the party whose node it was meant for. @param cutOffNs when that party first lost its connection, if it did */
    private record Struck(String party, Host node, long atNs, OptionalLong cutOffNs) {}

    List<String> all() {
        var notes = new ArrayList<String>();
        plan.setup().remark().ifPresent(notes::add);
        struck().ifPresent(struck -> {
            if (plan.fault().kind() == FaultPlan.Kind.FREEZE) {
                notes.add(partition(struck));
                brokers.frozenNodeNote().ifPresent(notes::add);
            }
            else if (struck.cutOffNs().isEmpty()) notes.add(wrongNode(struck));
        });
        if (plan.fault().at().isEmpty() && plan.fault().chaosSeed().isEmpty() && totals.client().isPresent()) {
            var cutOff = pair.client().firstCutOffNs();
            notes.add(cutOff.isEmpty() ? "Nothing was killed: with --url, give --kill COMMAND too"
                : String.format(Locale.ROOT,
                "The client was cut off at %.3f s by something else than this script; that is taken for the kill",
                sec(cutOff.getAsLong())));
        }
        totals.client().filter(client -> client.interrupted() > 0).ifPresent(client -> notes.add(interrupted(client)));
        unexpectedSenders(notes);
        return notes;
    }

    private String interrupted(MessageTotals client) {
        boolean one = client.interrupted() == 1;
        long arrived = plan.setup().kind() == MessageKind.CALL ? 0 : totals.server().map(server -> server.received() - client.sent())
            .orElse(0L);
        return client.interrupted() + (one ? " message" : " messages") + " had no confirm or reply when the run ended; "
            + (one ? "it is" : "they are") + " in no other count"
            + (arrived > 0 ? ", but for the " + arrived + " that arrived" : "");
    }

    private double sec(long atNs) {
        return (atNs - startNs) / 1e9;
    }

    /** The single fault of a plan, if the party that it was meant for ran here. */
    private Optional<Struck> struck() {
        var node = faults.struckNode();
        if (node.isEmpty() || plan.fault().at().isEmpty()) return Optional.empty();
        var place = plan.setup().placement();
        long atNs = faults.struckAtNs().getFirst();
        if (totals.client().isPresent() && place.killed() == place.client())
            return Optional.of(new Struck("client", node.get(), atNs, pair.client().firstCutOffNs()));
        return place.killed() == place.server() ? pair.server()
            .map(server -> new Struck("server", node.get(), atNs, server.firstCutOffNs())) : Optional.empty();
    }

    /** A party that was connected to the killed node has lost its connection; otherwise another node was killed. */
    private static String wrongNode(Struck struck) {
        return "The " + struck.party() + "'s connection to " + struck.node()
            + " never broke: the wrong node was killed, or none; look at --kill and at the order of the hosts in --url";
    }

    private String partition(Struck struck) {
        var said =
            String.format(Locale.ROOT,
            "A partition, not a death: %s was frozen at %.3f s and its connections stayed open; the published figures are of a death. ",
            struck.node(), sec(struck.atNs()));
        if (struck.cutOffNs().isPresent()) {
            return said
                + String.format(Locale.ROOT,
                "The %s gave its connection up %.3f s later; it may by its heartbeat (%s) after two intervals without a sign",
                struck.party(),
                (struck.cutOffNs().getAsLong() - struck.atNs()) / 1e9, DurationOption.text(plan.load().heartbeat()));
        }
        return said + "The " + struck.party() + "'s connection was never given up: "
            + (plan.load().heartbeat().isZero() ? "without a --heartbeat nobody finds that out"
            : "the silence was shorter than two heartbeats of " + DurationOption.text(plan.load().heartbeat()));
    }

    /** Messages to client or server from senders other than each other. */
    private void unexpectedSenders(List<String> notes) {
        totals.client()
            .ifPresent(client ->
            counted(notes, client.unknownReplies(), "for no call of this client came to its reply queue", FailoverKeys.UNKNOWN_REPLIES));
        totals.server().ifPresent(server -> {
            counted(notes, server.foreign(), "of another method or event than the simulator's came to the server",
                FailoverKeys.FOREIGN_MESSAGES);
            counted(notes, server.malformed(), "that oslo.messaging does not write came to the server", FailoverKeys.MALFORMED_MESSAGES);
        });
    }

    private static void counted(List<String> notes, long count, String what, String figure) {
        if (count > 0)
            notes.add(count + (count == 1 ? " message " : " messages ") + what + " (" + figure + " in run.json); in no other figure");
    }
}
