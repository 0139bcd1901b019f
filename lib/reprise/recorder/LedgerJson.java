package reprise.recorder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import reprise.recorder.LedgerFigures.Arrivals;
import reprise.recorder.LedgerFigures.Fates;
import reprise.recorder.LedgerFigures.KillRow;
import reprise.recorder.LedgerFigures.Message;
import reprise.recorder.LedgerFigures.NodeRow;
import reprise.recorder.LedgerFigures.OutageRow;
import reprise.recorder.LedgerFigures.Sends;
import reprise.recorder.LedgerFigures.What;

/**
 * {@link LedgerFigures} as run.json has them: {@code ledger} with the counts, {@code ledgerNodes}, {@code ledgerKills} and {@code
 * ledgerMessages} a line each.
 */
public final class LedgerJson {
    private static final long MOST = (long) 1e15;

    private LedgerJson() {}

    /** By key of run.json; for details that have more than the ledger. */
    public static Map<String, Object> parts(LedgerFigures figures) {
        var ledger = new LinkedHashMap<String, Object>();
        ledger.put("durationSec", figures.durationSec());
        figures.sends()
            .ifPresent(sends ->
            ledger.put("sends", ordered("attempted", sends.attempted(), "confirmed", sends.confirmed(), "unroutable", sends.unroutable(),
            "failed", sends.failed(), "interrupted", sends.interrupted(), "resent", sends.resent(), "resends", sends.resends(),
            "unfollowed", sends.unfollowed())));
        figures.arrivals()
            .ifPresent(arrivals -> ledger.put("arrivals", ordered("deliveries", arrivals.deliveries(), "messages", arrivals.messages(),
            "dropped", arrivals.dropped(), "countedTwice", arrivals.countedTwice(), "withoutId", arrivals.withoutId(), "unfollowed",
            arrivals.unfollowed())));
        figures.fates().ifPresent(fates -> ledger.put("fates", ordered("once", fates.once(), "again", fates.again(), "lost", fates.lost(),
            "unroutableArrived", fates.unroutableArrived(), "failedArrived", fates.failedArrived(), "interruptedArrived",
            fates.interruptedArrived(), "unknown", fates.unknown())));
        ledger.put("messagesLeftOut", figures.messagesLeftOut());
        var parts = ordered("ledger", ledger, "ledgerNodes", figures.nodes().stream().map(LedgerJson::row).toList(),
            "ledgerKills", figures.kills().stream().map(LedgerJson::row).toList(), "ledgerMessages", figures.messages().stream()
            .map(LedgerJson::row).toList());
        figures.outages().ifPresent(outages -> parts.put("ledgerOutages", outages.stream().map(LedgerJson::row).toList()));
        return parts;
    }

    private static Map<String, Object> row(NodeRow node) {
        var row = ordered("node", node.node(), "kills", node.kills(), "downSec", node.downSec());
        put(row, "confirmed", node.confirmed());
        put(row, "delivered", node.delivered());
        put(row, "again", node.again());
        put(row, "lost", node.lost());
        return row;
    }

    private static Map<String, Object> row(KillRow kill) {
        var row = ordered("number", kill.number(), "atSec", kill.atSec(), "node", kill.node());
        kill.downSec().ifPresent(sec -> row.put("downSec", sec));
        put(row, "inFlight", kill.inFlight());
        put(row, "resent", kill.resent());
        put(row, "again", kill.again());
        put(row, "lost", kill.lost());
        return row;
    }

    private static Map<String, Object> row(OutageRow outage) {
        return ordered("number", outage.number(), "fromSec", outage.fromSec(), "toSec", outage.toSec(), "kills", outage.kills());
    }

    private static Map<String, Object> row(Message message) {
        var row = ordered("what", message.what().words(), "seq", message.seq());
        message.thread().ifPresent(thread -> row.put("thread", thread));
        row.put("sec", message.sec());
        row.put("node", message.node());
        return row;
    }

    private static void put(Map<String, Object> row, String key, OptionalLong count) {
        count.ifPresent(value -> row.put(key, value));
    }

    private static Map<String, Object> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }

    /** Empty where the run has no ledger, and where something of it is wrong; that has been told then. */
    public static Optional<LedgerFigures> read(StrictJson root) {
        if (!root.has("ledger")) return Optional.empty();
        var ledger = root.object("ledger");
        var nodes = root.objects("ledgerNodes").stream().map(LedgerJson::node).toList();
        var kills = root.objects("ledgerKills").stream().map(LedgerJson::kill).toList();
        var outages = root.has("ledgerOutages") ? Optional.of(root.objects("ledgerOutages").stream().map(LedgerJson::outage).toList())
            : Optional.<List<OutageRow>>empty();
        var messages = root.objects("ledgerMessages").stream().map(LedgerJson::message).toList();
        try {
            var figures =
                new LedgerFigures(part(ledger, "sends", LedgerJson::sends), part(ledger, "arrivals", LedgerJson::arrivals),
                part(ledger, "fates", LedgerJson::fates),
                ledger.number("durationSec", 0, 1e9, 121), nodes, kills, outages, messages, count(ledger, "messagesLeftOut"));
            ledger.done();
            return Optional.of(figures);
        } catch (IllegalArgumentException e) {
            root.wrong("ledger", "an account that can have been (" + e.getMessage() + ")", "one written by Reprise");
            return Optional.empty();
        }
    }

    private static <T> Optional<T> part(StrictJson ledger, String key, Function<StrictJson, T> read) {
        if (!ledger.has(key)) return Optional.empty();
        var object = ledger.object(key);
        var part = read.apply(object);
        object.done();
        return Optional.of(part);
    }

    private static Sends sends(StrictJson object) {
        return new Sends(count(object, "attempted"), count(object, "confirmed"), count(object, "unroutable"), count(object, "failed"),
            count(object, "interrupted"),
            count(object, "resent"), count(object, "resends"), count(object, "unfollowed"));
    }

    private static Arrivals arrivals(StrictJson object) {
        return new Arrivals(count(object, "deliveries"), count(object, "messages"), count(object, "dropped"), count(object, "countedTwice"),
            count(object, "withoutId"),
            count(object, "unfollowed"));
    }

    private static Fates fates(StrictJson object) {
        return new Fates(count(object, "once"), count(object, "again"), count(object, "lost"), count(object, "unroutableArrived"),
            count(object, "failedArrived"),
            count(object, "interruptedArrived"), count(object, "unknown"));
    }

    private static NodeRow node(StrictJson row) {
        var node =
            new NodeRow(nodeNumber(row), count(row, "kills"), row.number("downSec", 0, 1e9, 1.5), optional(row, "confirmed"),
            optional(row, "delivered"),
            optional(row, "again"), optional(row, "lost"));
        row.done();
        return node;
    }

    private static KillRow kill(StrictJson row) {
        var kill = new KillRow((int) row.whole("number", 1, Integer.MAX_VALUE, 1), row.number("atSec", -1e9, 1e9, 12), nodeNumber(row),
            row.has("downSec") ? OptionalDouble.of(row.number("downSec", 0, 1e9, 1.5)) : OptionalDouble.empty(), optional(row, "inFlight"),
            optional(row, "resent"),
            optional(row, "again"), optional(row, "lost"));
        row.done();
        return kill;
    }

    private static OutageRow outage(StrictJson row) {
        double fromSec = row.number("fromSec", -1e9, 1e9, 12);
        var outage =
            new OutageRow((int) row.whole("number", 1, Integer.MAX_VALUE, 1), fromSec,
            Math.max(fromSec, row.number("toSec", fromSec, 1e9, 14)), row.wholes("kills", "[1]"));
        row.done();
        return outage;
    }

    private static Message message(StrictJson row) {
        var message = new Message(what(row), row.whole("seq", Long.MIN_VALUE, Long.MAX_VALUE, 1),
            row.has("thread") ? OptionalInt.of((int) row.whole("thread", 1, Short.MAX_VALUE, 1)) : OptionalInt.empty(),
            row.number("sec", -1e9, 1e9, 12), nodeNumber(row));
        row.done();
        return message;
    }

    private static What what(StrictJson row) {
        var words = row.text("what", What.LOST.words());
        for (var what : What.values()) if (what.words().equals(words)) return what;
        row.wrong("what", String.join("; or ", List.of(What.values()).stream().map(What::words).toList()), '"' + What.LOST.words() + '"');
        return What.LOST;
    }

    private static int nodeNumber(StrictJson row) {
        return (int) row.whole("node", 0, Byte.MAX_VALUE, 1);
    }

    private static OptionalLong optional(StrictJson row, String key) {
        return row.has(key) ? OptionalLong.of(count(row, key)) : OptionalLong.empty();
    }

    private static long count(StrictJson object, String key) {
        return object.whole(key, 0, MOST, 0);
    }
}
