package reprise.experiment;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import reprise.judge.Measure;
import reprise.judge.Scenario;
import reprise.recorder.FailIf;
import reprise.recorder.Metrics;
import reprise.recorder.Run;
import reprise.recorder.WholeFile;
import reprise.report.DocumentReport;
import reprise.report.Lengths;
import reprise.report.OutcomeLine;
import reprise.report.Report;
import reprise.report.json.RunSummary;
import reprise.report.junit.JUnitReport;
import reprise.report.markdown.MarkdownSummary;
import reprise.sut.Failure;

/** The options on how a run ends, and what it then tells programs. */
@OptionGroup.In(OptionGroup.PROGRAMS)
public final class EndOptions {
    /** Of jobs on GitHub: a file whose Markdown their page shows. */
    private static final String STEP_SUMMARY = "GITHUB_STEP_SUMMARY";
    static final String JSON = "--json";
    static final String QUIET = "--quiet";

    @Option(names = "--fail-if", paramLabel = "CONDITION", converter = Condition.class,
        description = "End with 1 if it is so, such as 'p99(latency) > 5ms' or 'rate(received) < 1000'; may be given several times.")
    public List<FailIf> failIf = List.of();

    @Option(names = JSON, description = "Print the end of the run as JSON on standard output, and all else on standard error.")
    boolean json;

    @OptionGroup.In(OptionGroup.REPORT)
    @Option(names = QUIET, description = "Print the outcome in a line, and no progress and no report.")
    boolean quiet;

    @OptionGroup.In(OptionGroup.REPORT)
    @Option(names = "--full", description = "On a terminal, print the whole report, as report.txt has it, rather than its end.")
    boolean full;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write what became of the claims and thresholds in JUnit's XML.")
    Path junit;

    /** The file of a job's summary. */
    Optional<Path> stepSummary = Optional.ofNullable(System.getenv(STEP_SUMMARY)).filter(name -> !name.isBlank()).map(Path::of);

    private static final class Condition implements ITypeConverter<FailIf> {
        @Override
        public FailIf convert(String text) {
            try {
                return FailIf.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Whether nothing but the end of the run is to be seen. */
    public boolean isEndOnly() {
        return json || quiet;
    }

    /** The thresholds alone: for one of several runs that are told together, and for a program without an end to tell. */
    public EndOptions untold() {
        var thresholds = new EndOptions();
        thresholds.failIf = failIf;
        thresholds.stepSummary = Optional.empty();
        return thresholds;
    }

    /** Tells programs of several runs together. @param summary as JSON */
    void tell(String summary, String outcome, Path page) {
        if (json) StandardOutput.end(summary);
        else if (quiet) StandardOutput.end(outcome + "; " + page + "\n");
    }

    /** The thresholds of a run that is compared with this scenario, which may have some of its own. */
    public List<FailIf> conditions(Scenario scenario) {
        return Stream.concat(failIf.stream(), scenario.failIf().stream()).distinct().toList();
    }

    /** An earlier run with its thresholds and those of the options. */
    public Run limited(Run run) {
        var all = Stream.concat(run.origin().failIf().stream(), failIf.stream()).distinct().toList();
        return run.withOrigin(run.origin().withThresholds(all));
    }

    /** @throws Failure.BadInput naming all conditions on what runs with these metrics and this report do not have, or the JUnit file */
    public void check(Report report, Metrics metrics) {
        check(conditions(report.scenario()), metrics, report.measures().stream().map(Measure::id).toList());
    }

    /** The same for runs without measures. */
    public void check(Metrics metrics) {
        check(failIf, metrics, List.of());
    }

    private void check(List<FailIf> conditions, Metrics metrics, List<String> measures) {
        var wrong = conditions.stream().flatMap(condition -> condition.problem(metrics, measures)
            .map(problem -> "--fail-if is '" + condition.text() + "'; " + problem).stream()).toList();
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
        check();
    }

    /** @throws Failure.BadInput if the JUnit file cannot be written: it is tried before the run, so that no run is lost to it */
    public void check() {
        if (junit == null) return;
        var remedy = "; name a file in a folder that you may write, for example junit.xml";
        if (Files.isDirectory(junit)) throw new Failure.BadInput("--junit: " + junit + " is a folder" + remedy);
        if (Files.exists(junit) && !Files.isWritable(junit))
            throw new Failure.BadInput("--junit: " + junit + " may not be written" + remedy);
        var trial = junit.resolveSibling("." + junit.getFileName() + ".trial");
        try {
            WholeFile.write(trial, "");
            Files.delete(trial);
        } catch (IOException e) {
            throw new Failure.BadInput("--junit: " + junit + " cannot be written: " + WholeFile.reason(e) + remedy, e);
        }
    }

    /** Tells programs of a run's end. @return the files that could not be written, in a sentence each */
    public Optional<Failure> tell(Run judged, DocumentReport report, Optional<Path> folder) throws IOException {
        var page = folder.map(in -> in.resolve("report.html").toString());
        var lost = new ArrayList<FileSystemException>();
        try {
            if (junit != null) WholeFile.write(junit, JUnitReport.text(judged, report));
        } catch (FileSystemException e) {
            lost.add(e);
        }
        try {
            if (stepSummary.isPresent()) Files.writeString(stepSummary.get(), MarkdownSummary.text(judged, report) + "\n",
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (FileSystemException e) {
            lost.add(e);
        }
        if (json) {
            StandardOutput.end(RunSummary.text(judged, report, page));
        } else if (quiet) {
            StandardOutput.end(OutcomeLine.of(judged, report.scenario().judge(judged)).text() + Lengths.banner(judged)
                + page.map(path -> "; " + path).orElse("") + "\n");
        }
        return lost.isEmpty() ? Optional.empty() : Optional.of(new Failure.Environment(String.join("\n", lost.stream()
            .map(file -> file.getFile() + " cannot be written: " + WholeFile.reason(file)).toList()) + "; make room, or look at the rights"
            + folder.map(in -> ", then 'report " + in + "' with the same options writes it again").orElse(""), lost.getFirst()));
    }
}
