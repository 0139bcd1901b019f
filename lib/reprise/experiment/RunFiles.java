package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import reprise.recorder.HistogramLog;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.StrictJson;
import reprise.report.DocumentReport;
import reprise.report.text.ConsoleReport;
import reprise.sut.Failure;

/** The files of a run and what is printed of it, of any document; the exit code says what became of the claims. */
public final class RunFiles {
    private RunFiles() {}

    /**
     * What is measured besides the run itself.
     *
     * @param intervals of the histogram log, seconds after {@code startWallNs}
     * @param startWallNs since 1970 UTC
     * @param more writes what else there is into the run's folder
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

    /** Judges the run, prints it, then writes its files; the exit code. */
    public static int write(Path folder, Run run, DocumentReport report, Measured measured) throws IOException {
        return write(folder, run, report, measured, Optional.empty());
    }

    /** The same of a run that {@code cutShort} kept from its own end: that is told when the files are written. */
    public static int write(Path folder, Run run, DocumentReport report, Measured measured, Optional<Failure> cutShort) throws IOException {
        return write(folder, run, report, measured, cutShort, new KeptFiles());
    }

    /** The same of a run that has no tables. */
    static void writeSilently(Path folder, Run run, DocumentReport report, Measured measured) throws IOException {
        var judged = report.scenario().judged(run);
        var files = new KeptFiles();
        files.keep(folder, judged, report, measured);
        end(judged, report, files, Optional.empty());
        System.out.println("Report: " + folder.resolve("report.html"));
    }

    /** The same after other runs that have files in {@code files}. */
    static int write(Path folder, Run run, DocumentReport report, Measured measured, Optional<Failure> cutShort, KeptFiles files)
        throws IOException {
        var judged = report.scenario().judged(run);
        print(folder, judged, report);
        files.keep(folder, judged, report, measured);
        return end(judged, report, files, cutShort);
    }

    private static int end(Run judged, DocumentReport report, KeptFiles files, Optional<Failure> cutShort) {
        var failures = Stream.of(cutShort, files.failure()).flatMap(Optional::stream).toList();
        if (failures.size() == 1) throw failures.getFirst();
        if (!failures.isEmpty())
            throw new Failure.Environment(String.join("\n", failures.stream().map(Failure::getMessage).toList()), failures.getFirst());
        return exitCode(judged, report.runsLeftOut(judged));
    }

    /** Prints and writes the reports of an earlier run; what it measured is not touched. */
    public static int again(Path folder, DocumentReport report) throws IOException {
        check(folder, report);
        try {
            var judged = report.scenario().judged(RunFile.read(folder.resolve("run.json"), report.details()));
            print(folder, judged, report);
            var files = new KeptFiles();
            files.reports(folder, judged, report);
            return end(judged, report, files, Optional.empty());
        } catch (StrictJson.Invalid e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    /** That there is a run of this document in the folder. */
    static void check(Path folder, DocumentReport report) throws IOException {
        var file = folder.resolve("run.json");
        var document = report.scenario().id();
        if (!Files.isReadable(file))
            throw new Failure.BadInput(file + " cannot be read; give the folder of a run, for example runs/" + document
                + "-20260101-120000");
        try {
            var found = RunFile.scenario(file);
            if (!found.equals(document))
                throw new Failure.BadInput(file + ": it is a run of " + found + ", not of " + document
                    + "; use that script, or give --scenario");
        } catch (StrictJson.Invalid e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    private static void print(Path folder, Run judged, DocumentReport report) {
        System.out.println();
        System.out.print(ConsoleReport.text(judged, report, LiveConsole.isTerminal(), LiveConsole.columns(), folder.resolve("report.html")
            .toString()));
    }

    /** What the run itself left open is not reproduced; what the document or the user left out is nobody's failure. */
    static int exitCode(Run judged, long runsLeftOut) {
        return runsLeftOut > 0 || judged.claims().stream()
            .anyMatch(claim -> claim.verdict().isBad() || claim.verdict() == Run.Ending.BY_RUN) ? Failure.NOT_REPRODUCED
            : Failure.REPRODUCED;
    }
}
