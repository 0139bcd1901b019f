package failover;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import reprise.recorder.OwnPart;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.RunRows;
import reprise.report.Section;

/**
 * A whole load of clients and servers from its shares, which are a client and a server each. Messages are sums and latencies those of all.
 * The outage is that of the client which stood still longest; beside it stands for how long no client sent anything, from the last send of
 * all before to the first one after. Each client's own figures are kept.
 */
public final class SharedPairs implements OwnPart {
    /** When no client had completed a send, s; 0 if there was no such time. */
    private static final String ALL_STILL_SEC = "allStillSec";
    private static final String ALL_STILL_START_SEC = "allStillStartSec";
    /** Counts of the clients and servers themselves, which are independent of the recorder. */
    private static final Set<String> SUMS = Set.of(FailoverKeys.LOST_MESSAGES, FailoverKeys.ATTEMPTED_MESSAGES,
        FailoverKeys.CONFIRMED_MESSAGES, FailoverKeys.INTERRUPTED_MESSAGES, FailoverKeys.RESENT_MESSAGES, FailoverKeys.DELIVERED_MESSAGES,
        FailoverKeys.DUPLICATE_MESSAGES, FailoverKeys.MALFORMED_MESSAGES, FailoverKeys.FOREIGN_MESSAGES, FailoverKeys.EARLY_MESSAGES,
        FailoverKeys.UNKNOWN_REPLIES, FailoverKeys.LATE_REPLIES, FailoverKeys.REPLY_DELIVERIES, FailoverKeys.TAKEN_REPLIES, "replySigns",
        "clockCalls", "repliesBegun", "repliesSent", "repliesLost", "lateRecords", "queueGaps", FailoverKeys.UNROUTABLE_IN_GAP);
    private static final Set<String> LARGEST = Set.of(FailoverKeys.WARM_UP_SEC, FailoverKeys.QUEUE_GAP_MS);
    private static final Set<String> FIRST = Set.of(FailoverKeys.UNROUTABLE_FIRST_SEC, FailoverKeys.QUEUE_GAP_START_SEC);
    private static final Set<String> LAST = Set.of(FailoverKeys.UNROUTABLE_LAST_SEC, FailoverKeys.QUEUE_GAP_END_SEC);
    /** Figures that the whole has only if all its shares have them: a sum without one of them would be too small. */
    private static final Set<String> OF_ALL = Set.of(FailoverKeys.LOST_MESSAGES, FailoverKeys.UNROUTABLE_IN_GAP,
        FailoverKeys.QUEUE_GAP_END_SEC);
    private static final List<String> OWN = List.of(FailoverKeys.SENT_MESSAGES, FailoverKeys.RECEIVED_MESSAGES, FailoverKeys.LOST_MESSAGES,
        FailoverKeys.ERROR_MESSAGES, FailoverKeys.OUTAGE_SEC, FailoverKeys.OUTAGE_START_SEC, FailoverKeys.MAX_LATENCY_MS);

    @Override
    public Run of(Run added, Recording recording, List<Placed> shares) {
        var figures = new LinkedHashMap<>(ended(recording, shares).summary());
        for (var key : SUMS) put(figures, key, shares, Double::sum, false);
        for (var key : LARGEST) put(figures, key, shares, Math::max, false);
        for (var key : FIRST) put(figures, key, shares, Math::min, true);
        for (var key : LAST) put(figures, key, shares, Math::max, true);
        figures.putAll(places(shares));
        figures.putAll(allStill(shares));
        for (var share : shares)
            for (var key : OWN) share.run().summary(key).ifPresent(value -> figures.put(share.key(key), onAxis(key, value, share)));
        return added.change().summary(figures).build();
    }

    /** The whole as one pair: that of the client which stood still longest, with everybody's messages. */
    private static EndedPair ended(Recording recording, List<Placed> shares) {
        var worst = shares.stream().max(Comparator.comparingDouble(SharedPairs::stoodStillSec)).orElseThrow();
        return new EndedPair(recording, shares.stream().allMatch(share -> pair(share).client()),
            shares.stream().allMatch(share -> pair(share).server()), killedAtSec(shares),
            gap(worst).map(gap -> new EndedPair.Gap(gap.startSec() + worst.startSec(), gap.lengthSec())),
            shifted(worst.run().summary(FailoverKeys.LAST_SENT_SEC), worst), new WithoutQueue.Unknown("of several servers"), Clocks.ONE, 0);
    }

    private static PairRun pair(Placed share) {
        return new PairRun(share.run());
    }

    private static double stoodStillSec(Placed share) {
        return pair(share).outage().lengthSec().orElseGet(() -> share.run().summary(FailoverKeys.LONGEST_GAP_SEC).orElse(0));
    }

    private static Optional<EndedPair.Gap> gap(Placed share) {
        return share.run().summary(FailoverKeys.LONGEST_GAP_SEC).stream().mapToObj(lengthSec ->
            new EndedPair.Gap(share.run().summary(FailoverKeys.LONGEST_GAP_START_SEC).orElse(0), lengthSec)).findFirst();
    }

    /** The first that any of them knows of: the kill itself, or the first connection that was cut off. */
    private static OptionalDouble killedAtSec(List<Placed> shares) {
        return shares.stream().flatMapToDouble(share -> shifted(share.run().summary(FailoverKeys.KILLED_AT_SEC), share).stream()).min();
    }

    private static OptionalDouble shifted(OptionalDouble sec, Placed share) {
        return sec.isPresent() ? OptionalDouble.of(sec.getAsDouble() + share.startSec()) : sec;
    }

    private static double onAxis(String key, double value, Placed share) {
        return key.equals(FailoverKeys.OUTAGE_START_SEC) ? RunRows.rounded(value + share.startSec()) : value;
    }

    private static void put(Map<String, Double> figures, String key, List<Placed> shares, BinaryOperator<Double> one, boolean isTime) {
        var values = shares.stream().flatMap(share -> share.run().summary(key).stream()
            .mapToObj(value -> isTime ? RunRows.rounded(value + share.startSec()) : value)).toList();
        figures.remove(key);
        if (values.size() == shares.size() || !values.isEmpty() && !OF_ALL.contains(key))
            figures.put(key, values.stream().reduce(one).orElseThrow());
    }

    /** The nodes of the pairs, if all were at the same ones; else each has its own. */
    private static Map<String, Double> places(List<Placed> shares) {
        var all = shares.stream().map(share -> pair(share).places()).distinct().toList();
        if (all.size() > 1 || all.getFirst().isEmpty()) return Map.of();
        var places = new LinkedHashMap<>(PairPlaces.figures("client", all.getFirst().get().clientBefore(),
            all.getFirst().get().clientAfter()));
        places.putAll(PairPlaces.figures("server", all.getFirst().get().serverBefore(), all.getFirst().get().serverAfter()));
        return places;
    }

    /** The time that the outages of all clients have in common; nothing unless each has one. */
    private static Map<String, Double> allStill(List<Placed> shares) {
        var starts = shares.stream().flatMapToDouble(share ->
            shifted(share.run().summary(FailoverKeys.OUTAGE_START_SEC), share).stream()).toArray();
        if (starts.length < shares.size()) return Map.of();
        double fromSec = DoubleStream.of(starts).max().orElse(0);
        double toSec = shares.stream().mapToDouble(share -> share.startSec() + share.run().summary(FailoverKeys.OUTAGE_START_SEC).orElse(0)
            + share.run().summary(FailoverKeys.OUTAGE_SEC).orElse(0)).min().orElse(0);
        var figures = new LinkedHashMap<String, Double>();
        figures.put(ALL_STILL_SEC, RunRows.rounded(Math.max(0, toSec - fromSec)));
        if (toSec > fromSec) figures.put(ALL_STILL_START_SEC, RunRows.rounded(fromSec));
        return figures;
    }

    /** A row for each share of a whole; nothing for a run that was one process. */
    static List<Section> table(Run run) {
        var keys = Stream.iterate(1, number -> number + 1)
            .takeWhile(number -> run.summary().containsKey("share" + number + "." + FailoverKeys.SENT_MESSAGES)
                || run.summary().containsKey("share" + (number + 1) + "." + FailoverKeys.SENT_MESSAGES)).toList();
        if (keys.isEmpty()) return List.of();
        var columns = Stream.concat(Stream.of(Section.Column.of("share", 0)), Stream.of("sent", "received", "lost", "errors", "outage, s",
            "from, s", "worst, ms").map(name -> Section.Column.of(name, 9))).toList();
        var lines = keys.stream().map(number -> (Section.Line) new Section.Row(Stream.concat(
            Stream.of((Section.Cell) new Section.Text(String.valueOf(number))),
            OWN.stream().map(key -> cell(run, "share" + number + "." + key))).toList())).toList();
        return List.of(new Section.Table("shares", "Each client and server", "", "", columns, lines, said(run)));
    }

    private static Section.Cell cell(Run run, String key) {
        return new Section.Number(run.summary(key).orElse(Double.NaN), key.endsWith("Sec") ? 2 : key.endsWith("Ms") ? 1 : 0);
    }

    private static String said(Run run) {
        var all = "The whole's outage is that of the client which stood still longest. ";
        if (run.summary(ALL_STILL_SEC).isEmpty()) return all;
        double sec = run.summary(ALL_STILL_SEC).getAsDouble();
        return all + (sec == 0 ? "At every moment some client sent." : String.format(Locale.ROOT,
            "No client completed a send for %.2f s, from %.2f s on.", sec, run.summary(ALL_STILL_START_SEC).orElse(0)));
    }
}
