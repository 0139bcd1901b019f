package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import reprise.document.Scenario;
import reprise.recorder.HistogramLog;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.StrictJson;
import reprise.report.ConsoleReport;
import reprise.report.Reports;

/** The files of a run and what is printed of it; the exit code says what became of the claims. */
public final class FailoverFiles {
    private FailoverFiles() {}

    /** run.json and latency.hlog first: they are what was measured, the reports can be written again from them. */
    public static int write(Path folder, Run judged, FailoverExperiment experiment, Scenario scenario) throws IOException {
        RunFile.write(folder.resolve("run.json"), judged);
        HistogramLog.write(folder.resolve("latency.hlog"), experiment.recording(), experiment.startWallNs());
        return report(folder, judged, scenario);
    }

    /** Prints and writes the reports of an earlier run; what it measured is not touched. */
    public static int again(Path folder, Scenario scenario) throws IOException {
        var file = folder.resolve("run.json");
        if (!Files.isReadable(file)) throw new Failure.BadInput(file + " cannot be read; give the folder of a run, for example runs/rpc-cast-failover-20260101-120000");
        try {
            var run = RunFile.read(file);
            if (!run.scenario().equals(scenario.id())) {
                throw new Failure.BadInput(file + ": it is a run of " + run.scenario() + ", not of " + scenario.id() + "; use that script, or give --scenario");
            }
            return report(folder, scenario.judged(run), scenario);
        } catch (StrictJson.Invalid e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    private static int report(Path folder, Run judged, Scenario scenario) throws IOException {
        Reports.write(folder, judged, scenario);
        System.out.println();
        System.out.print(ConsoleReport.text(judged, scenario, LiveConsole.isTerminal()));
        System.out.println("Report: " + folder.resolve("report.html"));
        return judged.claims().stream().anyMatch(claim -> claim.verdict().equals("not-reproduced")) ? Failure.NOT_REPRODUCED : Failure.REPRODUCED;
    }
}
