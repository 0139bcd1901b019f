package reprise.simulator.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import reprise.simulator.fault.KillLog;
import reprise.simulator.rpc.LedgerEvents.Kind;
import reprise.simulator.rpc.LedgerFigures.Arrivals;
import reprise.simulator.rpc.LedgerFigures.DeliveryOutcomes;
import reprise.simulator.rpc.LedgerFigures.KillRow;
import reprise.simulator.rpc.LedgerFigures.Message;
import reprise.simulator.rpc.LedgerFigures.NodeRow;
import reprise.simulator.rpc.LedgerFigures.OutageRow;
import reprise.simulator.rpc.LedgerFigures.Sends;
import reprise.simulator.rpc.LedgerFigures.What;
import reprise.simulator.rpc.LedgerPage.State;

/**
 * Sums up a {@link Ledger} once client and server are closed. A message that is still open counts as interrupted.
 *
 * <p>A lost message is attributed to the first kill that was done at its confirm or later: until then a queue had it. Losses after the
 * last kill are counted apart.
 */
public final class LedgerAccount {
    private final Ledger ledger;
    private final List<KillLog.Kill> kills;
    private final int nodes;
    private final long startNs;
    private final long endNs;
    private final long[][] outcomes = new long[State.ALL.length][3]; // by state: never delivered, once, more often
    private final long[] inFlight;
    private final long[] resentAfter;
    private final long[] duplicatesAfter;
    private final long[] lostBy;
    private final long[] confirmedAt = new long[Byte.MAX_VALUE + 1];
    private final long[] deliveredAt = new long[Byte.MAX_VALUE + 1];
    private final long[] duplicatesAt = new long[Byte.MAX_VALUE + 1];
    private final long[] lostAt = new long[Byte.MAX_VALUE + 1];
    private final List<Message> messages = new ArrayList<>();
    private long reported;
    private long resent;
    private long resends;

    private LedgerAccount(Ledger ledger, KillLog log, long startNs, long endNs) {
        this.ledger = ledger;
        kills = log.kills();
        nodes = log.nodes();
        this.startNs = startNs;
        this.endNs = endNs;
        inFlight = new long[kills.size()];
        resentAfter = new long[kills.size()];
        duplicatesAfter = new long[kills.size()];
        lostBy = new long[kills.size()];
    }

    /** @param startNs zero of the seconds; a node that is not back at {@code endNs} was down until then */
    public static LedgerFigures of(Ledger ledger, KillLog kills, long startNs, long endNs) {
        var account = new LedgerAccount(ledger, kills, startNs, endNs);
        for (int row = 0; row < ledger.rows().count(); row++) account.add(ledger.rows().page(row), LedgerRows.inPage(row));
        for (int event = 0; event < ledger.events().count(); event++) account.add(event);
        return account.figures();
    }

    private boolean isWhole() {
        return ledger.hasClient() && ledger.hasServer();
    }

    private void add(LedgerPage page, int at) {
        var state = page.state(at);
        int deliveries = page.deliveries[at];
        outcomes[state.ordinal()][Math.min(deliveries, 2)]++;
        if (deliveries > 0) deliveredAt[page.firstNode[at]]++;
        if (page.resends[at] > 0) resent++;
        resends += page.resends[at];
        if (state == State.CONFIRMED) confirmedAt[page.endedNode[at]]++;
        if (state == State.CONFIRMED && deliveries == 0 && isWhole()) lost(page, at);
        if (state != State.UNKNOWN && !kills.isEmpty()) inFlight(page.begunNs[at], state == State.OPEN ? Long.MAX_VALUE : page.endedNs[at]);
    }

    private void lost(LedgerPage page, int at) {
        lostAt[page.endedNode[at]]++;
        int kill = firstDoneFrom(page.endedNs[at]);
        if (kill < kills.size()) lostBy[kill]++;
        report(What.LOST, page, at, page.endedNs[at], page.endedNode[at]);
    }

    /** In flight when a kill began: begun by then, and ended after it. */
    private void inFlight(long begunNs, long endedNs) {
        for (int kill = lastBegunBefore(begunNs) + 1; kill < kills.size() && kills.get(kill).beganNs() < endedNs; kill++) inFlight[kill]++;
    }

    private void add(int event) {
        var events = ledger.events();
        int kill = lastBegunBefore(events.atNs(event) + 1);
        if (events.kind(event) == Kind.RESENT) {
            if (kill >= 0) resentAfter[kill]++;
            return;
        }
        if (kill >= 0) duplicatesAfter[kill]++;
        duplicatesAt[events.node(event)]++;
        int row = events.row(event);
        report(events.kind(event) == Kind.DROPPED ? What.AGAIN_DROPPED : What.AGAIN_COUNTED, ledger.rows().page(row),
            LedgerRows.inPage(row), events.atNs(event), events.node(event));
    }

    private void report(What what, LedgerPage page, int at, long atNs, int node) {
        reported++;
        if (messages.size() == LedgerFigures.MOST_MESSAGES) return;
        int thread = page.thread[at];
        messages.add(new Message(what, page.seq[at], thread < 0 ? OptionalInt.empty() : OptionalInt.of(thread + 1), sec(atNs - startNs),
            node));
    }

    /** The index of the last kill that began before {@code ns}; -1 if there is none. Kills are in order. */
    private int lastBegunBefore(long ns) {
        int from = 0;
        int to = kills.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (kills.get(middle).beganNs() < ns) from = middle + 1;
            else to = middle;
        }
        return from - 1;
    }

    /** The index of the first kill that was done at {@code ns} or later. */
    private int firstDoneFrom(long ns) {
        int kill = Math.max(0, lastBegunBefore(ns));
        while (kill < kills.size() && kills.get(kill).doneNs() < ns) kill++;
        return kill;
    }

    // ---- the sums

    private long of(State state) {
        return outcomes[state.ordinal()][0] + arrived(state);
    }

    private long arrived(State state) {
        return outcomes[state.ordinal()][1] + outcomes[state.ordinal()][2];
    }

    private LedgerFigures figures() {
        long interrupted = of(State.INTERRUPTED) + of(State.OPEN);
        var sends = new Sends(ledger.opened(), ledger.confirmed(), of(State.UNROUTABLE), of(State.FAILED),
            interrupted, resent, resends, ledger.unfollowedSends());
        long different = 0;
        for (var state : State.ALL) different += arrived(state);
        long again = ledger.dropped() + ledger.countedTwice();
        var arrivals =
            new Arrivals(ledger.deliveries(), different, ledger.dropped(), ledger.countedTwice(), ledger.arrivalsWithoutId(),
            ledger.unfollowedArrivals());
        var confirmed = outcomes[State.CONFIRMED.ordinal()];
        var deliveries =
            new DeliveryOutcomes(confirmed[1], confirmed[2], confirmed[0], arrived(State.UNROUTABLE), arrived(State.FAILED),
            arrived(State.INTERRUPTED) + arrived(State.OPEN), arrived(State.UNKNOWN));
        long notKept = resends + again - ledger.events().count();
        return new LedgerFigures(optional(ledger.hasClient(), sends), optional(ledger.hasServer(), arrivals),
            optional(isWhole(), deliveries), sec(endNs - startNs),
            nodeRows(), killRows(), optional(ledger.hasClient(), outageRows()), messages, reported - messages.size() + notKept);
    }

    private static <T> java.util.Optional<T> optional(boolean known, T value) {
        return known ? java.util.Optional.of(value) : java.util.Optional.empty();
    }

    private static OptionalLong count(boolean known, long count) {
        return known ? OptionalLong.of(count) : OptionalLong.empty();
    }

    private List<NodeRow> nodeRows() {
        return IntStream.rangeClosed(1, nodes).mapToObj(node -> {
            var own = kills.stream().filter(kill -> kill.node() == node).toList();
            long downNs = own.stream().mapToLong(kill -> kill.backNs().orElse(Math.max(endNs, kill.doneNs())) - kill.doneNs()).sum();
            return new NodeRow(node, own.size(), sec(downNs), count(ledger.hasClient(), confirmedAt[node]),
                count(ledger.hasServer(), deliveredAt[node]),
                count(ledger.hasServer(), duplicatesAt[node]), count(isWhole(), lostAt[node]));
        }).toList();
    }

    private List<KillRow> killRows() {
        return IntStream.range(0, kills.size()).mapToObj(i -> {
            var kill = kills.get(i);
            var downSec = kill.backNs().isPresent() ? OptionalDouble.of(sec(kill.backNs().getAsLong() - kill.doneNs()))
                : OptionalDouble.empty();
            return new KillRow(i + 1, sec(kill.beganNs() - startNs), kill.node(), downSec, count(ledger.hasClient(), inFlight[i]),
                count(ledger.hasClient(), resentAfter[i]),
                count(ledger.hasServer(), duplicatesAfter[i]), count(isWhole(), lostBy[i]));
        }).toList();
    }

    /** Each standstill with the kills under way in it, or done so shortly before that the client had not noticed. */
    private List<OutageRow> outageRows() {
        var standstills = ledger.standstills(startNs, endNs);
        return IntStream.range(0, standstills.size()).mapToObj(i -> {
            var still = standstills.get(i);
            var in = IntStream.range(0, kills.size())
                .filter(kill -> kills.get(kill).beganNs() < still.toNs() && kills.get(kill)
                .doneNs() > still.fromNs() - Ledger.STANDSTILL_NS)
                .mapToObj(kill -> kill + 1).toList();
            return new OutageRow(i + 1, sec(still.fromNs() - startNs), sec(still.toNs() - startNs), in);
        }).toList();
    }

    /** Rounded down to a microsecond, as in messages.csv. */
    private static double sec(long ns) {
        return Math.floorDiv(ns, 1000) / 1e6;
    }
}
