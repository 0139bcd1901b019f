package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reprise.judge.Scenario;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.report.DocumentReport;
import reprise.report.Report;
import reprise.sut.Failure;

/**
 * A script's report, whose faults are told with the script's line. Those that a run without phases shows are thrown when it is made, before
 * a long run. What throws on a measured run alone takes the place of its figure or section, and the first is thrown when all files are
 * written.
 */
final class CheckedReport {
    private final Class<?> script;
    private final Report report;
    private final EndOptions ends;
    private Optional<Failure> late = Optional.empty();

    private CheckedReport(Class<?> script, Report report, EndOptions ends) {
        this.script = script;
        this.ends = ends;
        this.report = report;
    }

    /**
     * The report as the script declares it, drawn for a run in which nothing was measured.
     *
     * @throws Failure if the script, a measure or a section throws on that
     */
    static CheckedReport of(Script script, Scenario document, EndOptions ends) {
        try {
            var checked = new CheckedReport(script.getClass(), script.report(document), ends);
            checked.draw(script.parameters());
            return checked;
        } catch (RuntimeException fault) {
            throw ScriptFault.of(script.getClass(), "the report", fault);
        }
    }

    private void draw(Map<String, Object> parameters) {
        var nothing = Run.of(report.scenario().id(), 1, Instant.EPOCH).interrupted(true).parameters(parameters)
            .details(report.isOfPhases() ? new Phases(List.of(), Map.of()) : RunDetails.NONE).build();
        report.measured(nothing);
        for (var medium : DocumentReport.Medium.values()) report.sections(medium, nothing);
        report.telling(this::told);
    }

    private String told(Throwable thrown) {
        var fault = ScriptFault.of(script, "the report", thrown);
        if (late.isEmpty()) late = Optional.of(fault);
        return fault.getMessage();
    }

    Report report() {
        return report;
    }

    /**
     * Writes the run, prints it, and throws what ended its method, or the report's first fault.
     *
     * @param silently whether its report is not printed, because one of several runs is
     * @return the exit code
     */
    int write(Path folder, Script.Performed performed, boolean silently) throws IOException {
        var run = report.measured(performed.run());
        boolean isEmpty = performed.failure().isPresent() && run.seconds().isEmpty(); // a report of nothing would hide the reason
        if (silently || isEmpty) {
            RunReports.writeSilently(folder, run, report, performed.measured(), ends);
            if (performed.failure().isPresent()) throw performed.failure().get();
            return orThrow(Failure.REPRODUCED);
        }
        return orThrow(RunReports.write(folder, run, report, performed.measured(), ends, performed.failure(), new KeptFiles()));
    }

    /** Prints and writes the reports of a run again. */
    int again(Path folder) throws IOException {
        return orThrow(RunReports.again(folder, report, ends));
    }

    /** Merges the shares of a load, and writes and prints the whole. @param out its folder; null for one beside the first */
    int merged(List<Path> shares, Path out) throws IOException {
        return orThrow(ShareReports.merged(shares, out, report, ends));
    }

    private int orThrow(int exitCode) {
        if (late.isPresent()) throw late.get();
        return exitCode;
    }
}
