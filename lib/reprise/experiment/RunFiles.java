package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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
        return print(folder, keep(folder, run, report, intervals, startWallNs), report);
    }

    /** The same without a word: the run as it was judged. */
    static Run keep(Path folder, Run run, DocumentReport report, List<HistogramLog.Interval> intervals, long startWallNs) throws IOException {
        var judged = report.scenario().judged(run);
        RunFile.write(folder.resolve("run.json"), judged);
        HistogramLog.write(folder.resolve("latency.hlog"), intervals, startWallNs);
        Reports.write(folder, judged, report);
        return judged;
    }

    /** Prints and writes the reports of an earlier run; what it measured is not touched. */
    public static int again(Path folder, DocumentReport report) throws IOException {
        check(folder, report);
        try {
            return report(folder, report.scenario().judged(RunFile.read(folder.resolve("run.json"), report.details())), report);
        } catch (StrictJson.Invalid e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    /**
     * The same for one folder; a client's and a server's are merged into a run of their own.
     *
     * @param out where that goes, or null for a folder beside the first
     */
    public static int again(List<Path> folders, Path out, DocumentReport report) throws IOException {
        if (folders.size() > 2) {
            throw new Failure.BadInput("report got " + folders.size() + " folders (" + folders.stream().map(Path::toString).collect(Collectors.joining(", "))
                + "); give the folder of one run, or a client's and a server's to be merged");
        }
        if (folders.size() == 2) return MergedRuns.write(folders.getFirst(), folders.getLast(), out, report);
        if (out != null) throw new Failure.BadInput("--out is " + out + "; it is for two runs that are merged: give the other role's folder too, or leave --out out");
        return again(folders.getFirst(), report);
    }

    /** That there is a run of this document in the folder. */
    static void check(Path folder, DocumentReport report) throws IOException {
        var file = folder.resolve("run.json");
        var document = report.scenario().id();
        if (!Files.isReadable(file)) throw new Failure.BadInput(file + " cannot be read; give the folder of a run, for example runs/" + document + "-20260101-120000");
        try {
            var found = RunFile.scenario(file);
            if (!found.equals(document)) throw new Failure.BadInput(file + ": it is a run of " + found + ", not of " + document + "; use that script, or give --scenario");
        } catch (StrictJson.Invalid e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    private static int report(Path folder, Run judged, DocumentReport report) throws IOException {
        Reports.write(folder, judged, report);
        return print(folder, judged, report);
    }

    private static int print(Path folder, Run judged, DocumentReport report) {
        System.out.println();
        System.out.print(ConsoleReport.text(judged, report, LiveConsole.isTerminal(), LiveConsole.columns(), folder.resolve("report.html").toString()));
        return exitCode(judged, report.runsLeftOut(judged));
    }

    /** What the run itself left open is not reproduced; what the document or the user left out is nobody's failure. */
    static int exitCode(Run judged, long runsLeftOut) {
        return runsLeftOut > 0 || judged.claims().stream().anyMatch(claim -> switch (claim.verdict()) {
            case NOT_REPRODUCED, BY_RUN -> true;
            case REPRODUCED, BY_DOCUMENT, BY_REQUEST -> false;
        }) ? Failure.NOT_REPRODUCED : Failure.REPRODUCED;
    }
}
