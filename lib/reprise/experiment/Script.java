package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reprise.judge.Measure;
import reprise.judge.Scenario;
import reprise.judge.ScenarioFile;
import reprise.recorder.InvalidFile;
import reprise.recorder.Metrics;
import reprise.recorder.Origin;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.report.DocumentReport;
import reprise.rendezvous.Starts;
import reprise.report.Report;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/**
 * An experiment as one file: options, set-up, method, measures, claims and report. It has the common options, {@code --explain},
 * {@code report RUN_DIR}, Ctrl-C, the exit codes, the run folder and the reports.
 * {@snippet :
 * @Command(name = "my-experiment")
 * final class MyExperiment extends Script {
 *     public static void main(String[] args) { run(new MyExperiment(), args); }
 *     protected void perform(Experiment x) throws Exception { … x.measure("cast", load, Duration.ofSeconds(20)); }
 *     …
 * }
 * }
 */
public abstract class Script implements Callable<Integer> {
    private static final Duration QUICK = Duration.ofSeconds(1);

    @Mixin protected RunOptions run;

    Interruption interruption; // of run
    private String part = ""; // that runs in this process, by its name; empty for the whole experiment

    /** Runs the method; any exception ends it, and the recorded figures are kept. */
    @FunctionalInterface
    protected interface Method {
        void perform(Experiment x) throws Exception;
    }

    /** A performed method. @param failure why it ended early; empty after an interruption, which also ends it */
    public record Performed(Run run, RunReports.Measured measured, Optional<Failure> failure) {}

    /**
     * What was published: {@code scenarios/NAME.json} beside the scripts, which the script names with {@code //FILES}. A script that has
     * the figures in its own code returns them here instead: {@link Scenario#of}.
     */
    protected Scenario document() throws IOException {
        return ScenarioFile.ofClassPath(resource(), this::parsed);
    }

    /** The claims and the sections of the report. @param document the published figures, or the file of {@code --scenario} */
    protected abstract Report report(Scenario document);

    /** The measures that claims in the scenario's file name; none if the claims are in the script. */
    protected List<Measure<Run>> measures() {
        return List.of();
    }

    /** The metrics of the method's loads, whose names {@code --fail-if} takes. Default: none, and it takes measures alone. */
    protected Metrics metrics() {
        return new Metrics(List.of(), List.of());
    }

    /** The set-up as the run keeps it and {@code --explain} shows it. Default: nothing. */
    protected Map<String, Object> parameters() {
        return Map.of();
    }

    /** The values of a set-up in this order. @param namesAndValues a name, its value, the next name, and so on */
    protected static Map<String, Object> setUp(Object... namesAndValues) {
        var values = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) values.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return values;
    }

    /** The length of one phase in the document. */
    protected abstract Duration documentedLength();

    /** The length of one phase with {@code --quick}. */
    protected Duration quickLength() {
        return QUICK;
    }

    /** The approximate duration of the whole method, with phases of this length. */
    protected abstract Duration expected(Duration length);

    /** Adds a sentence to {@code wrong} for each unusable value of the script's own options. */
    protected void check(List<String> wrong) throws Exception {}

    /** The phases of the plan, a line each, for {@code --explain}. Default: none. */
    protected List<String> steps() {
        return List.of();
    }

    /** Throws a {@link Failure} if something that the method needs, such as a given server, is not there; nothing is begun then. */
    protected void checkPeers() throws Exception {}

    /** The method: starts systems, warms up, measures. Any exception ends the run, and the recorded figures are kept. */
    protected abstract void perform(Experiment x) throws Exception;

    /** The parts that can run alone; none by default. */
    protected List<Part> parts() {
        return List.of();
    }

    /** The command {@code report}. */
    protected Object reports() {
        return new ReportAgain(this);
    }

    /** Adds the commands that every script has. */
    void addCommands(CommandLine command) {
        for (var each : parts()) {
            each.script().part = each.name();
            each.script().interruption = interruption;
            var alone = new CommandLine(each.script());
            alone.getCommandSpec().usageMessage().description(each.does());
            Set.copyOf(alone.getSubcommands().keySet()).forEach(alone.getCommandSpec()::removeSubcommand);
            HelpPage.hide(alone.getCommandSpec(), RepeatOptions.NAMES);
            HelpPage.hide(alone.getCommandSpec(), each.without());
            command.addSubcommand(each.name(), alone.setCommandName(each.name()));
        }
        command.addSubcommand("report", reports());
        command.addSubcommand("compare", new Compare(this));
    }

    /** Runs the script and ends the JVM with its exit code. */
    public static void run(Script script, String[] args) {
        script.interruption = new Interruption();
        ScriptRunner.run(script, script.interruption, args);
    }

    /** The name of the script and of its scenario. */
    private String name() {
        var command = getClass().getAnnotation(Command.class);
        if (command == null || command.name().isEmpty())
            throw new Failure.BadInput(getClass().getSimpleName() + " has no name; write @Command(name = \"my-experiment\") above it");
        return command.name();
    }

    /** The length of a phase, from the options. */
    protected final Duration length() {
        return run.duration != null ? run.duration : run.scaled(run.quick ? quickLength() : documentedLength());
    }

    /** The seed of a run without {@code --seed}. */
    protected long documentedSeed() {
        return 1;
    }

    private long seed() {
        return run.seed == null ? documentedSeed() : run.seed;
    }

    /** The origin of a run, with its length beside the document's. */
    protected Origin origin() {
        return run.origin(length(), documentedLength(), "a phase");
    }

    /** For a subcommand of the script's own that lasts until Ctrl-C. */
    protected final Interruption interruption() {
        return interruption;
    }

    @Override
    public Integer call() throws Exception {
        if (run.explain) {
            System.out.print(explained(checked().report()));
            return Failure.REPRODUCED;
        }
        var checked = checked();
        checkPeers();
        try (var _ = run.metrics.open(); var _ = begin()) {
            var folder = RunFolder.prepare(run.out, fullName(), LocalDateTime.now());
            return run.repeats.isRepeated() ? repeated(folder, each -> perform(checked(), each)) : perform(checked, folder);
        }
    }

    /** Waits for the other shares, if there is a rendezvous; to be closed when all runs are written. */
    protected final Starts begin() {
        return run.begin(fullName(), seed(), length(), parameters(), interruption);
    }

    /** Checks the options of a run with this seed, and makes what depends on them. */
    private CheckedReport checked() throws Exception {
        run.check();
        if (!part.isEmpty()) run.repeats.checkPart(part);
        var document = document(run.scenario);
        var wrong = new ArrayList<String>();
        check(wrong);
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
        ScriptLengths.check(this); // after the options, on which they may depend
        var checked = CheckedReport.of(this, document, run.ends);
        run.ends.check(checked.report(), metrics());
        return checked;
    }

    private int perform(CheckedReport checked, Path folder) throws IOException {
        try (var console = run.console(fullName(), expected(length())); var x = experiment(folder, console)) {
            return checked.write(folder, performed(x, checked.report(), this::perform), run.repeats.isRepeated());
        }
    }

    private String fullName() {
        return part.isEmpty() ? name() : name() + "-" + part;
    }

    /** Performs it as often as asked for, each time in a folder of its own; or once. @return the exit code */
    protected final int repeated(Path folder, Repeats.Once once) throws Exception {
        if (!run.repeats.isRepeated()) return once.perform(folder);
        var ends = run.ends;
        run.ends = ends.untold(); // of each run
        return new Repeats(run.repeats.seeds(seed()), run.repeats.hold, each -> reportOf(each, run.scenario), ends, interruption)
            .perform(folder, seed -> run.seed = seed, once);
    }

    /**
     * These cases in the order of this run. Of repeats each has them in an order of its own, by its seed, so that no case is always
     * measured after the same other one; a single run has them in the document's.
     */
    protected final <T> List<T> inOrder(Experiment x, List<T> cases) {
        return run.repeats.inOrder(x, cases);
    }

    /** Each method that is performed needs an experiment of its own. It is closed when the files are written. */
    protected final Experiment experiment(Path folder, LiveConsole console) {
        return new Experiment(folder, seed(), run.shares.share(), run.starts(), console, interruption, run.metrics.figures());
    }

    protected final Performed performed(Experiment x, Report report, Method method) {
        if (!report.isOfPhases()) x.details(() -> RunDetails.NONE);
        var failure = failure(x, method);
        var began = x.end();
        return new Performed(x.run(report.scenario().id(), parameters()).withOrigin(origin()
            .withThresholds(run.ends.conditions(report.scenario())).withClock(began.clock())), x.measured(), failure);
    }

    private Optional<Failure> failure(Experiment x, Method method) {
        try {
            x.perform(method);
            return Optional.empty();
        } catch (Exception | Error e) { // also an error such as a failed assertion: the recorded figures are kept
            if (interruption.isAsked()) return Optional.empty();
            return Optional.of(x.failed(ScriptFault.of(getClass(), "the method", e)));
        }
    }

    /** @param file of {@code --scenario}; null for the script's own */
    protected Scenario document(Path file) throws IOException {
        try {
            var document = file == null ? document() : ScenarioFile.of(file, resource(), this::parsed);
            var wrong = document.wrongRows();
            if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
            return document;
        } catch (InvalidFile e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    private String resource() {
        return "scenarios/" + name() + ".json";
    }

    /** Reads the scenario's file. A script whose file has more than the common keys takes them here, by {@link Scenario#take}. */
    protected Scenario parsed(String file, byte[] json) {
        return Scenario.parse(file, json, Measure.quantities(measures()));
    }

    /** What {@code --explain} prints: the plan and the claims. */
    protected String explained(Report report) {
        var values = setUp("seed", seed());
        run.shares.planned().ifPresent(planned -> values.put("share", planned));
        values.putAll(parameters());
        return ClaimLines.plan(report.scenario(), values, expected(length())) + ClaimLines.phases(steps())
            + ClaimLines.explained(report.scenario().claims(), run.ends.conditions(report.scenario()));
    }

    /** The report of a recorded run. @param scenario the file of {@code --scenario}, or null */
    protected DocumentReport reportOf(Path folder, Path scenario) throws IOException {
        return CheckedReport.of(this, document(scenario), run.ends.untold()).report();
    }
}
