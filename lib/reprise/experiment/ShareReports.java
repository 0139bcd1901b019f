package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import reprise.judge.Quantity;
import reprise.recorder.FactRule;
import reprise.recorder.InvalidFile;
import reprise.recorder.OwnPart;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.Unjudged;
import reprise.report.DocumentReport;
import reprise.report.Report;
import reprise.shares.ShareMerge;
import reprise.shares.SharedRuns;
import reprise.simulator.http.HttpMetrics;
import reprise.simulator.users.UserFigures;
import reprise.sut.Failure;

/** The command {@code report} with one folder, or with those of a load's shares, which are merged into a run of their own. */
public final class ShareReports {
    /** Of the library's loads. */
    public static final List<FactRule> RULES = Stream.of(Phase.SHARED, HttpMetrics.SHARED, UserFigures.SHARED)
        .flatMap(List::stream).toList();

    private ShareReports() {}

    /**
     * Reports an earlier run again, or the whole that several shares were; their folders stay as they are.
     *
     * @param out the folder of the whole, or null for one beside the first
     * @return the exit code
     */
    public static int again(List<Path> folders, Path out, Report report, EndOptions ends) throws IOException {
        return isMerged(folders, out, report) ? merged(folders, out, report, ends) : RunReports.again(folders.getFirst(), report, ends);
    }

    /**
     * Whether a run is made of several: of more than one folder, or of the only share that is left of a load, where a folder is named for
     * the whole.
     *
     * @throws Failure.BadInput if a folder is named for what is not written
     */
    public static boolean isMerged(List<Path> folders, Path out, DocumentReport report) throws IOException {
        if (folders.size() > 1) return true;
        if (out == null) return false;
        if (RunReports.read(folders.getFirst(), report).origin().share().isPresent()) return true;
        throw new Failure.BadInput("--out is " + out + "; it is for the whole of several shares: give the folders of all of them, or leave "
            + "--out out");
    }

    /** Merges the shares of a load into the run that they were. @param out its folder, or null for one beside the first */
    public static int merged(List<Path> folders, Path out, Report report, EndOptions ends) throws IOException {
        var shares = SharedRuns.read(folders, folder -> RunReports.read(folder, report));
        if (report.details().own() == OwnPart.NONE) checkKind(shares.parts().getFirst());
        var merged = merged(shares, report);
        var run = merged.run().endedEarly().isEmpty() ? report.measured(merged.run()) : withoutMeasures(merged.run(), report);
        var name = report.scenario().id() + "-shares";
        var now = LocalDateTime.now();
        var folder = RunFolder.prepare(out != null ? out : RunFolder.beside(folders.getFirst(), name, now), name, now);
        return RunReports.write(folder, ends.limited(run), report, new RunReports.Measured(merged.intervals(), merged.startWallNs()), ends);
    }

    private static ShareMerge.Merged merged(SharedRuns shares, Report report) throws IOException {
        try {
            return ShareMerge.of(shares, report, RULES);
        } catch (InvalidFile e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    /** What a document alone has, such as another tool's text, has no rule by which it is added. */
    private static void checkKind(SharedRuns.Part part) {
        var details = part.run().details();
        if (!(details instanceof Phases) && !details.equals(RunDetails.NONE))
            throw new Failure.BadInput(part.folder() + " is a share of " + part.run().scenario() + ", whose figures beyond counters and "
                + "histograms cannot be added up; report each share alone, and compare them with 'compare'");
    }

    /** The figures of a part would be judged as the whole's. */
    private static Run withoutMeasures(Run run, Report report) {
        var why = new LinkedHashMap<String, Unjudged>();
        for (var id : report.quantities().stream().map(Quantity::id).toList())
            why.put(id, new Unjudged.ByRun(run.endedEarly().orElseThrow()));
        return run.withMeasures(Map.of(), why);
    }
}
