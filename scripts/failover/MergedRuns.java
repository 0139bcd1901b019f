package failover;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Collectors;
import reprise.experiment.EndOptions;
import reprise.experiment.RunFolder;
import reprise.experiment.RunReports;
import reprise.judge.Measure;
import reprise.recorder.FiledRun;
import reprise.recorder.HistogramLog;
import reprise.recorder.InvalidFile;
import reprise.recorder.Run;
import reprise.report.DocumentReport;
import reprise.sut.Failure;

/** Merges a client's and a server's run folder into a third one, which is a run like any other. The two are not changed. */
final class MergedRuns {
    private MergedRuns() {}

    /**
     * Reports an earlier run in one folder; a client's and a server's folder are merged into a run of their own.
     *
     * @param measures of a merged run
     * @param out the folder of the merged run, or null for one beside the first
     */
    static int again(List<Path> folders, Path out, EndOptions ends, DocumentReport report, List<Measure<Run>> measures)
        throws IOException {
        if (folders.size() > 2) {
            throw new Failure.BadInput("report got " + folders.size() + " folders ("
                + folders.stream().map(Path::toString).collect(Collectors.joining(", "))
                + "); give the folder of one run, or a client's and a server's to be merged");
        }
        if (folders.size() == 2) return write(folders.getFirst(), folders.getLast(), out, ends, report, measures);
        if (out != null)
            throw new Failure.BadInput("--out is " + out
                + "; it is for two runs that are merged: give the other role's folder too, or leave --out out");
        return RunReports.again(folders.getFirst(), report, ends);
    }

    /** @param out the requested folder, or null for one beside the first */
    private static int write(Path first, Path second, Path out, EndOptions ends, DocumentReport report, List<Measure<Run>> measures)
        throws IOException {
        var a = read(first, report);
        var b = read(second, report);
        for (var each : List.of(a, b))
            if (each.run().origin().share().isPresent())
                throw new Failure.BadInput(each.name() + " is share " + each.run().origin().share().get() + " of a load, and an outage is "
                    + "that of one client: report each share alone");
        var problems = PairCheck.problems(a, b);
        if (!problems.isEmpty()) throw new Failure.BadInput(String.join("\n", problems));
        var merged = a.role() == RoleRun.Role.CLIENT ? RunMerge.of(a, b, measures) : RunMerge.of(b, a, measures);
        var name = report.scenario().id() + "-merged";
        var now = LocalDateTime.now();
        var folder = RunFolder.prepare(out != null ? out : RunFolder.beside(first, name, now), name, now);
        return RunReports.write(folder, ends.limited(merged.run()), report,
            new RunReports.Measured(HistogramLog.intervals(merged.recording()), merged.startWallNs()), ends);
    }

    private static RoleRun read(Path folder, DocumentReport report) throws IOException {
        RunReports.check(folder, report);
        try {
            return new RoleRun(folder.toString(), FiledRun.read(folder, report.details()));
        } catch (InvalidFile e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }
}
