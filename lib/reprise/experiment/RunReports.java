package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import reprise.recorder.HistogramLog;
import reprise.recorder.InvalidFile;
import reprise.recorder.Outcome;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.report.DocumentReport;
import reprise.report.text.ConsoleReport;
import reprise.sut.Failure;

/** Writes a run's files and prints its report, for any document. The exit code states the claims' outcome. */
public final class RunReports {
    private RunReports() {}

    /**
     * What is measured in addition to the run itself.
     *
     * @param intervals of the histogram log, seconds after {@code startWallNs}
     * @param startWallNs since 1970 UTC
     * @param more writes further files into the run's folder
     */
    public record Measured(List<HistogramLog.Interval> intervals, long startWallNs, More more) {
        @FunctionalInterface
        public interface More {
            void into(Path folder) throws IOException;
        }

        public Measured(List<HistogramLog.Interval> intervals, long startWallNs) {
            this(intervals, startWallNs, _ -> { });
        }
    }

    /** Judges the run, prints it, then writes its files. Returns the exit code. */
    public static int write(Path folder, Run run, DocumentReport report, Measured measured, EndOptions ends) throws IOException {
        return write(folder, run, report, measured, ends, Optional.empty(), new KeptFiles());
    }

    /** The same without printing a report. */
    public static void writeSilently(Path folder, Run run, DocumentReport report, Measured measured, EndOptions ends) throws IOException {
        var judged = report.scenario().judged(run);
        var files = new KeptFiles();
        files.keep(folder, judged, report, measured);
        end(folder, judged, report, ends, files, Optional.empty());
        System.out.println("Report: " + folder.resolve("report.html"));
    }

    /**
     * The same as {@link #write} for a run that {@code cutShort} ended early; that failure is thrown when the files are written.
     *
     * @param files has written those of other runs before
     */
    public static int write(Path folder, Run run, DocumentReport report, Measured measured, EndOptions ends, Optional<Failure> cutShort,
        KeptFiles files) throws IOException {
        var judged = report.scenario().judged(run);
        try {
            print(folder, judged, report, ends);
        } finally { // the measured data is kept, whatever a report throws
            files.keep(folder, judged, report, measured);
        }
        return end(folder, judged, report, ends, files, cutShort);
    }

    private static int end(Path folder, Run judged, DocumentReport report, EndOptions ends, KeptFiles files, Optional<Failure> cutShort)
        throws IOException {
        var failures = Stream.of(cutShort, files.failure(),
            ends.tell(judged, report, Optional.of(folder))).flatMap(Optional::stream).toList();
        if (failures.size() == 1) throw failures.getFirst();
        if (!failures.isEmpty())
            throw new Failure.Environment(String.join("\n", failures.stream().map(Failure::getMessage).toList()), failures.getFirst());
        return exitCode(judged);
    }

    /** Prints and writes the reports of an earlier run; its measured data stays as it is. */
    public static int again(Path folder, DocumentReport report, EndOptions ends) throws IOException {
        var judged = report.scenario().judged(ends.limited(read(folder, report)));
        print(folder, judged, report, ends);
        var files = new KeptFiles();
        files.reports(folder, judged, report);
        return end(folder, judged, report, ends, files, Optional.empty());
    }

    /** An earlier run, judged. */
    static Run read(Path folder, DocumentReport report) throws IOException {
        check(folder, report);
        try {
            return report.scenario().judged(RunFile.read(folder.resolve("run.json"), report.details()));
        } catch (InvalidFile e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    /** Throws unless the folder contains a run of this document. */
    public static void check(Path folder, DocumentReport report) throws IOException {
        var file = folder.resolve("run.json");
        var document = report.scenario().id();
        if (!Files.isReadable(file))
            throw new Failure.BadInput(file + " cannot be read; give the folder of a run, for example runs/" + document
                + "-20260101-120000");
        try {
            var found = RunFile.scenario(file);
            if (found.isPresent() && !found.get().equals(document)) // without a scenario the reader reports every problem
                throw new Failure.BadInput(file + ": it is a run of " + found.get() + ", not of " + document
                    + "; use that script, or give --scenario");
        } catch (InvalidFile e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    /** On a terminal in some lines, unless all is asked for; elsewhere the whole report. */
    private static void print(Path folder, Run judged, DocumentReport report, EndOptions ends) {
        var page = folder.resolve("report.html").toString();
        System.out.println();
        System.out.print(Terminal.isTerminal() && !ends.full
            ? ConsoleReport.brief(judged, report, Terminal.hasColour(), Terminal.columns(), page,
                folder.resolve(ReportFiles.TEXT).toString())
            : ConsoleReport.text(judged, report, Terminal.hasColour(), Terminal.columns(), page));
    }

    /**
     * A claim that the run itself left open is not reproduced, and neither is a run without claims that ended early; a claim that the
     * document or the user left out is not a failure.
     */
    static int exitCode(Run judged) {
        return judged.outcome() == Outcome.NOT_REPRODUCED || judged.leavesOpen() || judged.endedEarly().isPresent()
            ? Failure.NOT_REPRODUCED : Failure.REPRODUCED;
    }
}
