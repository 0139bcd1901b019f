package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import reprise.recorder.HistogramLog;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.StrictJson;
import reprise.report.ConsoleReport;
import reprise.report.DocumentReport;
import reprise.report.Reports;

/** The files of a run and what is printed of it, of any document; the exit code says what became of the claims. */
public final class RunFiles {
    private RunFiles() {}

    /**
     * run.json and latency.hlog first: they are what was measured, the reports can be written again from them.
     *
     * @param intervals of the histogram log, seconds after {@code startWallNs}
     * @param startWallNs since 1970 UTC
     */
    public static int write(Path folder, Run run, DocumentReport report, List<HistogramLog.Interval> intervals, long startWallNs) throws IOException {
        var judged = report.scenario().judged(run);
        RunFile.write(folder.resolve("run.json"), judged);
        HistogramLog.write(folder.resolve("latency.hlog"), intervals, startWallNs);
        return report(folder, judged, report);
    }

    /** Prints and writes the reports of an earlier run; what it measured is not touched. */
    public static int again(Path folder, DocumentReport report) throws IOException {
        var file = folder.resolve("run.json");
        var document = report.scenario().id();
        if (!Files.isReadable(file)) throw new Failure.BadInput(file + " cannot be read; give the folder of a run, for example runs/" + document + "-20260101-120000");
        try {
            var found = RunFile.scenario(file);
            if (!found.equals(document)) throw new Failure.BadInput(file + ": it is a run of " + found + ", not of " + document + "; use that script, or give --scenario");
            return report(folder, report.scenario().judged(RunFile.read(file, report.details())), report);
        } catch (StrictJson.Invalid e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    private static int report(Path folder, Run judged, DocumentReport report) throws IOException {
        Reports.write(folder, judged, report);
        System.out.println();
        System.out.print(ConsoleReport.text(judged, report, LiveConsole.isTerminal(), LiveConsole.columns()));
        System.out.println("Report: " + folder.resolve("report.html"));
        return judged.claims().stream().anyMatch(claim -> claim.verdict().equals("not-reproduced")) ? Failure.NOT_REPRODUCED : Failure.REPRODUCED;
    }
}
