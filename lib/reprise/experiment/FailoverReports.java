package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.TypeConversionException;
import reprise.judge.FailoverFamily;
import reprise.judge.Topology;
import reprise.recorder.RunFile;
import reprise.recorder.StrictJson;
import reprise.report.DocumentReport;
import reprise.report.FailoverReport;
import reprise.report.FamilyReport;
import reprise.report.SideBySideReport;
import reprise.sut.Failure;

/** Reports of earlier runs of this script: each against the report of the family that its parameters name. */
public final class FailoverReports {
    private FailoverReports() {}

    /** As {@link MergedRuns#again(List, Path, DocumentReport)}; {@code scenario} may be null for the script's own. */
    public static int again(List<Path> folders, Path out, Path scenario) throws IOException {
        return MergedRuns.again(folders, out, report(folders.getFirst(), scenario));
    }

    private static DocumentReport report(Path folder, Path scenario) throws IOException {
        var document = FailoverPlan.document(scenario).scenario();
        var file = folder.resolve("run.json");
        if (!Files.isReadable(file)) return new FailoverReport(document); // what is wrong with it is told by who reads it
        var family = FailoverFamily.read();
        try {
            var id = RunFile.scenario(file);
            if (!id.equals(family.id()) && !id.equals(document.id())) return new FailoverReport(document);
            var parameters = RunFile.parameters(file);
            var brokers = List.of(parameter(parameters, "brokers", "embedded").split(","));
            if (parameters.get("timeout") instanceof String timeout) family = family.withCallTimeout(timeout(file, timeout));
            if (id.equals(family.id()) && !parameters.containsKey("topology")) return new FamilyReport(family, brokers);
            var kind = parameter(parameters, "kind", "cast");
            var topology = Topology.named(parameter(parameters, "topology", Topology.CMSM_KM.label())).orElse(Topology.CMSM_KM);
            boolean mirrored = parameter(parameters, "mirrored", "false").equals("true");
            var compared = scenario != null ? document
                : family.comparedWith(document, kind, topology, mirrored, parameters.containsKey("chaosSeed"));
            return id.equals(family.id()) ? new SideBySideReport(compared, family.only(kind, topology, mirrored), brokers)
                : new FailoverReport(compared);
        } catch (StrictJson.Invalid e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    private static Duration timeout(Path file, String text) {
        try {
            return new DurationOption().convert(text);
        } catch (TypeConversionException e) {
            throw new Failure.BadInput(file + ": parameters.timeout: " + e.getMessage(), e);
        }
    }

    private static String parameter(Map<String, Object> parameters, String name, String otherwise) {
        return String.valueOf(parameters.getOrDefault(name, otherwise));
    }
}
