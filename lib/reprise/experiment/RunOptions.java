package reprise.experiment;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;
import reprise.recorder.RunLength;
import reprise.sut.Failure;

/** The options that every script has. Durations read {@code 500ms}, {@code 20s}, {@code 1m30s}; a bare number is seconds. */
public final class RunOptions {
    @Option(names = "--quick", description = "A short run of the same shape, for a first look and for CI.")
    public boolean quick;

    @Option(names = "--time-scale", paramLabel = "FACTOR", defaultValue = "1",
        description = "Multiply the document's times (duration and faults) by FACTOR; the peers' own delays stay. Default: 1")
    public double timeScale;

    @Option(names = "--duration", paramLabel = "TIME", description = "How long to send for. Default: the document's.")
    public Duration duration;

    @Option(names = "--seed", paramLabel = "N", description = "Every random choice comes from it. Default: the scenario's.")
    public Long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the run's files, new or empty. Default: runs/NAME-TIMESTAMP/")
    public Path out;

    @Option(names = "--scenario", paramLabel = "FILE", description = "Take parameters, published figures and claims from FILE.")
    public Path scenario;

    @Option(names = "--explain", description = "Print the plan and the claims, run nothing.")
    public boolean explain;

    @Option(names = "--no-progress", description = "No progress bar; plain lines, as when piped.")
    public boolean noProgress;

    /** @throws Failure.BadInput naming every option whose value cannot be used */
    public void check() {
        var wrong = new StringBuilder();
        if (!(timeScale > 0 && timeScale <= 100)) {
            wrong.append("--time-scale is ").append(NumberOption.text(timeScale))
                .append("; it must be above 0 and at most 100, for example 0.5\n");
        }
        if (duration != null && (duration.toMillis() < 1000 || duration.toHours() > 24)) {
            wrong.append("--duration is ").append(DurationOption.text(duration)).append("; it must be 1s to 24h, for example 121s\n");
        }
        if (quick && duration != null) wrong.append("--quick and --duration both set the duration; give one of them\n");
        if (!wrong.isEmpty()) throw new Failure.BadInput(wrong.toString().stripTrailing());
    }

    /** One of the document's times, as long as this run wants it. */
    public Duration scaled(Duration time) {
        return Duration.ofNanos(Math.round(time.toNanos() * timeScale));
    }

    /** @param each what is so long, if a run is made of several */
    public RunLength length(Duration planned, Duration full, String each) {
        return new RunLength(quick, planned.toNanos() / 1e9, full.toNanos() / 1e9, each);
    }

    /** For a task that takes {@code total}; a bar only if it is wanted and there is a terminal. */
    public LiveConsole console(String task, Duration total) {
        return LiveConsole.open(System.out, !noProgress, task, total);
    }
}
