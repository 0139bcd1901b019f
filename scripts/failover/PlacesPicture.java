package failover;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.report.Figure;
import reprise.report.Section;
import reprise.report.SystemPicture;
import reprise.simulator.rpc.LedgerFigures;

/** The picture of a fail-over run: client and server at their nodes, before and after the fault, and the nodes that it struck. */
final class PlacesPicture {
    private static final int NODES = 3; // of the test plan; a run with more names them

    private PlacesPicture() {}

    /** None for a run of one role, which does not know where the other was. */
    static List<Section> of(Run run) {
        return PairPlaces.of(run.summary()).map(places -> figure(run, places)).stream().toList();
    }

    private static Section figure(Run run, PairPlaces places) {
        var faulty = FaultPlan.Kind.node(run.parameters());
        int count = IntStream.of(NODES, places.clientBefore(), places.clientAfter(), places.serverBefore(), places.serverAfter(),
            faulty.orElse(0)).max().orElseThrow();
        var nodes = IntStream.rangeClosed(1, count).mapToObj(number ->
            new SystemPicture.Node(number == 1 ? "node 1, master" : "node " + number, fault(run, number))).toList();
        var parties = List.of(party("client", places.clientBefore(), places.clientAfter()),
            party("server", places.serverBefore(), places.serverAfter()));
        return new Figure("", "Who is where", "The nodes to which client and server were connected, and what was done to them.", false,
            new SystemPicture("Who is where", "The client was at node " + places.clientBefore() + " and the server at node "
                + places.serverBefore() + "; at the end the client was at node " + places.clientAfter() + " and the server at node "
                + places.serverAfter() + ".", nodes, parties));
    }

    private static SystemPicture.Party party(String name, int before, int after) {
        return new SystemPicture.Party(name, before - 1, OptionalInt.of(after - 1));
    }

    private static String fault(Run run, int node) {
        if (run.details() instanceof LedgerFigures ledger) {
            long kills = ledger.kills().stream().filter(kill -> kill.node() == node).count();
            return kills == 0 ? "" : kills == 1 ? "killed once" : "killed " + kills + " times";
        }
        var at = run.summary(FailoverKeys.KILLED_AT_SEC);
        if (at.isEmpty() || FaultPlan.Kind.node(run.parameters()).filter(struck -> struck == node).isEmpty()) return "";
        return FaultPlan.Kind.read(run.parameters()).orElseThrow().done + " at " + Numbers.fixed(at.getAsDouble(), 1) + " s";
    }
}
