package reprise.peer.wrk;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import reprise.recorder.ExactCounts;

/**
 * wrk's figures of a load that several processes made. Counts are added. Latencies are computed and corrected again from the histogram of
 * all, which has three digits. Of the threads' rates only each process' mean and deviation are known: theirs are those of all samples, if
 * every thread has equally many, and the share within one deviation is the mean of the processes'.
 */
public final class WrkShares {
    private WrkShares() {}

    /** @param service of all processes, ns, of every reply */
    public static WrkFigures whole(List<WrkFigures> parts, Histogram service) {
        int threads = (int) sum(parts, WrkFigures::threads);
        int connections = (int) sum(parts, WrkFigures::connections);
        long requests = sum(parts, WrkFigures::requests);
        double tookUs = parts.stream().mapToDouble(WrkFigures::tookUs).max().orElse(0);
        double readBytes = parts.stream().mapToDouble(WrkFigures::readBytes).sum();
        var latencies = latencies(service, Math.round(parts.stream().mapToDouble(part -> part.latencyUs().max()).max().orElse(0)));
        if (requests / connections > 0) WrkStatistics.correct(latencies, (long) tookUs / (requests / connections));
        return new WrkFigures(threads, connections, WrkStatistics.spread(latencies), new WrkFigures.Percentiles(
            WrkStatistics.percentile(latencies, 50), WrkStatistics.percentile(latencies, 75), WrkStatistics.percentile(latencies, 90),
            WrkStatistics.percentile(latencies, 99)), rates(parts), requests, tookUs, readBytes, requests / (tookUs / 1e6),
            readBytes / (tookUs / 1e6), errors(parts));
    }

    /** Those that counted: wrk leaves out what took longer than its time-out. @param mostUs the longest that did, which stays exact */
    private static ExactCounts latencies(Histogram service, long mostUs) {
        var counts = new ExactCounts(mostUs);
        for (var each : service.recordedValues()) {
            long ns = each.getValueIteratedTo();
            long us = service.highestEquivalentValue(ns) / 1000 >= mostUs ? mostUs : service.lowestEquivalentValue(ns) / 1000;
            if (service.lowestEquivalentValue(ns) / 1000 <= mostUs && counts.see(us))
                counts.add(us, each.getCountAddedInThisIterationStep() - 1);
        }
        return counts;
    }

    private static WrkFigures.Spread rates(List<WrkFigures> parts) {
        double mean = mean(parts, part -> part.threadRate().mean());
        double square = mean(parts, part -> Math.pow(part.threadRate().mean(), 2) + Math.pow(part.threadRate().stdev(), 2));
        boolean known = parts.stream().allMatch(part -> part.threadRate().withinPercent().isPresent());
        return new WrkFigures.Spread(mean, Math.sqrt(Math.max(0, square - mean * mean)),
            parts.stream().mapToDouble(part -> part.threadRate().max()).max().orElse(0),
            known ? OptionalDouble.of(mean(parts, part -> part.threadRate().withinPercent().getAsDouble())) : OptionalDouble.empty());
    }

    private static double mean(List<WrkFigures> parts, ToDoubleFunction<WrkFigures> of) {
        return parts.stream().mapToDouble(part -> of.applyAsDouble(part) * part.threads()).sum() / sum(parts, WrkFigures::threads);
    }

    private static WrkFigures.Errors errors(List<WrkFigures> parts) {
        return new WrkFigures.Errors(sum(parts, part -> part.errors().connect()), sum(parts, part -> part.errors().read()),
            sum(parts, part -> part.errors().write()), sum(parts, part -> part.errors().timeout()),
            sum(parts, part -> part.errors().status()));
    }

    private static long sum(List<WrkFigures> parts, ToLongFunction<WrkFigures> of) {
        return parts.stream().mapToLong(of).sum();
    }
}
