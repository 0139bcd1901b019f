package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reprise.judge.FailoverFamily;
import reprise.judge.FailoverFamily.Member;
import reprise.judge.FamilyMeasures;
import reprise.judge.FamilyRuns;
import reprise.recorder.Run;
import reprise.recorder.RunLength;
import reprise.report.DocumentReport;
import reprise.report.FailoverReport;
import reprise.report.FamilyReport;
import reprise.report.SideBySideReport;
import reprise.sut.BrokerKind;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/**
 * Performs reports of the family one after the other, or one of them, on one kind of broker or on several: each with brokers, a pair and a
 * run folder of its own below the family's. A member that cannot be performed is left out, with the reason. Called from one
 * thread.
 */
public final class FamilyExperiment {
    private final FailoverFamily family;
    private final Plans plans;
    private final List<BrokerKind> kinds;
    private final Path folder;
    private final RunOptions options;
    private final Interruption interruption;
    private final Instant startedAt = Instant.now();
    private final List<FamilyRuns.Performed> performed = new ArrayList<>();
    private final Map<String, String> leftOut = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final KeptFiles files = new KeptFiles();

    /** How a member is performed. */
    @FunctionalInterface
    public interface Plans {
        FailoverPlan of(Member member) throws IOException;
    }

    public FamilyExperiment(FailoverFamily family, Plans plans, List<BrokerKind> kinds, Path folder, RunOptions options,
        Interruption interruption) {
        this.family = family;
        this.plans = plans;
        this.kinds = List.copyOf(kinds);
        this.folder = folder;
        this.options = options;
        this.interruption = interruption;
    }

    /** All members on each kind of broker in turn. */
    public void performAll() throws IOException {
        int number = 0;
        for (var kind : kinds) {
            for (var member : family.members()) {
                number++;
                var name = member.name() + " on " + kind;
                if (interruption.isAsked()) {
                    leftOut.put(name, "the script was interrupted");
                    continue;
                }
                try {
                    perform(member, kind, number, name);
                } catch (Failure.Environment e) {
                    leftOut.put(name, e.getMessage());
                    System.out.println(name + " is left out: " + e.getMessage());
                }
            }
        }
    }

    private void perform(Member member, BrokerKind kind, int number, String name) throws IOException {
        var plan = plans.of(member);
        var runFolder = folder.resolve(String.format(java.util.Locale.ROOT, "%02d-%s-%s", number, member.name().replace(' ', '-'), kind));
        System.out.println();
        System.out.println(number + " of " + kinds.size() * family.members().size() + ": " + name);
        try (var brokers = kind.start(plan.document().nodes(), plan.setup().mirrored(), runFolder, interruption);
             var console = options.console(name, plan.duration());
             var experiment = FailoverExperiment.pair(plan, brokers, console, interruption)) {
            experiment.warmUp();
            experiment.connect();
            experiment.load();
            var report = new FailoverReport(plan.document().scenario());
            var judged = report.scenario().judged(experiment.run().withLength(length(plan, "")));
            files.keep(runFolder, judged, report, experiment.measured());
            judged.notes().stream().filter(note -> !plan.setup().remark().equals(Optional.of(note)))
                .forEach(note -> notes.add(name + ": " + note));
            if (judged.interrupted() && interruption.isAsked())
                leftOut.put(name, "the script was interrupted while it ran; what it recorded is in " + folder.relativize(runFolder));
            else performed.add(FamilyRuns.performed(member, kind.toString(), folder.relativize(runFolder).toString(), judged));
            experiment.faultFailure().ifPresent(failure -> {
                throw failure;
            });
        }
    }

    private RunLength length(FailoverPlan plan, String each) {
        return options.length(plan.duration(), plan.document().load().duration(), each);
    }

    /** Judges and writes the run file and the reports of all of it, prints them; the exit code. */
    public int report() throws IOException {
        var runs = new FamilyRuns(performed, leftOut);
        var names = kinds.stream().map(BrokerKind::toString).toList();
        var plan = plans.of(family.members().getFirst());
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("brokers", String.join(",", names));
        DocumentReport report;
        FamilyMeasures measured;
        if (family.members().size() == 1) {
            var compared = plan.document().scenario();
            report = new SideBySideReport(compared, family, names);
            measured = FamilyMeasures.sideBySide(family.members().getFirst(), compared.claims(), names, runs);
            parameters.putAll(plan.parameters());
        } else {
            report = new FamilyReport(family, names);
            measured = FamilyMeasures.of(family, names, runs);
            parameters.put("quick", options.quick);
            parameters.put("timeout", DurationOption.text(family.callTimeout()));
        }
        var tookSec = Math.rint(Duration.between(startedAt, Instant.now()).toMillis() / 100.0) / 10;
        var run =
            new Run(family.id(), plan.seed(), interruption.isAsked(), startedAt, parameters, HostEnvironment.describe(),
            Map.of("durationSec", tookSec), measured.values(),
            measured.unmeasured(), List.of(), List.of(), Map.of(), List.of(), notes, runs);
        return RunFiles.write(folder, run.withLength(length(plan, names.size() * family.members().size() == 1 ? "" : "a run")), report,
            new RunFiles.Measured(List.of(), startedAt.toEpochMilli() * 1_000_000), Optional.empty(), files);
    }
}
