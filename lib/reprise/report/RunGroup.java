package reprise.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import reprise.judge.Claim;
import reprise.judge.ClaimTally;
import reprise.judge.Sample;
import reprise.judge.Scenario;
import reprise.judge.Scenario.Outcome;
import reprise.judge.Verdict;
import reprise.recorder.Digits;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Run;
import reprise.recorder.Timing;

/**
 * Runs of one experiment that are told together: repeats, or a single one. It keeps their figures and the sum of their distributions, and
 * not their rows by second. Used by one thread.
 */
public final class RunGroup {
    /**
     * @param folder where its own report is
     * @param run without rows, events and histograms
     * @param sides what it had side by side; mostly none
     */
    public record Member(Path folder, Run run, List<Outcome> outcomes, Map<RunFigures.Id, RunFigures.Figure> figures,
                         List<RunGroup> sides) {}

    private final String name;
    private final Scenario scenario;
    private final List<Member> members = new ArrayList<>();
    private final Map<String, Histogram> histograms = new LinkedHashMap<>();

    /** @param name such as its folder */
    public RunGroup(String name, Scenario scenario) {
        this.name = name;
        this.scenario = scenario;
    }

    /** Adds a run that is judged. */
    public void add(Path folder, Run run, DocumentReport report) {
        var light = run.change().seconds(List.of()).events(List.of()).histograms(Map.of()).build();
        members.add(new Member(folder, light, report.scenario().judge(run), report.figures(run), report.sides(run)));
        for (var timing : Timing.of(run.histograms().keySet())) histograms.computeIfAbsent(timing.name(), _ ->
            new PackedHistogram(LoopRecorder.HIGHEST_NS, run.histograms().get(timing.name()).getNumberOfSignificantValueDigits()))
            .add(run.histograms().get(timing.name()));
    }

    public String name() {
        return name;
    }

    public Scenario scenario() {
        return scenario;
    }

    public List<Member> members() {
        return members;
    }

    public int size() {
        return members.size();
    }

    /** What its runs had side by side: a group for each side, with that side of all runs. */
    public List<RunGroup> sides() {
        var all = new LinkedHashMap<String, RunGroup>();
        members.forEach(member -> member.sides.forEach(side ->
            all.computeIfAbsent(side.name, name -> new RunGroup(name, side.scenario)).members.addAll(side.members)));
        return List.copyOf(all.values());
    }

    /** What all its runs recorded, by the histograms' names. */
    public Map<String, Histogram> histograms() {
        return histograms;
    }

    /** Its claims in the document's order, then its thresholds. */
    public List<ClaimTally> tallies() {
        var verdicts = new LinkedHashMap<Claim, List<Verdict>>();
        for (var member : members)
            for (var outcome : member.outcomes()) verdicts.computeIfAbsent(outcome.claim(), _ -> new ArrayList<>()).add(outcome.verdict());
        return verdicts.entrySet().stream().map(each -> new ClaimTally(each.getKey(), each.getValue())).toList();
    }

    /** The figures that any of its runs has, in the report's order. */
    public Set<RunFigures.Id> figures() {
        var all = new LinkedHashSet<RunFigures.Id>();
        members.forEach(member -> all.addAll(member.figures().keySet()));
        return all;
    }

    /** A figure of all runs that have it. */
    public Sample sample(RunFigures.Id id) {
        return new Sample(members.stream().map(member -> member.figures().get(id)).filter(Objects::nonNull).map(RunFigures.Figure::value)
            .toList());
    }

    /** Of the first run that has it; null if none has. */
    RunFigures.Figure first(RunFigures.Id id) {
        return members.stream().map(member -> member.figures().get(id)).filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** In the document's form; absent if no run has the figure, or none was published. */
    Optional<Section.Number> published(RunFigures.Id id) {
        return Optional.ofNullable(first(id)).flatMap(first -> first.published().stream()
            .mapToObj(published -> new Section.Number(published, first.form())).findFirst());
    }

    /** As many as the document's form has, and more if the figure needs them for three digits. */
    int decimals(RunFigures.Id id) {
        var sample = sample(id);
        return first(id) == null ? 0 : Digits.decimals(sample.median(), members.stream().map(member -> member.figures().get(id))
            .filter(Objects::nonNull).mapToInt(RunFigures.Figure::decimals).min().orElse(0));
    }

    /** The values of a parameter or of the environment in its runs, of which there is mostly one. */
    Set<String> values(java.util.function.Function<Run, Map<String, Object>> of, String key) {
        var values = new TreeSet<String>();
        for (var member : members) {
            var value = of.apply(member.run()).get(key);
            if (value != null) values.add(Markup.value(key, value));
        }
        return values;
    }
}
