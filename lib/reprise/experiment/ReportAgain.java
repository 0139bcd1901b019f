package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A script's command {@code report}. */
@Command(mixinStandardHelpOptions = true, description = "Prints and writes the reports of a run again, from its run.json; "
    + "merges the shares of a load into the run that they were.")
final class ReportAgain implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_DIR", arity = "1..*", description = "The folder of a run, or those of a load's shares (--share).")
    private List<Path> folders;
    @Option(names = "--out", paramLabel = "DIR",
        description = "Folder for the whole of several shares, new or empty. Default: beside the first one.")
    private Path out;
    @Option(names = "--scenario", paramLabel = "FILE", description = "Take published figures from FILE.")
    private Path scenario;
    @Mixin private EndOptions ends = new EndOptions();
    private final Script script;

    ReportAgain(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() throws IOException {
        var checked = CheckedReport.of(script, script.document(scenario), ends);
        ends.check(checked.report(), script.metrics());
        if (ShareReports.isMerged(folders, out, checked.report())) return checked.merged(folders, out);
        var folder = folders.getFirst();
        return RunGroups.isOfRepeats(folder) ? RunGroups.reportAgain(folder, each -> script.reportOf(each, scenario), ends)
            : checked.again(folder);
    }
}
