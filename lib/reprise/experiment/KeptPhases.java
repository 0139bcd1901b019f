package reprise.experiment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import reprise.recorder.Clock;
import reprise.recorder.Facts;
import reprise.recorder.HistogramLog;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Numbers;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.RunBuilder;
import reprise.recorder.RunDetails;
import reprise.recorder.RunRows;
import reprise.recorder.Share;
import reprise.recorder.Unjudged;
import reprise.recorder.Usage;
import reprise.sut.Failure;

/** The phases of an experiment so far, with their histograms and notes. Used by the method's thread. */
final class KeptPhases {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]+");

    private final long beganNs;
    private final List<Phase> phases = new ArrayList<>();
    private final Map<String, Phases.LeftOut> leftOut = new LinkedHashMap<>();
    private final Map<String, Histogram> histograms = new LinkedHashMap<>();
    private final List<HistogramLog.Interval> intervals = new ArrayList<>();
    private final LinkedHashSet<String> notes = new LinkedHashSet<>();
    private Map<String, Double> summary = Map.of(); // the facts of a run's only phase
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private Supplier<RunDetails> details = this::phases;
    private long startNs;

    KeptPhases(long beganNs, Share share) {
        this.beganNs = beganNs;
        startNs = beganNs;
        if (!share.isWhole()) note(Share.note(share));
    }

    /** @param id absent for the only phase of a run */
    void check(Optional<String> id, Duration length, Moment... moments) {
        id.ifPresent(this::check);
        if (id.isEmpty() && !phases.isEmpty())
            throw new IllegalArgumentException("a run with several phases has one without an id; give it one, for example cast.50");
        if (!length.isPositive())
            throw new IllegalArgumentException(words(id) + " is " + DurationOption.text(length)
                + " long; it must be above 0, for example 20s");
        for (var moment : moments)
            if (moment.after().compareTo(length) >= 0)
                throw new IllegalArgumentException(words(id) + " has a moment at " + DurationOption.text(moment.after())
                    + " and ends at " + DurationOption.text(length) + "; it must be before the end");
    }

    private static String words(Optional<String> id) {
        return id.map(named -> "the phase " + named).orElse("the phase");
    }

    /** After the last phase was kept. */
    void checkLength(Optional<String> id, Duration length) {
        var phase = phases.getLast();
        if (phase.isCutShort())
            throw new Failure.Environment("the load of " + words(id) + " ended by itself after " + Numbers.shortest(phase.lengthSec())
                + " s of " + DurationOption.text(length)
                + "; what was recorded until then is kept: give the load more to do, or the phase less time");
    }

    void check(String id) {
        if (!ID.matcher(id).matches())
            throw new IllegalArgumentException("a phase is called '" + id + "'; give letters, digits, . _ or -, for example cast.50");
        if (phases.stream().anyMatch(phase -> phase.id().isEmpty()))
            throw new IllegalArgumentException("the phase " + id + " follows one without an id, which is a run's only phase; give that one "
                + "an id too, for example cast.50");
        if (phases.stream().anyMatch(phase -> phase.id().equals(id)) || leftOut.containsKey(id))
            throw new IllegalArgumentException("two phases are called " + id + "; give each an id of its own");
    }

    void leaveOut(String id, Unjudged.By by, String why) {
        leftOut.put(id, new Phases.LeftOut(by, why));
    }

    /** The only phase of a run has no entry: that it is missing is seen in the run itself. */
    void leaveOut(Optional<String> id, String why) {
        id.ifPresent(named -> leaveOut(named, Unjudged.By.RUN, why));
    }

    /** @param plannedSec the length that the phase should have */
    Phase keep(Optional<String> id, Recording recording, long atNs, double plannedSec, Map<String, Usage> usage, Facts facts) {
        if (id.isPresent()) return keep(id.get(), recording, atNs, plannedSec, usage, facts);
        var phase = new Phase("", 0, recording.durationSec(), plannedSec, Map.of(), usage);
        phases.add(phase);
        startNs = atNs;
        summary = facts.figures();
        histograms.putAll(RunRows.histograms(recording));
        intervals.addAll(HistogramLog.intervals(recording));
        notes.addAll(recording.anomalies().notes());
        return phase;
    }

    private Phase keep(String id, Recording recording, long startNs, double plannedSec, Map<String, Usage> usage, Facts facts) {
        var counts = new LinkedHashMap<String, Long>();
        for (var counter : recording.metrics().counters()) counts.put(counter.name(), recording.count(counter));
        var phase = new Phase(id, sec(startNs), recording.durationSec(), plannedSec, counts, usage,
            Optional.of(facts).filter(known -> !known.equals(Facts.NONE)));
        phases.add(phase);
        for (var timing : recording.metrics().timings()) {
            var recorded = recording.whole(timing);
            if (recorded.getTotalCount() == 0) continue;
            var name = Phase.histogram(id, timing);
            var whole = new PackedHistogram(LoopRecorder.HIGHEST_NS, recorded.getNumberOfSignificantValueDigits()); // a tenth of its size
            whole.add(recorded);
            histograms.put(name, whole);
            intervals.add(new HistogramLog.Interval(sec(startNs), sec(startNs) + phase.lengthSec(), name, whole::copy));
        }
        recording.anomalies().notes().forEach(note -> notes.add(id + ": " + note));
        return phase;
    }

    void note(Optional<String> id, String text) {
        note(id.map(named -> named + ": ").orElse("") + text);
    }

    /** What was said already is not said again. */
    void note(String text) {
        if (!notes.contains(text)) notes.add(text);
    }

    /** The beginning of the run's time: that of its only phase, else the experiment's. */
    long startNs() {
        return startNs;
    }

    /** Seconds after the experiment's beginning, as run.json has them. */
    double sec(long atNs) {
        return RunRows.rounded((atNs - beganNs) / 1e9);
    }

    Phases phases() {
        return new Phases(phases, leftOut);
    }

    /** A run with what is kept here. */
    RunBuilder run(String scenario, long seed, Clock clock, Map<String, Object> planned) {
        var all = new LinkedHashMap<>(planned);
        all.putAll(parameters);
        return Run.of(scenario, seed, Instant.ofEpochSecond(0, clock.wallNs(startNs))).parameters(all).summary(summary)
            .histograms(histograms).notes(notes).details(details.get());
    }

    /** Replaces one of the planned parameters, or adds one. */
    void parameter(String name, Object value) {
        parameters.put(name, value);
    }

    /** Replaces the phases. */
    void details(Supplier<RunDetails> part) {
        details = part;
    }

    List<HistogramLog.Interval> intervals() {
        return intervals;
    }
}
