package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import reprise.document.FailoverFamily;
import reprise.document.Topology;
import reprise.recorder.LedgerFigures;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.StrictJson;
import reprise.report.DocumentReport;
import reprise.report.FailoverReport;
import reprise.report.FamilyReport;

/** Reports of earlier runs of this script: each against the report of the family that its parameters name. */
public final class FailoverReports {
    private FailoverReports() {}

    /** As {@link RunFiles#again(List, Path, DocumentReport)}; {@code scenario} may be null for the script's own. */
    public static int again(List<Path> folders, Path out, Path scenario) throws IOException {
        return RunFiles.again(folders, out, report(folders.getFirst(), scenario));
    }

    private static DocumentReport report(Path folder, Path scenario) throws IOException {
        var document = FailoverPlan.document(scenario).scenario();
        var file = folder.resolve("run.json");
        if (!Files.isReadable(file)) return new FailoverReport(document); // what is wrong with it is told by who reads it
        var family = FailoverFamily.read();
        try {
            var id = RunFile.scenario(file);
            if (id.equals(family.id())) {
                var run = RunFile.read(file, FamilyReport.details(family));
                return new FamilyReport(family, List.of(parameter(run, "brokers", "embedded").split(",")));
            }
            if (!id.equals(document.id())) return new FailoverReport(document);
            var run = RunFile.read(file, LedgerFigures.reader());
            var kind = parameter(run, "kind", "cast");
            var topology = Topology.named(parameter(run, "topology", Topology.CMSM_KM.label())).orElse(Topology.CMSM_KM);
            boolean mirrored = parameter(run, "mirrored", "false").equals("true");
            return new FailoverReport(scenario != null ? document : family.comparedWith(document, kind, topology, mirrored, run.parameters().containsKey("chaosSeed")));
        } catch (StrictJson.Invalid e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    private static String parameter(Run run, String name, String otherwise) {
        return String.valueOf(run.parameters().getOrDefault(name, otherwise));
    }
}
