package reprise.judge;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import reprise.judge.ServerFigures.Busiest;
import reprise.judge.ServerFigures.Deliveries;
import reprise.judge.ServerFigures.FirstError;
import reprise.judge.ServerFigures.Sessions;
import reprise.judge.ServerFigures.Style;
import reprise.recorder.Buckets;
import reprise.recorder.RunRows;
import reprise.recorder.StrictJson;

/** {@link ServerFigures} as a line of run.json. Percentiles follow from histograms and buckets: they are there for other readers. */
final class ServerRow {
    private static final double[] PERCENTS = {50, 90, 99, 100};
    private static final String[] NAMES = {"P50Ms", "P90Ms", "P99Ms", "MaxMs"};
    private static final long MOST = (long) 1e15;

    private ServerRow() {}

    static Map<String, Object> of(ServerFigures server) {
        var row = new LinkedHashMap<String, Object>();
        row.put("name", server.name());
        row.put("style", server.style().word());
        put(row, "connectionsMax", server.connectionsMax());
        put(row, "connectionsTotal", server.connectionsTotal());
        put(row, "closedErrors", server.closedErrors());
        put(row, "slowReadersClosed", server.slowReadersClosed());
        put(row, "broadcastP95Sec", server.broadcastP95Sec());
        put(row, "broadcastWrittenP95Sec", server.broadcastWrittenP95Sec());
        put(row, "handlingP95Sec", server.handlingP95Sec());
        var deliveries = server.deliveries();
        for (int i = 0; i < NAMES.length; i++) put(row, "delivery" + NAMES[i], deliveries.eachMs(PERCENTS[i]));
        for (int i = 0; i < NAMES.length; i++) put(row, "lastListener" + NAMES[i], deliveries.lastMs(PERCENTS[i]));
        row.put("deliveriesExpected", deliveries.expected());
        row.put("deliveriesMade", deliveries.made());
        row.put("deliveriesLost", deliveries.lost());
        row.put("lost",
            ordered("inFlight", deliveries.inFlight(), "cut", deliveries.cut(), "late", deliveries.late(), "skipped",
            deliveries.skipped()));
        row.put("unexpected",
            ordered("early", deliveries.early(), "duplicates", deliveries.duplicates(), "untracked", deliveries.untracked()));
        row.put("messages", server.messages());
        var sessions = server.sessions();
        row.put("sessions",
            ordered("attempts", sessions.attempts(), "complete", sessions.complete(), "interrupted", sessions.interrupted(), "failed",
            sessions.failed()));
        var received = server.received();
        row.put("received", ordered("messages", received.messages(), "answers", received.answers(), "foreign", received.foreign(),
            "unfollowed", received.unfollowed(), "unstamped", received.unstamped(), "binary", received.binary()));
        if (!server.metricsFault().isEmpty()) row.put("metricsFault", server.metricsFault());
        put(row, "cpuMeanPercent", server.cpuMeanPercent());
        put(row, "memoryMeanMiB", server.memoryMeanMiB());
        server.firstError().ifPresent(error -> {
            row.put("firstErrorAtSec", error.atSec());
            row.put("firstErrorAtUsers", error.users());
        });
        server.busiest()
            .ifPresent(busiest ->
            row.put("busiest", ordered("second", busiest.second(), "connections", busiest.connections(), "messages", busiest.messages())));
        server.broadcast().ifPresent(buckets -> row.put("broadcastBuckets", buckets(buckets)));
        server.written().ifPresent(buckets -> row.put("writtenBuckets", buckets(buckets)));
        server.handling().ifPresent(buckets -> row.put("handlingBuckets", buckets(buckets)));
        return row;
    }

    private static void put(Map<String, Object> row, String key, OptionalDouble value) {
        if (value.isPresent())
            row.put(key, key.endsWith("Sec") ? Math.rint(value.getAsDouble() * 1e9) / 1e9 : RunRows.rounded(value.getAsDouble()));
    }

    /** Cumulative counts by their bounds, as in Prometheus' text. */
    private static Map<String, Object> buckets(Buckets buckets) {
        var all = new LinkedHashMap<String, Object>();
        for (int i = 0; i < buckets.boundsSec().length; i++) all.put(BroadcastRows.bound(buckets.boundsSec()[i]), buckets.cumulative()[i]);
        all.put(BroadcastRows.INFINITE, buckets.count());
        return all;
    }

    /** Empty where something was wrong that no stand-in can replace; it has been told then. */
    static Optional<ServerFigures> read(StrictJson row, Map<String, Histogram> histograms) {
        var name = row.text("name", "queueing");
        for (var histogram : new String[] {BroadcastRun.DELIVERY + name, BroadcastRun.LAST_LISTENER + name}) {
            if (!histograms.containsKey(histogram)) row.wrong("name", "a name with a histogram " + histogram, "\"queueing\"");
        }
        var style = style(row);
        var max = figure(row, "connectionsMax");
        var total = figure(row, "connectionsTotal");
        var closedErrors = figure(row, "closedErrors");
        var slowReaders = figure(row, "slowReadersClosed");
        for (var derived : new String[] {"broadcastP95Sec", "broadcastWrittenP95Sec", "handlingP95Sec", "deliveriesLost"})
            figure(row, derived);
        for (var derived : NAMES) figure(row, "delivery" + derived);
        for (var derived : NAMES) figure(row, "lastListener" + derived);
        long messages = count(row, "messages");
        var cpu = figure(row, "cpuMeanPercent");
        var memory = figure(row, "memoryMeanMiB");
        var firstError = row.has("firstErrorAtSec")
            ? Optional.of(new FirstError(row.number("firstErrorAtSec", 0, 1e9, 12), row.number("firstErrorAtUsers", 0, 1e9, 240)))
            : Optional.<FirstError>empty();
        var busiest = row.has("busiest") ? Optional.of(busiest(row.object("busiest"))) : Optional.<Busiest>empty();
        var broadcast = readBuckets(row, "broadcastBuckets");
        var written = readBuckets(row, "writtenBuckets");
        var handling = readBuckets(row, "handlingBuckets");
        try {
            var deliveries =
                deliveries(row, histograms.get(BroadcastRun.DELIVERY + name), histograms.get(BroadcastRun.LAST_LISTENER + name));
            var sessions = sessions(row.object("sessions"));
            var received = row.has("received") ? received(row.object("received")) : asBefore(deliveries);
            var metricsFault = row.has("metricsFault") ? row.text("metricsFault", "could not be read 3 times of 60: status 404") : "";
            row.done();
            if (deliveries.each() == null || deliveries.last() == null) return Optional.empty();
            return Optional.of(new ServerFigures(name, style, max, total, closedErrors, slowReaders, broadcast, written, handling,
                deliveries, messages, sessions,
                cpu, memory, firstError, busiest, received, metricsFault));
        } catch (IllegalArgumentException e) {
            row.wrong("name", "a server that can have been (" + e.getMessage() + ")", "one written by Reprise");
            return Optional.empty();
        }
    }

    private static Style style(StrictJson row) {
        var word = row.text("style", "queueing");
        for (var style : Style.values()) if (style.word().equals(word)) return style;
        row.wrong("style", "awaiting, queueing or other", "\"queueing\"");
        return Style.OTHER;
    }

    private static Deliveries deliveries(StrictJson row, Histogram each, Histogram last) {
        long expected = count(row, "deliveriesExpected");
        long made = count(row, "deliveriesMade");
        var lost = row.object("lost");
        var unexpected = row.object("unexpected");
        var deliveries =
            new Deliveries(each, last, expected, made, count(lost, "inFlight"), count(lost, "cut"), count(lost, "late"),
            count(lost, "skipped"),
            count(unexpected, "early"), count(unexpected, unexpected.has("surplus") ? "surplus" : "duplicates"),
            count(unexpected, "untracked"));
        lost.done();
        unexpected.done();
        return deliveries;
    }

    private static Sessions sessions(StrictJson object) {
        var sessions =
            new Sessions(count(object, "attempts"), count(object, "complete"), count(object, "interrupted"), count(object, "failed"));
        object.done();
        return sessions;
    }

    private static ServerFigures.Received received(StrictJson object) {
        var received =
            new ServerFigures.Received(count(object, "messages"), count(object, "answers"), count(object, "foreign"),
            count(object, "unfollowed"),
            count(object, "unstamped"), count(object, "binary"));
        object.done();
        return received;
    }

    /** Files of earlier versions say nothing of it: all that came was delivered, as far as they tell. */
    private static ServerFigures.Received asBefore(Deliveries deliveries) {
        return new ServerFigures.Received(deliveries.made() + deliveries.late() + deliveries.early() + deliveries.duplicates(), 0, 0, 0, 0,
            0);
    }

    private static Busiest busiest(StrictJson object) {
        var busiest =
            new Busiest((int) object.whole("second", 0, Integer.MAX_VALUE, 800), count(object, "connections"), count(object, "messages"));
        object.done();
        return busiest;
    }

    private static Optional<Buckets> readBuckets(StrictJson row, String key) {
        if (!row.has(key)) return Optional.empty();
        var counts = row.object(key).numbers();
        try {
            var bounds = counts.keySet().stream().filter(bound -> !bound.equals(BroadcastRows.INFINITE)).mapToDouble(Double::parseDouble)
                .toArray();
            return Optional.of(new Buckets(bounds, counts.values().stream().mapToLong(Double::longValue).toArray()));
        } catch (IllegalArgumentException e) {
            row.wrong(key, "rising counts by rising bounds in seconds, the last " + BroadcastRows.INFINITE + " (" + e.getMessage() + ")",
                "{\"0.1\": 3, \"Inf\": 4}");
            return Optional.empty();
        }
    }

    private static OptionalDouble figure(StrictJson row, String key) {
        return row.has(key) ? OptionalDouble.of(row.number(key, 0, 1e15, 1)) : OptionalDouble.empty();
    }

    private static long count(StrictJson object, String key) {
        return object.whole(key, 0, MOST, 0);
    }

    private static Map<String, Object> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }
}
