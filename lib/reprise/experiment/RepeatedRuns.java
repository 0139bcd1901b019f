package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reprise.report.RepeatsFile;
import reprise.report.RepeatsPaper;
import reprise.report.RepeatsPlan;
import reprise.report.RunGroup;
import reprise.sut.Failure;

/** The repeats in a folder, whether they were performed now or earlier: those that came to their end, and why the others did not. */
final class RepeatedRuns {
    private final Path folder;
    private final RunGroups.Reports reports;
    private final EndOptions ends;
    private final List<String> notes = new ArrayList<>();
    private RunGroup group; // null before the first run

    /** @param ends may have thresholds that the runs have not */
    RepeatedRuns(Path folder, RunGroups.Reports reports, EndOptions ends) {
        this.folder = folder;
        this.reports = reports;
        this.ends = ends;
    }

    /** Adds what a run has left. @param name of its folder @return the run, unless it did not come to its end */
    Optional<RunGroup.Member> add(String name) throws IOException {
        var own = folder.resolve(name);
        if (!Files.exists(own.resolve("run.json"))) {
            notes.add("Run " + name + " left no figures.");
            return Optional.empty();
        }
        var report = reports.of(own);
        if (group == null) group = new RunGroup(folder.toString(), report.scenario());
        var left = RunGroups.add(group, Path.of(name), report.scenario().judged(ends.limited(RunReports.read(own, report))), report);
        left.ifPresent(why -> notes.add("Run " + name + " " + why + ". What it recorded is in its folder, and in no figure here."));
        return left.isPresent() ? Optional.empty() : Optional.of(group.members().getLast());
    }

    boolean isEmpty() {
        return group == null || group.size() == 0;
    }

    /** A sentence on each run that is in no figure. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Prints and writes the report of all that were added. @return the exit code */
    int report(RepeatsPlan plan) throws IOException {
        var repeats = new RepeatsPaper(group, plan, notes());
        var figures = RepeatsFile.text(repeats);
        System.out.println();
        PaperFiles.tell(repeats.paper(), folder, "report", RepeatsFile.NAME, figures);
        ends.tell(figures, repeats.paper().outcome().text(), folder.resolve("report.html"));
        return repeats.holds() ? Failure.REPRODUCED : Failure.NOT_REPRODUCED;
    }
}
