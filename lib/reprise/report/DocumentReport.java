package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reprise.judge.Claim;
import reprise.judge.Quantity;
import reprise.judge.Scenario;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.recorder.RunDetails;

/** What one document's reports contain in addition to the common parts. Implementations are pure: they read the run and nothing else. */
public interface DocumentReport {
    Scenario scenario();

    /** Reads the part of run.json that only this document's runs have. */
    RunDetails.Reader<?> details();

    /** Warnings that make figures worthless. */
    List<Section> alarms(Run run);

    /** The console's sections, without claims and alarms. */
    List<Section> console(Run run);

    /** The page's sections, without alarms. By default these are the claims and the console's sections. */
    default List<Section> page(Run run) {
        var sections = new ArrayList<Section>(List.of(new Section.Claims()));
        sections.addAll(console(run));
        return sections;
    }

    /** The RST file's sections; by default the page's. */
    default List<Section> rst(Run run) {
        return page(run);
    }

    /**
     * All sections in the medium's order. A page is read from its beginning and a console from its end, so there claims and then alarms
     * come last.
     */
    default List<Section> sections(Medium medium, Run run) {
        var sections = new ArrayList<>(switch (medium) {
            case CONSOLE -> console(run);
            case PAGE -> page(run);
            case RST -> rst(run);
        });
        if (medium == Medium.CONSOLE) sections.add(new Section.Claims());
        sections.addAll(medium == Medium.CONSOLE ? sections.size() : 0, alarms(run));
        return sections;
    }

    /** Where a report is read. */
    enum Medium {
        CONSOLE, PAGE, RST
    }

    /** What happened, in a sentence or two from the run's figures; the page has them below the verdict. */
    default List<String> happened(Run run) {
        return List.of();
    }

    /** Drawings that are written as separate files. */
    default List<Figure> files(Run run) {
        return List.of();
    }

    /** The columns in the page's table of seconds; run.json and series.csv have all columns. */
    default List<RunColumn> shownSeconds(Run run) {
        return RunColumn.all(run.seconds());
    }

    /** Keys of the summary and of measures that depend on the run's length: totals, and means over the whole run. */
    default Set<String> byLength() {
        return Set.of();
    }

    /** What the run's measures are; by default those of the claims. */
    default List<Quantity> quantities() {
        return scenario().claims().stream().map(Claim::measure).distinct().toList();
    }

    /** All figures of the run that reports of several runs compare. */
    default Map<RunFigures.Id, RunFigures.Figure> figures(Run run) {
        return RunFigures.of(run, this);
    }

    /** What the run had side by side, such as the same on two kinds of broker: a group each, to be compared. Mostly none. */
    default List<RunGroup> sides(Run run) {
        return List.of();
    }

    /** A label for this run's figure of a claim, such as "emulated"; empty for none. */
    default String label(Run run, Claim claim) {
        return "";
    }

    /** The label, and a remark if the figure depends on the run's length and the run was not as long as the document's. */
    default String labels(Run run, Claim claim) {
        var label = label(run, claim);
        if (!Lengths.of(run, this).marks(claim.measure().id())) return label;
        return (label.isEmpty() ? "" : label + ", ") + "not comparable: other length";
    }
}
