package reprise.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import reprise.document.Scenario;
import reprise.recorder.Run;
import reprise.recorder.RunFile;

/** Writes the files that people look at, from the run and the document alone; what is there of an earlier time is replaced. */
public final class Reports {
    private static final int FILE_WIDTH = 920;

    private Reports() {}

    public static void write(Path runDir, Run run, Scenario scenario) throws IOException {
        var illustrations = new ArrayList<>(FailoverCharts.of(run, scenario));
        for (var illustration : illustrations) Files.writeString(runDir.resolve(illustration.file()), ChartSvg.file(illustration.chart(), FILE_WIDTH));
        if (run.histograms().containsKey("latency")) illustrations.add(Illustration.percentiles(run, "latency"));
        illustrations.add(Illustration.usage(run));
        Files.writeString(runDir.resolve("report.html"), HtmlReport.text(run, scenario, illustrations));
        Files.writeString(runDir.resolve("report.rst"), FailoverRst.text(run, scenario));
        RunFile.writeSeries(runDir.resolve("series.csv"), run);
    }
}
