package reprise.experiment;

import reprise.report.svg.DrawingSvg;
import java.io.IOException;
import java.nio.file.Path;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.WholeFile;
import reprise.recorder.WholeFiles;
import reprise.report.DocumentReport;
import reprise.report.html.HtmlReport;
import reprise.report.rst.RstReport;

/**
 * Writes the files that people look at, from the run and the document alone; what is there of an earlier time is replaced. All are
 * tried before those are told that could not be written.
 */
public final class Reports {
    private static final int FILE_WIDTH = 920;

    private Reports() {}

    public static void write(Path runDir, Run run, DocumentReport report) throws IOException {
        var files = new WholeFiles();
        for (var illustration : report.files(run)) {
            files.add(() -> WholeFile.write(runDir.resolve(illustration.file()), DrawingSvg.file(illustration.drawing(), FILE_WIDTH)));
        }
        files.add(() -> WholeFile.write(runDir.resolve("report.html"), HtmlReport.text(run, report)))
            .add(() -> WholeFile.write(runDir.resolve("report.rst"), RstReport.text(run, report)))
            .add(() -> RunFile.writeSeries(runDir.resolve("series.csv"), run))
            .orThrow();
    }
}
