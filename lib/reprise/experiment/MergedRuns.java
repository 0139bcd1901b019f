package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Collectors;
import reprise.judge.PairCheck;
import reprise.judge.RoleRun;
import reprise.judge.RunMerge;
import reprise.recorder.FiledRun;
import reprise.recorder.HistogramLog;
import reprise.recorder.StrictJson;
import reprise.report.DocumentReport;
import reprise.sut.Failure;

/** Two run folders, a client's and a server's, made into a third one that is a run like any other. The two are only read. */
final class MergedRuns {
    private MergedRuns() {}

    /**
     * Reports of an earlier run in one folder; a client's and a server's are merged into a run of their own.
     *
     * @param out where that goes, or null for a folder beside the first
     */
    static int again(List<Path> folders, Path out, DocumentReport report) throws IOException {
        if (folders.size() > 2) {
            throw new Failure.BadInput("report got " + folders.size() + " folders ("
                + folders.stream().map(Path::toString).collect(Collectors.joining(", "))
                + "); give the folder of one run, or a client's and a server's to be merged");
        }
        if (folders.size() == 2) return write(folders.getFirst(), folders.getLast(), out, report);
        if (out != null)
            throw new Failure.BadInput("--out is " + out
                + "; it is for two runs that are merged: give the other role's folder too, or leave --out out");
        return RunFiles.again(folders.getFirst(), report);
    }

    /** @param out the folder asked for, or null for one beside the first */
    private static int write(Path first, Path second, Path out, DocumentReport report) throws IOException {
        var a = read(first, report);
        var b = read(second, report);
        var problems = PairCheck.problems(a, b);
        if (!problems.isEmpty()) throw new Failure.BadInput(String.join("\n", problems));
        var merged = a.role() == RoleRun.Role.CLIENT ? RunMerge.of(a, b) : RunMerge.of(b, a);
        var name = report.scenario().id() + "-merged";
        var now = LocalDateTime.now();
        var folder = RunFolder.prepare(out != null ? out : RunFolder.beside(first, name, now), name, now);
        return RunFiles.write(folder, merged.run(), report,
            new RunFiles.Measured(HistogramLog.intervals(merged.recording()), merged.startWallNs()));
    }

    private static RoleRun read(Path folder, DocumentReport report) throws IOException {
        RunFiles.check(folder, report);
        try {
            return new RoleRun(folder.toString(), FiledRun.read(folder, report.details()));
        } catch (StrictJson.Invalid e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }
}
