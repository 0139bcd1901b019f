package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.WholeFile;
import reprise.recorder.WholeFiles;
import reprise.report.DocumentReport;
import reprise.report.html.HtmlReport;
import reprise.report.markdown.MarkdownSummary;
import reprise.report.rst.RstReport;
import reprise.report.svg.DrawingSvg;
import reprise.report.text.ConsoleReport;

/**
 * Writes the reports from the run and the document alone and replaces earlier ones. It tries every file before it reports those that could
 * not be written.
 */
public final class ReportFiles {
    private static final int FILE_WIDTH = 920;
    /** The whole report as the console shows it. */
    static final String TEXT = "report.txt";
    private static final String PAGE = "report.html";
    static final int TEXT_WIDTH = 160; // for texts side by side

    private ReportFiles() {}

    public static void write(Path runDir, Run run, DocumentReport report) throws IOException {
        var files = new WholeFiles();
        for (var illustration : report.files(run)) {
            files.add(() -> WholeFile.write(runDir.resolve(illustration.file()), DrawingSvg.file(illustration.drawing(), FILE_WIDTH)));
        }
        files.add(() -> WholeFile.write(runDir.resolve("report.rst"), RstReport.text(run, report)))
            .add(() -> WholeFile.write(runDir.resolve(TEXT), ConsoleReport.text(run, report, false, TEXT_WIDTH)))
            .add(() -> WholeFile.write(runDir.resolve("summary.md"), MarkdownSummary.text(run, report)))
            .add(() -> RunFile.writeSeries(runDir.resolve("series.csv"), run))
            .add(() -> WholeFile.write(runDir.resolve(PAGE), HtmlReport.text(run, report, beside(runDir)))) // the last, for it lists them
            .orThrow();
    }

    /** The files of the folder but the page, and the pages of the folders in it. */
    private static List<String> beside(Path runDir) throws IOException {
        if (!Files.isDirectory(runDir)) return List.of(); // the page then tells that it cannot be written
        try (var all = Files.list(runDir)) {
            return all.filter(each -> !each.getFileName().toString().startsWith("."))
                .map(each -> Files.isDirectory(each) ? each.resolve(PAGE) : each)
                .filter(each -> Files.isRegularFile(each) && !each.equals(runDir.resolve(PAGE)))
                .map(each -> runDir.relativize(each).toString().replace('\\', '/')).sorted().toList();
        }
    }
}
