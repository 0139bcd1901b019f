package reprise.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import reprise.recorder.Event;
import reprise.recorder.Origin;
import reprise.recorder.RunLength;
import reprise.rendezvous.Rendezvous;
import reprise.rendezvous.Starts;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/** The options that every script has. Durations are {@code 500ms}, {@code 20s}, {@code 1m30s}; a bare number is seconds. */
@OptionGroup.In(OptionGroup.RUN)
public final class RunOptions {
    private static final Pattern TAG = Pattern.compile("[^=\\s]+=.*\\S.*");

    @OptionGroup.In(OptionGroup.LENGTH)
    @Option(names = "--quick", description = "A short run of the same shape, for a first look and for CI.")
    public boolean quick;

    @OptionGroup.In(OptionGroup.LENGTH)
    @Option(names = "--time-scale", paramLabel = "FACTOR", defaultValue = "1",
        description = "Multiply the document's times (duration and faults) by FACTOR; the peers' own delays stay. Default: 1")
    public double timeScale;

    @OptionGroup.In(OptionGroup.LENGTH)
    @Option(names = "--duration", paramLabel = "TIME", description = "Duration of the load. Default: the document's.")
    public Duration duration;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all random choices. Default: the scenario's.")
    public Long seed;

    @OptionGroup.In(OptionGroup.REPORT)
    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the run's files, new or empty. Default: runs/NAME-TIMESTAMP/")
    public Path out;

    @Option(names = "--scenario", paramLabel = "FILE", description = "Take parameters, published figures and claims from FILE.")
    public Path scenario;

    @Option(names = "--explain", description = "Print the plan and the claims, run nothing.")
    public boolean explain;

    @OptionGroup.In(OptionGroup.REPORT)
    @Option(names = "--no-progress", description = "No progress bar; plain lines, as when piped.")
    public boolean noProgress;

    @OptionGroup.In(OptionGroup.REPORT)
    @Option(names = "--tag", paramLabel = "KEY=VALUE",
        description = "A label of your own that the run keeps, such as --tag broker=3.12; may be given several times.")
    public List<String> tags = List.of();

    @Mixin public EndOptions ends = new EndOptions();

    @Mixin public RepeatOptions repeats = new RepeatOptions();

    @Mixin public ShareOptions shares = new ShareOptions();

    @Mixin public StartOptions start = new StartOptions();

    private Optional<Starts> starts = Optional.empty();

    @Mixin public MetricsOptions metrics = new MetricsOptions();

    /** Null if a program sets these options itself: its runs have no command line. */
    @Spec(Spec.Target.MIXEE) CommandSpec command;

    /** @throws Failure.BadInput naming every option whose value is invalid */
    public void check() {
        var wrong = new StringBuilder();
        if (!(timeScale > 0 && timeScale <= 100)) {
            wrong.append("--time-scale is ").append(NumberOption.text(timeScale))
                .append("; it must be above 0 and at most 100, for example 0.5\n");
        }
        if (duration != null && (duration.toMillis() < 1000 || duration.toHours() > 24)) {
            wrong.append("--duration is ").append(DurationOption.text(duration)).append("; it must be 1s to 24h, for example 20s\n");
        }
        if (quick && duration != null) wrong.append("--quick and --duration both set the duration; give one of them\n");
        if (explain && (ends.json || ends.quiet))
            wrong.append("--explain runs nothing, which has no end to be told; leave --json and --quiet out, or --explain\n");
        var keys = new HashSet<String>();
        for (var tag : tags) {
            if (!TAG.matcher(tag).matches())
                wrong.append("--tag is ").append(tag).append("; it must be KEY=VALUE, for example broker=3.12\n");
            else if (!keys.add(tag.substring(0, tag.indexOf('='))))
                wrong.append("--tag ").append(tag).append(" gives a second value; give each key once\n");
        }
        repeats.check(this, wrong);
        shares.check(this, wrong);
        start.check(shares, wrong);
        if (!wrong.isEmpty()) throw new Failure.BadInput(wrong.toString().stripTrailing());
    }

    /** Whether the user gave a seed; that of a repeat is set without him. */
    boolean isSeedGiven() {
        return command != null && command.commandLine().getParseResult().hasMatchedOption("--seed");
    }

    /** One of the document's times, scaled to the length of this run. */
    public Duration scaled(Duration time) {
        return Duration.ofNanos(Math.round(time.toNanos() * timeScale));
    }

    /** The origin of a run whose command has none of these options. */
    public static Origin origin(CommandSpec command) {
        return new Origin(Optional.of(Origin.Tool.current()), GivenCommand.of(command), Map.of(), Optional.empty());
    }

    /** The origin of a run with these options. */
    public Origin origin() {
        var labels = new LinkedHashMap<String, String>();
        for (var tag : tags) labels.put(tag.substring(0, tag.indexOf('=')), tag.substring(tag.indexOf('=') + 1));
        return new Origin(Optional.of(Origin.Tool.current()), command == null ? List.of() : GivenCommand.of(command), labels,
            Optional.empty()).withShare(shares.share());
    }

    /**
     * The origin of a run whose length can be compared with the document's. @param each what has that length, if a run consists of several
     */
    public Origin origin(Duration planned, Duration full, String each) {
        return origin().withLength(new RunLength(quick, planned.toNanos() / 1e9, full.toNanos() / 1e9, each));
    }

    /** Waits for the other shares, if there is a rendezvous. @param setUp what is the same for all shares, besides these */
    Starts begin(String script, long seed, Duration length, Map<String, Object> setUp, Interruption interruption) {
        var alike = new LinkedHashMap<String, String>();
        alike.put(Rendezvous.SCRIPT, script);
        alike.put(Rendezvous.VERSION, Origin.Tool.current().words());
        alike.put("seed", String.valueOf(seed));
        alike.put("length", DurationOption.text(length));
        setUp.forEach((name, value) -> alike.put(name, String.valueOf(value)));
        OnlyOption.given(command).ifPresent(words -> alike.put(OnlyOption.NAME, words));
        try (var console = console(script, length)) {
            shares.told().ifPresent(told -> console.line(told, Event.Severity.NORMAL));
            starts = Optional.of(start.open(shares, alike, interruption, (_, severity, what) -> console.line(what, severity)));
        }
        return starts.get();
    }

    /** Those of {@link #begin}. */
    Starts starts() {
        return starts.orElseGet(Starts::atOnce);
    }

    /** A console for a task that takes {@code total}; it has a bar only if wanted and on a terminal. */
    public LiveConsole console(String task, Duration total) {
        return LiveConsole.open(System.out, !noProgress && !ends.quiet, task, total);
    }
}
