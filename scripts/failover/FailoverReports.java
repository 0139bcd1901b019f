package failover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import reprise.experiment.DurationOption;
import reprise.experiment.EndOptions;
import reprise.experiment.RunGroups;
import reprise.judge.Measure;
import reprise.judge.Scenario;
import reprise.recorder.InvalidFile;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.report.DocumentReport;
import reprise.report.Report;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;
import reprise.simulator.rpc.RpcMetrics;
import reprise.sut.Failure;

/**
 * The command {@code report} of the fail-over scripts: the reports of a run again, and those of a client's and a server's run, or of a
 * load's shares, which are merged into the run that they were.
 */
@Command(mixinStandardHelpOptions = true,
    description = "Prints and writes the reports of a run again, from its files; merges a client's and a server's run into one, and the "
    + "shares of a load.")
public class FailoverReports implements Callable<Integer> {
    /** The published figures, from a file or, if it is null, the script's own. */
    @FunctionalInterface
    public interface Documents {
        Scenario of(Path file) throws IOException;
    }

    @Parameters(paramLabel = "RUN_DIR", arity = "1..*",
        description = "The folder of a run, or a client's and a server's, or those of all shares.")
    private List<Path> folders;
    @Option(names = "--out", paramLabel = "DIR",
        description = "Folder for the merged run, new or empty. Default: beside the first one.")
    private Path out;
    @Option(names = "--scenario", paramLabel = "FILE", description = "Take published figures and claims from FILE.")
    private Path scenario;
    @Mixin private EndOptions ends = new EndOptions();
    private final Documents documents;
    private final Function<Scenario, Report> reports;
    private final List<Measure<Run>> measures;

    /** @param reports makes the report of a run that is compared with this */
    public FailoverReports(Documents documents, Function<Scenario, Report> reports, List<Measure<Run>> measures) {
        this.documents = documents;
        this.reports = reports;
        this.measures = measures;
    }

    @Override
    public Integer call() throws IOException {
        ends.check();
        var first = folders.getFirst();
        boolean isRepeated = RunGroups.isOfRepeats(first);
        var report = reportOf(isRepeated ? first.resolve("1") : first, scenario);
        if (report instanceof Report ofOne) ends.check(ofOne, RpcMetrics.overTls(0));
        return isRepeated ? RunGroups.reportAgain(first, each -> reportOf(each, scenario), ends)
            : MergedRuns.again(folders, out, ends, report, measures);
    }

    /** The report of a recorded run. @param file of the published figures, or null for the script's own */
    DocumentReport reportOf(Path folder, Path file) throws IOException {
        return report(folder, documents.of(file), file != null);
    }

    /** The same for the script of the document, which reports no run of the family. */
    public static final class OfTheDocument extends FailoverReports {
        public OfTheDocument(Documents documents, Function<Scenario, Report> reports, List<Measure<Run>> measures) {
            super(documents, reports, measures);
        }

        @Override
        public Integer call() throws IOException {
            requireDocuments();
            return super.call();
        }
    }

    void requireDocuments() throws IOException {
        for (var folder : folders) {
            if (isFamilys(folder.resolve("run.json")))
                throw new Failure.BadInput(folder + " is a run of rpc-failover-family, which reports it; give rpc-failover-family report "
                    + folders.stream().map(Path::toString).collect(Collectors.joining(" ")));
        }
    }

    private boolean isFamilys(Path file) throws IOException {
        if (!Files.isReadable(file)) return false; // the reader of the file reports the problem
        try {
            var id = RunFile.scenario(file).orElse("");
            if (id.equals(family().id())) return true;
            var parameters = RunFile.parameters(file);
            return id.equals(documents.of(null).id())
                && (kind(file, parameters) != MessageKind.CAST || topology(file, parameters) != Topology.CMSM_KM || isMirrored(parameters));
        } catch (InvalidFile e) {
            if (InvalidFile.isCutOff(e)) return false; // likewise
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    /** @param isGiven whether the user named the file of the published figures */
    private DocumentReport report(Path folder, Scenario document, boolean isGiven) throws IOException {
        var file = folder.resolve("run.json");
        if (!Files.isReadable(file)) return reports.apply(document); // the reader of the file reports the problem
        var family = family();
        try {
            var id = RunFile.scenario(file).orElse("");
            if (!id.equals(family.id()) && !id.equals(document.id())) return reports.apply(document);
            var parameters = RunFile.parameters(file);
            var brokers = List.of(parameter(parameters, "brokers", "embedded").split(","));
            if (parameters.get("timeout") instanceof String timeout) family = family.withCallTimeout(timeout(file, timeout));
            if (id.equals(family.id()) && !parameters.containsKey("topology")) return new FamilyReport(of(family, parameters), brokers);
            var kind = kind(file, parameters);
            var topology = topology(file, parameters);
            boolean mirrored = isMirrored(parameters);
            var queues = queues(file, parameters);
            var compared = isGiven ? document
                : family.comparedWith(document, kind, topology, mirrored, queues, parameters.containsKey("chaosSeed"));
            return id.equals(family.id()) ? new SideBySideReport(compared, family.only(kind, topology, mirrored), brokers)
                : reports.apply(compared);
        } catch (InvalidFile e) {
            if (InvalidFile.isCutOff(e)) return reports.apply(document); // likewise
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    private FailoverFamily family() throws IOException {
        return FailoverFamily.read(Measure.quantities(measures));
    }

    private static Duration timeout(Path file, String text) {
        try {
            return new DurationOption().convert(text);
        } catch (TypeConversionException e) {
            throw new Failure.BadInput(file + ": parameters.timeout: " + e.getMessage(), e);
        }
    }

    private static MessageKind kind(Path file, Map<String, Object> parameters) {
        var label = parameter(parameters, "kind", MessageKind.CAST.label());
        return MessageKind.labelled(label)
            .orElseThrow(() -> unknown(file, "kind", label, Arrays.stream(MessageKind.values()).map(MessageKind::label).toList()));
    }

    private static Topology topology(Path file, Map<String, Object> parameters) {
        var label = parameter(parameters, "topology", Topology.CMSM_KM.label());
        return Topology.named(label).orElseThrow(() -> unknown(file, "topology", label, Topology.labels()));
    }

    private static Failure.BadInput unknown(Path file, String name, String label, List<String> known) {
        return new Failure.BadInput(file + ": parameters." + name + " is \"" + label + "\"; it must be one of " + String.join(", ", known));
    }

    private static boolean isMirrored(Map<String, Object> parameters) {
        return parameter(parameters, "mirrored", "false").equals("true");
    }

    private static QueueKind queues(Path file, Map<String, Object> parameters) {
        var label = parameter(parameters, "queues", FailoverSetup.own(isMirrored(parameters)).toString());
        return Arrays.stream(QueueKind.values()).filter(each -> each.toString().equals(label)).findFirst()
            .orElseThrow(() -> unknown(file, "queues", label, Arrays.stream(QueueKind.values()).map(QueueKind::toString).toList()));
    }

    /** A family's run may be of some kinds of queue; those of earlier versions were of all. */
    private static FailoverFamily of(FailoverFamily family, Map<String, Object> parameters) {
        var labels = List.of(parameter(parameters, "queues", "").split(","));
        var kinds = Arrays.stream(QueueKind.values()).filter(each -> labels.contains(each.toString())).collect(Collectors.toSet());
        return kinds.isEmpty() ? family : family.on(kinds);
    }

    private static String parameter(Map<String, Object> parameters, String name, String otherwise) {
        return String.valueOf(parameters.getOrDefault(name, otherwise));
    }
}
