package reprise.experiment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import reprise.judge.PhaseReadings;
import reprise.judge.Reading;
import reprise.peer.wrk.WrkFigures;
import reprise.recorder.Account;
import reprise.recorder.Counter;
import reprise.recorder.HttpOutcomes;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.Unjudged;
import reprise.simulator.http.HttpMetrics;

/**
 * Readings of phases that {@link HttpCallers} loaded. What spoils a phase, such as replies that were not the expected ones, leaves its
 * figures shown and not judged.
 * {@snippet :
 * HttpReadings.perSec(run, "get.50").over(HttpReadings.perSec(run, "get.1"));
 * HttpReadings.percentileMs(run, "get.50", 99);
 * report.accounts(HttpReadings::accounts);
 * }
 */
public final class HttpReadings {
    private static final double LINK_EXACT = 0.1;
    private static final long REQUESTS_PER_ERROR = 1000;

    private HttpReadings() {}

    /** A figure of wrk's statistics of the phase. */
    public static Reading wrk(Run run, String id, ToDoubleFunction<WrkFigures> figure) {
        return spoiled(run, id, counted(run, id, phase -> figure.applyAsDouble(phase.facts(HttpMetrics.WRK).orElseThrow())));
    }

    /** Replies per second, as wrk counts. */
    public static Reading perSec(Run run, String id) {
        return wrk(run, id, WrkFigures::requestsPerSec);
    }

    /** A percentile of the latencies as recorded, ms; 100 is the maximum. */
    public static Reading percentileMs(Run run, String id, double percentile) {
        return latencyMs(run, id, values -> values.getValueAtPercentile(percentile));
    }

    /** Of the latencies as recorded, each reply's once, ms. @param ns such as a percentile */
    public static Reading latencyMs(Run run, String id, ToDoubleFunction<Histogram> ns) {
        return spoiled(run, id, counted(run, id, _ -> ns.applyAsDouble(Phases.histogram(run, id, HttpMetrics.SERVICE)) / 1e6));
    }

    private static Reading spoiled(Run run, String id, Reading reading) {
        var why = spoiledBy(run, id);
        return why.isEmpty() ? reading : reading.onlyShown(new Unjudged.ByRun(why));
    }

    /** A count or a fact of the phase, of whatever length and whatever its replies were; missing if it had none, or they do not add up. */
    public static Reading counted(Run run, String id, ToDoubleFunction<Phase> figure) {
        var found = Phases.of(run).phase(id);
        if (found.isEmpty()) return PhaseReadings.of(run, id, figure);
        var wrong = imbalance(found.get());
        if (!wrong.isEmpty()) return Reading.byRun(wrong);
        if (requests(found.get()) == 0) return Reading.byRun("the phase " + id + " got no reply");
        return new Reading.Value(figure.applyAsDouble(found.get()));
    }

    /**
     * The share of replies that were the expected ones in these phases, those that the user did not ask for aside. Here an unexpected
     * reply spoils nothing: it is the finding.
     */
    public static Reading expectedShare(Run run, List<String> ids) {
        var asked = ids.stream().filter(id -> counted(run, id, HttpReadings::requests).reason()
            .filter(why -> why.by() == Unjudged.By.REQUEST).isEmpty()).toList();
        if (asked.isEmpty()) return Reading.byRequest("none of the phases " + String.join(", ", ids) + " was asked for");
        return Reading.sum(asked.stream().map(id -> counted(run, id, phase -> requests(phase) - count(phase, HttpMetrics.UNEXPECTED))))
            .over(Reading.sum(asked.stream().map(id -> counted(run, id, HttpReadings::requests))));
    }

    /** Each parsed reply, as wrk counts. */
    public static long requests(Phase phase) {
        return phase.facts(HttpMetrics.WRK).map(WrkFigures::requests).orElse(0L);
    }

    /** Refused, cut and late requests and bad statuses. */
    public static long errors(Phase phase) {
        var errors = phase.facts(HttpMetrics.WRK).map(WrkFigures::errors).orElse(WrkFigures.Errors.NONE);
        return errors.connect() + errors.read() + errors.write() + errors.timeout() + errors.status();
    }

    /** Why the phase's figures must not be compared; empty if they may be. A few errors do not spoil it. */
    public static String spoiledBy(Run run, String id) {
        var found = Phases.of(run).phase(id);
        if (found.isEmpty()) return "";
        var phase = found.get();
        if (!imbalance(phase).isEmpty()) return imbalance(phase);
        if (phase.isCutShort()) return "the phase " + id + " was cut short";
        if (requests(phase) == 0) return "the phase " + id + " got no reply";
        long unexpected = count(phase, HttpMetrics.UNEXPECTED);
        if (unexpected > 0) return "the phase " + id + " had " + unexpected + " replies that were not the expected ones";
        if (errors(phase) > requests(phase) / REQUESTS_PER_ERROR)
            return "the phase " + id + " had " + errors(phase) + " errors, more than one in a thousand requests";
        return linkOff(phase).orElse("");
    }

    /** With one request in flight the round trip is everything, so a link with another delay than requested is another link. */
    private static Optional<String> linkOff(Phase phase) {
        double askedUs = phase.fact(HttpMetrics.LINK_ASKED_US).orElse(0);
        double addedUs = phase.fact(HttpMetrics.LINK_MEDIAN_US).orElse(0);
        boolean isOneCaller = phase.facts(HttpMetrics.WRK).filter(wrk -> wrk.connections() == 1).isPresent();
        return isOneCaller && Math.abs(addedUs - askedUs) > LINK_EXACT * askedUs ? Optional.of(String.format(Locale.ROOT,
            "the emulated link of the phase %s added %.1f us in the median, and %.1f were asked", phase.id(), addedUs, askedUs))
            : Optional.empty();
    }

    /** For {@link reprise.report.Report#alarm}: no claim that rests on a phase over such a link is judged. */
    public static Optional<String> linkAlarm(Run run) {
        var off = Phases.of(run).phases().stream().flatMap(phase -> linkOff(phase).stream()).toList();
        return off.isEmpty() ? Optional.empty() : Optional.of("The emulated link is not what was asked for: " + String.join("; ", off)
            + ". No claim that rests on these phases is judged; run it again on a host that is less busy, or over a real link.");
    }

    private static String imbalance(Phase phase) {
        return String.join("; ", accounts(phase).stream().map(Account::imbalance).filter(why -> !why.isEmpty()).toList());
    }

    /** The accounts of all phases' requests, for {@link reprise.report.Report#accounts}. */
    public static List<Account> accounts(Run run) {
        return Phases.of(run).phases().stream().flatMap(phase -> accounts(phase).stream()).toList();
    }

    /** None if a version before wrote the run, which did not count the attempts. */
    private static List<Account> accounts(Phase phase) {
        if (phase.fact(HttpMetrics.ATTEMPTS).isEmpty()) return List.of();
        return new HttpOutcomes((long) phase.fact(HttpMetrics.ATTEMPTS).getAsDouble(), count(phase, HttpMetrics.REQUESTS),
            count(phase, HttpMetrics.UNEXPECTED), count(phase, HttpMetrics.STATUS_ERRORS), count(phase, HttpMetrics.TIMEOUTS),
            count(phase, HttpMetrics.READ_ERRORS), count(phase, HttpMetrics.WRITE_ERRORS), count(phase, HttpMetrics.INTERRUPTED),
            count(phase, HttpMetrics.LATE_REPLIES), (long) phase.fact(HttpMetrics.TIMED).orElseThrow())
            .accounts(" of the phase " + phase.id(), requests(phase));
    }

    private static long count(Phase phase, Counter counter) {
        return phase.counts().getOrDefault(counter.name(), 0L);
    }
}
