package failover;

import failover.FailoverFamily.Member;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import reprise.experiment.DurationOption;
import reprise.experiment.HostEnvironment;
import reprise.experiment.KeptFiles;
import reprise.experiment.RunOptions;
import reprise.experiment.RunReports;
import reprise.experiment.Script;
import reprise.judge.Readings;
import reprise.judge.Scenario;
import reprise.recorder.Origin;
import reprise.recorder.Run;
import reprise.report.DocumentReport;
import reprise.report.Report;
import reprise.simulator.rpc.QueueKind;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/**
 * Performs one or all reports of the family in sequence, on one or several kinds of broker. Each run has its own brokers, pair and folder
 * within the family's folder. A member that cannot be performed is left out, with the reason. Called from one thread.
 */
public final class FamilyExperiment {
    /** @param compared the published figures and claims of its run */
    public record Planned(Member member, FamilyColumn column, FailoverPlan plan, Scenario compared) {}

    /** Performs one run in a folder and gives it away before its brokers stop. */
    @FunctionalInterface
    public interface Performance {
        void perform(Path folder, String name, Planned planned, Kept kept) throws IOException;
    }

    /** Keeps a run. */
    @FunctionalInterface
    public interface Kept {
        void keep(Script.Performed performed, Report report) throws IOException;
    }

    private final FailoverFamily family;
    private final List<Planned> plans;
    private final Path folder;
    private final RunOptions options;
    private final Interruption interruption;
    private final Instant startedAt = Instant.now();
    private final List<FamilyRuns.Performed> performed = new ArrayList<>();
    private final Map<String, String> leftOut = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private boolean isCrossed; // a threshold, by one of the runs
    private final KeptFiles files = new KeptFiles();

    /** @param plans of the family's members, in their order, for one column after the other */
    public FamilyExperiment(FailoverFamily family, List<Planned> plans, Path folder, RunOptions options, Interruption interruption) {
        this.family = family;
        this.plans = List.copyOf(plans);
        this.folder = folder;
        this.options = options;
        this.interruption = interruption;
    }

    /** Performs all members, one column after the other. */
    public void performAll(Performance performance) throws IOException {
        int number = 0;
        for (var planned : plans) {
            number++;
            var name = planned.member.name() + " on " + planned.column.label();
            if (interruption.isAsked()) {
                leftOut.put(name, "the script was interrupted");
                continue;
            }
            var runFolder = folder.resolve(String.format(Locale.ROOT, "%02d-%s", number,
                (planned.member.name() + " " + planned.column.label()).replace(' ', '-')));
            System.out.println();
            System.out.println(number + " of " + plans.size() + ": " + name);
            performance.perform(runFolder, name, planned, (run, report) -> keep(runFolder, name, planned, run, report));
        }
    }

    private void keep(Path runFolder, String name, Planned planned, Script.Performed run, Report report) throws IOException {
        if (!run.run().summary().isEmpty()) {
            var judged = report.scenario().judged(report.measured(run.run()));
            files.keep(runFolder, judged, report, run.measured());
            judged.notes().stream().filter(note -> !planned.plan.setup().remark().equals(Optional.of(note)))
                .forEach(note -> notes.add(name + ": " + note));
            judged.thresholds().stream().filter(threshold -> !threshold.verdict().isGood()).forEach(threshold -> {
                isCrossed = true;
                notes.add(name + ": " + threshold.statement() + " did not hold: " + threshold.why());
            });
            if (judged.interrupted())
                leftOut.put(name, "the script was interrupted while it ran; what it recorded is in " + folder.relativize(runFolder));
            else performed.add(FamilyRuns.performed(planned.member, planned.column.label(), folder.relativize(runFolder).toString(),
                judged));
        } else if (interruption.isAsked()) {
            leftOut.put(name, "the script was interrupted");
        }
        run.failure().ifPresent(failure -> {
            var why = failure.getCause() instanceof Failure cause ? cause.getMessage() : failure.getMessage(); // without the script's line
            leftOut.put(name, why);
            System.out.println(name + " is left out: " + why);
        });
    }

    /** Judges, writes the run file and the reports, and prints; returns the exit code. */
    public int report(Origin origin) throws IOException {
        var runs = new FamilyRuns(performed, leftOut);
        var names = plans.stream().map(planned -> planned.column.label()).distinct().toList();
        var plan = plans.getFirst().plan;
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("brokers", String.join(",", names));
        DocumentReport report;
        Readings measured;
        if (family.members().size() == 1) {
            var compared = plans.getFirst().compared;
            report = new SideBySideReport(compared, family, names);
            measured =
                FamilyMeasures.sideBySide(family.members().getFirst(),
                SideBySideReport.claims(compared, names), runs);
            parameters.putAll(plan.parameters());
        } else {
            report = new FamilyReport(family, names);
            measured = FamilyMeasures.of(family, names, runs);
            parameters.put("queues", family.queues().stream().map(QueueKind::toString).collect(Collectors.joining(",")));
            parameters.put("quick", options.quick);
            parameters.put("timeout", DurationOption.text(family.callTimeout()));
        }
        var tookSec = Math.rint(Duration.between(startedAt, Instant.now()).toMillis() / 100.0) / 10;
        var run = Run.of(family.id(), plan.load().seed(), startedAt).interrupted(interruption.isAsked()).parameters(parameters)
            .environment(HostEnvironment.describe()).summary(Map.of(Run.DURATION_SEC, tookSec))
            .measures(measured.values(), measured.unmeasured()).notes(notes).details(runs)
            .origin(origin).build();
        int exitCode = RunReports.write(folder, run, report,
            new RunReports.Measured(List.of(), startedAt.toEpochMilli() * 1_000_000), options.ends, Optional.empty(), files);
        return exitCode == Failure.REPRODUCED && isCrossed ? Failure.NOT_REPRODUCED : exitCode;
    }
}
