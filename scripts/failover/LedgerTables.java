package failover;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import reprise.recorder.Numbers;
import reprise.report.Section;
import reprise.simulator.rpc.LedgerFigures;
import reprise.simulator.rpc.LedgerFigures.OutageRow;

/** The account of every message as tables: the outcomes, each kill, each node, and the messages that were lost or delivered again. */
final class LedgerTables {
    private static final int SHOWN = 200;
    private final LedgerFigures ledger;

    LedgerTables(LedgerFigures ledger) {
        this.ledger = ledger;
    }

    List<Section> console() {
        return List.of(totals(), kills());
    }

    /** All tables of the page and of RST. */
    List<Section> all() {
        var sections = new ArrayList<>(List.of(totals(), kills()));
        ledger.outages().filter(outages -> !outages.isEmpty()).ifPresent(outages -> sections.add(outages(outages)));
        sections.add(nodes());
        if (!ledger.messages().isEmpty()) sections.add(messages());
        return sections;
    }

    Section totals() {
        var lines = new ArrayList<Section.Line>();
        ledger.sends().ifPresent(sends -> {
            lines.add(new Section.Group("What the client says"));
            lines.add(count("Attempted", sends.attempted()));
            lines.add(count("- confirmed", sends.confirmed()));
            lines.add(count("- unroutable", sends.unroutable()));
            lines.add(count("- failed", sends.failed()));
            lines.add(count("- interrupted", sends.interrupted()));
            lines.add(count("Sent more than once", sends.resent()));
        });
        ledger.fates().ifPresent(fates -> {
            lines.add(new Section.Group("What became of the confirmed ones"));
            lines.add(count("Delivered once", fates.once()));
            lines.add(count("Delivered again", fates.again()));
            lines.add(count("Lost", fates.lost()));
            lines.add(new Section.Group("Arrived all the same"));
            lines.add(count("Unroutable", fates.unroutableArrived()));
            lines.add(count("Failed", fates.failedArrived()));
            lines.add(count("Interrupted", fates.interruptedArrived()));
        });
        ledger.arrivals().ifPresent(arrivals -> {
            lines.add(new Section.Group("What the server was given"));
            lines.add(count("Deliveries", arrivals.deliveries()));
            lines.add(count("- a message's first", arrivals.messages()));
            lines.add(count("- again, dropped", arrivals.dropped()));
            lines.add(count("- again, counted twice", arrivals.countedTwice()));
            ledger.fates().filter(fates -> fates.unknown() > 0)
                .ifPresent(fates -> lines.add(count("Messages not sent here", fates.unknown())));
            if (arrivals.withoutId() > 0) lines.add(count("Deliveries without an id", arrivals.withoutId()));
        });
        return new Section.Table("ledger", "Every message", "", "", List.of(Section.Column.of("account", 30), Section.Column.of("msg", 13)),
            lines, remark());
    }

    private String remark() {
        var sentences = new ArrayList<String>();
        ledger.fates().ifPresent(fates -> sentences.add(fates.lost() == 0 ? "Nothing that was confirmed was lost."
            : "Of what was confirmed " + Numbers.grouped(fates.lost(), 0)
            + (fates.lost() == 1 ? " message was lost." : " messages were lost.")));
        if (ledger.fates().isEmpty()) sentences.add("The other side ran elsewhere: what was lost is not known here.");
        long unfollowed = ledger.sends().map(LedgerFigures.Sends::unfollowed).orElse(0L);
        long unfollowedArrivals = ledger.arrivals().map(LedgerFigures.Arrivals::unfollowed).orElse(0L);
        if (unfollowed + unfollowedArrivals > 0) {
            sentences.add("There was no room for more: " + Numbers.grouped(unfollowed, 0) + " more messages and "
                + Numbers.grouped(unfollowedArrivals, 0)
                + " more deliveries are in none of these counts. Give the script a larger heap.");
        }
        sentences.add("Each single message is in messages.csv.");
        return String.join(" ", sentences);
    }

    private static Section.Line count(String label, long value) {
        return new Section.Row(List.of(new Section.Text(label), new Section.Number(value, 0)));
    }

    Section kills() {
        var columns =
            List.of(new Section.Column("", "kill", "kill", 6), new Section.Column("", "second", "second", 10),
            new Section.Column("", "node", "node", 6),
            new Section.Column("", "down, s", "down, s", 9), new Section.Column("", "in flight, msg", "in flight", 11),
            new Section.Column("", "sent again, msg", "sent again", 12),
            new Section.Column("", "delivered again, msg", "deliv. again", 14), new Section.Column("", "lost, msg", "lost", 8));
        var lines = new ArrayList<Section.Line>();
        for (var kill : ledger.kills()) {
            lines.add(
                new Section.Row(List.of(new Section.Number(kill.number(), 0), new Section.Number(kill.atSec(), 3),
                new Section.Number(kill.node(), 0),
                Section.Number.ours(kill.downSec().orElse(Double.NaN), 3), cell(kill.inFlight()), cell(kill.resent()), cell(kill.again()),
                cell(kill.lost()))));
        }
        var remark = "In flight: without an outcome when the kill began. Sent and delivered again: from this kill to the next. Lost: "
            + "confirmed before this kill was done, but not"
            + " before the one above was, and never delivered.";
        if (ledger.lostAfterTheLastKill() > 0)
            remark += " Confirmed after all kills, and never delivered: " + Numbers.grouped(ledger.lostAfterTheLastKill(), 0) + ".";
        return new Section.Table("kills", "Kills", ledger.kills().size() + (ledger.kills().size() == 1 ? " kill" : " kills") + " in "
            + Numbers.fixed(ledger.durationSec(), 1) + " s."
            + ledger.outages().map(LedgerTables::stoodStill).orElse(""), "", columns, lines, remark);
    }

    private static String stoodStill(List<OutageRow> outages) {
        if (outages.isEmpty()) return " The client never stood still.";
        double wholeSec = outages.stream().mapToDouble(OutageRow::lengthSec).sum();
        double longestSec = outages.stream().mapToDouble(OutageRow::lengthSec).max().orElse(0);
        return outages.size() == 1 ? " The client stood still once, for " + Numbers.fixed(longestSec, 2) + " s."
            : " The client stood still " + outages.size() + " times, " + Numbers.fixed(wholeSec, 2) + " s in all, at the longest for "
            + Numbers.fixed(longestSec, 2) + " s; "
                + outages.stream().filter(outage -> outage.kills().isEmpty()).count() + " of them without a kill.";
    }

    private Section outages(List<OutageRow> outages) {
        var columns =
            List.of(Section.Column.of("outage", 0), Section.Column.of("from, s", 0), Section.Column.of("to, s", 0),
            Section.Column.of("length, s", 0),
            Section.Column.of("kills in it", 0));
        var lines = outages.stream()
            .map(outage ->
            (Section.Line) new Section.Row(List.of(new Section.Number(outage.number(), 0), new Section.Number(outage.fromSec(), 3),
            new Section.Number(outage.toSec(), 3), new Section.Number(outage.lengthSec(), 3), new Section.Text(killsIn(outage))))).toList();
        return new Section.Table("outages", "Outages", "", "", columns, lines,
            "No send was completed for a tenth of a second longer than the client's pace has between two: from one"
            + " completed send to the next, or to the end. A kill is in it that was under way then, or done at most a tenth of a second "
            + "before.");
    }

    private String killsIn(OutageRow outage) {
        if (outage.kills().isEmpty()) return "none";
        return ledger.kills().stream().filter(kill -> outage.kills().contains(kill.number()))
            .map(kill -> kill.number() + " (node " + kill.node() + ")")
            .collect(java.util.stream.Collectors.joining(", "));
    }

    Section nodes() {
        var columns =
            List.of(Section.Column.of("node", 8), Section.Column.of("kills", 7), Section.Column.of("down, s", 9),
            Section.Column.of("confirmed, msg", 16),
            Section.Column.of("delivered first, msg", 22), Section.Column.of("delivered again, msg", 22),
            Section.Column.of("lost, msg", 11));
        var lines = ledger.nodes().stream()
            .map(node -> (Section.Line) new Section.Row(List.of(new Section.Number(node.node(), 0), new Section.Number(node.kills(), 0),
            Section.Number.ours(node.downSec(), 3), cell(node.confirmed()), cell(node.delivered()), cell(node.again()), cell(node.lost()))))
            .toList();
        return new Section.Table("nodes", "Nodes", "", "", columns, lines,
            "Confirmed and lost are put down to the node that confirmed, deliveries to the node that delivered.");
    }

    Section messages() {
        var columns =
            List.of(Section.Column.of("second", 0), Section.Column.of("what", 0), Section.Column.of("message", 0),
            Section.Column.of("thread", 0), Section.Column.of("node", 0));
        var lines = ledger.messages().stream().limit(SHOWN)
            .map(message -> (Section.Line) new Section.Row(List.of(new Section.Number(message.sec(), 6),
            new Section.Text(message.what().words()), new Section.Text(Long.toString(message.seq())),
            new Section.Number(message.thread().isPresent() ? message.thread().getAsInt() : Double.NaN, 0),
            new Section.Number(message.node() == 0 ? Double.NaN : message.node(), 0)))).toList();
        long all = ledger.messages().size() + ledger.messagesLeftOut();
        return new Section.Table("messages", "Messages lost or delivered again",
            "A lost message has the second and the node of its confirm.", "", columns, lines,
            all <= SHOWN ? "" : "These are the first " + SHOWN + " of " + Numbers.grouped(all, 0) + "; run.json has "
            + (ledger.messagesLeftOut() == 0 ? "all" : "the first "
                + Numbers.grouped(ledger.messages().size(), 0)) + ", messages.csv every message.");
    }

    private static Section.Cell cell(OptionalLong count) {
        return new Section.Number(count.isPresent() ? count.getAsLong() : Double.NaN, 0);
    }
}
