package failover;

import java.util.Optional;
import java.util.OptionalDouble;
import reprise.judge.Measure;
import reprise.recorder.Numbers;
import reprise.report.Told;
import reprise.simulator.rpc.LedgerFigures;
import reprise.simulator.rpc.MessageKind;

/** What happened in a fail-over run, in a sentence on the fault and one on the messages. */
public final class FailoverStory {
    private FailoverStory() {}

    /** Who died and when, and how long sending stood still. @param outage the length of the standstill */
    public static String fault(Told it, Measure<?> outage) {
        var run = new PairRun(it.run());
        if (run.run().details() instanceof LedgerFigures ledger) {
            int kills = ledger.kills().size();
            if (kills == 0) return "No node was killed.";
            var times = kills == 1 ? "once" : kills + " times";
            return "Nodes were killed " + times + standstill(it, run, outage, kills > 1 ? " at the longest" : "") + ".";
        }
        if (run.killedAtSec().isEmpty()) return "No node was killed.";
        var kind = FaultPlan.Kind.read(run.run().parameters()).orElse(FaultPlan.Kind.KILL);
        return node(FaultPlan.Kind.node(run.run().parameters())) + " was " + kind.done + " at "
            + Numbers.fixed(run.killedAtSec().getAsDouble(), 1) + " s" + standstill(it, run, outage, "") + ".";
    }

    private static String standstill(Told it, PairRun run, Measure<?> outage, String which) {
        if (!run.client()) return "";
        if (it.figure(outage).isEmpty()) return "; how long sending stood still is not known: " + it.why(outage);
        return ", and sending stood still for " + it.words(outage) + which
            + (run.outage().standsStillAtTheEnd() ? ", until the end" : "");
    }

    /** The test plan's names: node 1 is the master. */
    private static String node(Optional<Integer> number) {
        return number.map(node -> node == 1 ? "The master" : "Slave " + (node - 1)).orElse("A node");
    }

    /** How many messages there were, and what became of them. */
    public static String messages(Told it) {
        var run = it.run();
        var kind = MessageKind.labelled(String.valueOf(run.parameters().get("kind"))).orElse(MessageKind.CAST);
        var sent = run.summary(FailoverKeys.SENT_MESSAGES);
        var lost = run.summary(FailoverKeys.LOST_MESSAGES);
        if (sent.isEmpty())
            return "The server received " + count(run.summary(FailoverKeys.RECEIVED_MESSAGES)) + " " + kind.plural() + ".";
        var errors = run.summary(FailoverKeys.ERROR_MESSAGES).orElse(0);
        return "The client sent " + count(sent) + " " + kind.plural()
            + (lost.isEmpty() || run.isCutShort() ? "" : lost.getAsDouble() == 0 ? ", none was lost"
            : ", " + count(lost) + (lost.getAsDouble() == 1 ? " was lost" : " were lost"))
            + ", and it saw " + (errors == 0 ? "no error." : count(OptionalDouble.of(errors)) + (errors == 1 ? " error." : " errors."));
    }

    private static String count(OptionalDouble figure) {
        return Numbers.grouped(figure.orElse(0), 0);
    }
}
