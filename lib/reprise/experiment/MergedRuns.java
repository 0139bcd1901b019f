package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import reprise.document.Belonging;
import reprise.document.RoleRun;
import reprise.document.RunMerge;
import reprise.recorder.FiledRun;
import reprise.recorder.HistogramLog;
import reprise.recorder.StrictJson;
import reprise.report.DocumentReport;

/** Two run folders, a client's and a server's, made into a third one that is a run like any other. The two are only read. */
final class MergedRuns {
    private MergedRuns() {}

    /** @param out the folder asked for, or null for one beside the first */
    static int write(Path first, Path second, Path out, DocumentReport report) throws IOException {
        var a = read(first, report);
        var b = read(second, report);
        var problems = Belonging.problems(a, b);
        if (!problems.isEmpty()) throw new Failure.BadInput(String.join("\n", problems));
        var merged = a.role() == RoleRun.Role.CLIENT ? RunMerge.of(a, b) : RunMerge.of(b, a);
        var name = report.scenario().id() + "-merged";
        var now = LocalDateTime.now();
        var folder = RunFolder.prepare(out != null ? out : RunFolder.beside(first, name, now), name, now);
        return RunFiles.write(folder, merged.run(), report, new RunFiles.Measured(HistogramLog.intervals(merged.recording()), merged.startWallNs()));
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
