package reprise.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import reprise.recorder.Run;
import reprise.recorder.RunFile;

/** Writes the files that people look at, from the run and the document alone; what is there of an earlier time is replaced. */
public final class Reports {
    private static final int FILE_WIDTH = 920;

    private Reports() {}

    public static void write(Path runDir, Run run, DocumentReport report) throws IOException {
        for (var illustration : report.files(run)) Files.writeString(runDir.resolve(illustration.file()), Drawing.file(illustration.drawing(), FILE_WIDTH));
        Files.writeString(runDir.resolve("report.html"), HtmlReport.text(run, report));
        Files.writeString(runDir.resolve("report.rst"), RstReport.text(run, report));
        RunFile.writeSeries(runDir.resolve("series.csv"), run);
    }
}
