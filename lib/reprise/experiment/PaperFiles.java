package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import reprise.recorder.WholeFile;
import reprise.recorder.WholeFiles;
import reprise.report.Paper;
import reprise.report.html.HtmlPaper;
import reprise.report.markdown.MarkdownPaper;
import reprise.report.rst.RstPaper;
import reprise.report.text.ConsolePaper;

/** Writes a report of several runs, repeats or compared ones, in each medium. */
final class PaperFiles {
    private PaperFiles() {}

    /**
     * Prints it and writes its files, trying all of them.
     *
     * @param name of the files, without what ends it in each medium
     * @param file of the figures as JSON
     */
    static void tell(Paper paper, Path folder, String name, String file, String figures) throws IOException {
        var page = folder.resolve(name + ".html");
        var shown = page.toString();
        System.out.print(ConsolePaper.text(paper, Terminal.hasColour(), Terminal.columns(), shown));
        new WholeFiles().add(() -> WholeFile.write(folder.resolve(file), figures))
            .add(() -> WholeFile.write(page, HtmlPaper.text(paper)))
            .add(() -> WholeFile.write(folder.resolve(name + ".rst"), RstPaper.text(paper)))
            .add(() -> WholeFile.write(folder.resolve(name + ".md"), MarkdownPaper.text(paper)))
            .add(() -> WholeFile.write(folder.resolve(name + ".txt"), ConsolePaper.text(paper, false, ReportFiles.TEXT_WIDTH, shown)))
            .orThrow();
    }
}
