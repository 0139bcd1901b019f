package broadcast;

import broadcast.ServerFigures.Busiest;
import broadcast.ServerFigures.Deliveries;
import broadcast.ServerFigures.FirstError;
import broadcast.ServerFigures.Received;
import broadcast.ServerFigures.Sessions;
import broadcast.ServerFigures.Style;
import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import reprise.recorder.Buckets;
import reprise.recorder.Limits;
import reprise.recorder.RunRows;
import reprise.recorder.WrittenBeside;
import reprise.simulator.users.UserMetrics;

/**
 * {@link ServerFigures} as an item of run.json; its histograms are in a common part of the file.
 *
 * @param received absent in files of earlier versions, which count every message as a delivery
 */
@Limits
@WrittenBeside(ServerRow.Derived.class)
record ServerRow(String name, Style style, OptionalDouble connectionsMax, OptionalDouble connectionsTotal, OptionalDouble closedErrors,
                 OptionalDouble slowReadersClosed, long deliveriesExpected, long deliveriesMade, Lost lost, Unexpected unexpected,
                 long messages, Sessions sessions, Optional<Received> received, Optional<String> metricsFault,
                 OptionalDouble cpuMeanPercent, OptionalDouble memoryMeanMiB, OptionalDouble firstErrorAtSec,
                 OptionalDouble firstErrorAtUsers, Optional<Busiest> busiest, Optional<Buckets> broadcastBuckets,
                 Optional<Buckets> writtenBuckets, Optional<Buckets> handlingBuckets) {
    /** Values derived from buckets, histograms and {@code lost}, for other readers. */
    record Derived(OptionalDouble broadcastP95Sec, OptionalDouble broadcastWrittenP95Sec, OptionalDouble handlingP95Sec,
                   OptionalDouble deliveryP50Ms, OptionalDouble deliveryP90Ms, OptionalDouble deliveryP99Ms, OptionalDouble deliveryMaxMs,
                   OptionalDouble lastListenerP50Ms, OptionalDouble lastListenerP90Ms, OptionalDouble lastListenerP99Ms,
                   OptionalDouble lastListenerMaxMs, long deliveriesLost) {
        static Derived of(ServerFigures of) {
            var deliveries = of.deliveries();
            return new Derived(ns(of.broadcastP95Sec()), ns(of.broadcastWrittenP95Sec()), ns(of.handlingP95Sec()),
                rounded(deliveries.eachMs(50)), rounded(deliveries.eachMs(90)), rounded(deliveries.eachMs(99)),
                rounded(deliveries.eachMs(100)), rounded(deliveries.lastMs(50)), rounded(deliveries.lastMs(90)),
                rounded(deliveries.lastMs(99)), rounded(deliveries.lastMs(100)), deliveries.lost());
        }
    }

    /** The fields that are read again, and the derived ones beside them. */
    record Written(@JsonUnwrapped ServerRow row, @JsonUnwrapped Derived derived) {
        static Written of(ServerFigures server) {
            return new Written(ServerRow.of(server), Derived.of(server));
        }
    }

    @Limits
    record Lost(long inFlight, long cut, long late, long skipped) {}

    /** Files of earlier versions have the key surplus. */
    @Limits
    record Unexpected(long early, @JsonAlias("surplus") long duplicates, long untracked) {}

    ServerRow {
        if (firstErrorAtSec.isPresent() != firstErrorAtUsers.isPresent())
            throw new IllegalArgumentException("a first error has both firstErrorAtSec and firstErrorAtUsers");
    }

    static ServerRow of(ServerFigures of) {
        var deliveries = of.deliveries();
        return new ServerRow(of.name(), of.style(), rounded(of.connectionsMax()), rounded(of.connectionsTotal()),
            rounded(of.closedErrors()), rounded(of.slowReadersClosed()),
            deliveries.expected(), deliveries.made(),
            new Lost(deliveries.inFlight(), deliveries.cut(), deliveries.late(), deliveries.skipped()),
            new Unexpected(deliveries.early(), deliveries.duplicates(), deliveries.untracked()), of.messages(), of.sessions(),
            Optional.of(of.received()), Optional.of(of.metricsFault()).filter(fault -> !fault.isEmpty()),
            rounded(of.cpuMeanPercent()), rounded(of.memoryMeanMiB()),
            of.firstError().map(error -> OptionalDouble.of(error.atSec())).orElse(OptionalDouble.empty()),
            of.firstError().map(error -> OptionalDouble.of(error.users())).orElse(OptionalDouble.empty()),
            of.busiest(), of.broadcast(), of.written(), of.handling());
    }

    private static OptionalDouble rounded(OptionalDouble value) {
        return value.isPresent() ? OptionalDouble.of(RunRows.rounded(value.getAsDouble())) : value;
    }

    private static OptionalDouble ns(OptionalDouble sec) {
        return sec.isPresent() ? OptionalDouble.of(Math.rint(sec.getAsDouble() * 1e9) / 1e9) : sec;
    }

    /** @throws IllegalArgumentException for an invalid server name, or one without histograms */
    ServerFigures figures(Map<String, Histogram> histograms) {
        var deliveries = new Deliveries(histogram(histograms, UserMetrics.of(name).delivery().name()),
            histogram(histograms, UserMetrics.of(name).lastListener().name()), deliveriesExpected, deliveriesMade, lost.inFlight, lost.cut,
            lost.late, lost.skipped, unexpected.early, unexpected.duplicates, unexpected.untracked);
        var came = received.orElseGet(() ->
            new Received(deliveriesMade + lost.late + unexpected.early + unexpected.duplicates, 0, 0, 0, 0, 0));
        var firstError = firstErrorAtSec.isEmpty() ? Optional.<FirstError>empty()
            : Optional.of(new FirstError(firstErrorAtSec.getAsDouble(), firstErrorAtUsers.getAsDouble()));
        return new ServerFigures(name, style, connectionsMax, connectionsTotal, closedErrors, slowReadersClosed, broadcastBuckets,
            writtenBuckets, handlingBuckets, deliveries, messages, sessions, cpuMeanPercent, memoryMeanMiB, firstError, busiest, came,
            metricsFault.orElse(""));
    }

    private static Histogram histogram(Map<String, Histogram> histograms, String name) {
        var histogram = histograms.get(name);
        if (histogram == null) throw new IllegalArgumentException("there is no histogram '" + name + "'");
        return histogram;
    }
}
