package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reprise.judge.CallerScenario;
import reprise.judge.CallerScenario.Attached;
import reprise.judge.CallerScenario.Link;
import reprise.judge.CallerScenario.PlannedRun;
import reprise.recorder.StrictJson;
import reprise.recorder.Unjudged;
import reprise.sut.Failure;
import reprise.sut.RouterUnderTest.Attachment;
import reprise.transport.http.HttpUrl;

/**
 * What one run of rest-caller does: the document's runs, changed by options. Checked whole: all that is wrong is told at once.
 *
 * @param runs in the document's order; why others are not among them is in {@code leftOut}, by id
 * @param duration of each run, {@code warmUp} the most before each, in no figure
 * @param target a second host's router for the network runs; absent: loopback and an added delay
 * @param targetShared one whose callees share add2
 */
public record CallerPlan(CallerScenario document, List<PlannedRun> runs, Map<String, Unjudged> leftOut, Duration duration, Duration warmUp,
                         long seed, Optional<HttpUrl> target, Optional<HttpUrl> targetShared) {
    private static final Duration QUICK_DURATION = Duration.ofSeconds(2);
    private static final Duration QUICK_WARM_UP = Duration.ofMillis(600);
    private static final Duration START_UP = Duration.ofSeconds(4);
    private static final Duration BETWEEN = Duration.ofMillis(100);

    public CallerPlan {
        runs = List.copyOf(runs);
        leftOut = Map.copyOf(leftOut);
    }

    public static CallerPlan of(RunOptions options, List<String> only, Optional<String> target, Optional<String> targetShared)
        throws IOException {
        var document = document(options.scenario);
        var wrong = new ArrayList<String>();
        var targetUrl = url("--target", target, wrong);
        var sharedUrl = url("--target-shared", targetShared, wrong);
        if (sharedUrl.isPresent() && targetUrl.isEmpty()) wrong.add("--target-shared is given without --target; give both, or neither");
        checkOnly(only, document, wrong);
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
        var runs = new ArrayList<PlannedRun>();
        var leftOut = new LinkedHashMap<String, Unjudged>();
        for (var run : document.runs()) {
            if (!only.isEmpty() && !only.contains(run.group()) && !only.contains(run.id()))
                leftOut.put(run.id(), new Unjudged.ByRequest("--only did not ask for it"));
            else if (run.attached() == Attached.SHARED_UNIX_MSGPACK && targetUrl.isPresent() && sharedUrl.isEmpty()) {
                leftOut.put(run.id(), new Unjudged.ByRequest("no --target-shared was given"));
            } else runs.add(run);
        }
        return new CallerPlan(document, runs, leftOut, options.duration != null ? options.duration
            : options.scaled(options.quick ? QUICK_DURATION : document.load().duration()),
            options.quick ? QUICK_WARM_UP : document.load().warmUpMax(), options.seed != null ? options.seed : document.seed(), targetUrl,
            sharedUrl);
    }

    private static void checkOnly(List<String> only, CallerScenario document, List<String> wrong) {
        var names = document.runs().stream().flatMap(run -> Stream.of(run.group(), run.id()))
            .collect(Collectors.toCollection(LinkedHashSet::new));
        for (var name : only) {
            if (names.contains(name)) continue;
            wrong.add("--only is '" + name + "'; it must be one of "
                + document.runs().stream().map(PlannedRun::group).distinct().collect(Collectors.joining(", "))
                + ", or a run's id, for example " + document.runs().getFirst().id());
        }
    }

    private static Optional<HttpUrl> url(String option, Optional<String> text, List<String> wrong) {
        if (text.isEmpty()) return Optional.empty();
        try {
            var url = HttpUrl.parse(text.get());
            if (url.target().equals("/")) return Optional.of(url);
            wrong.add(option + " is " + text.get() + "; give host and port alone, for example http://192.0.2.1:8080");
        } catch (IllegalArgumentException e) {
            e.getMessage().lines().forEach(line -> wrong.add(option + ": " + line));
        }
        return Optional.empty();
    }

    /** The scenario of this script, or the one in {@code file}. */
    public static CallerScenario document(Path file) throws IOException {
        try {
            return file == null ? CallerScenario.read() : CallerScenario.read(file);
        } catch (StrictJson.Invalid e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    /** What a network run's requests go to: empty for our own router behind an emulated link. */
    Optional<HttpUrl> targetOf(PlannedRun run) {
        if (run.link() == Link.LOOPBACK) return Optional.empty();
        return run.attached() == Attached.SHARED_UNIX_MSGPACK ? targetShared : target;
    }

    /** At the most: a warm-up that settles early shortens it. */
    public Duration expectedDuration() {
        return START_UP.plus(duration.plus(warmUp).plus(BETWEEN).multipliedBy(runs.size()));
    }

    /** For run.json and the reports: everything that a person needs to do the same again. */
    Map<String, Object> parameters() {
        var all = new LinkedHashMap<String, Object>();
        all.put("runs", runs.size());
        all.put("durationOfEach", DurationOption.text(duration));
        all.put("warmUpAtMost", DurationOption.text(warmUp));
        all.put("timeout", DurationOption.text(document.load().timeout()));
        all.put("path", document.load().path() + "?seq=N");
        all.put("body", document.load().body());
        all.put("network",
            target.map(url -> "a second host: " + url).orElse("emulated: loopback and " + Math.round(document.links().addedDelayUs())
            + " us more for each round trip"));
        targetShared.ifPresent(url -> all.put("networkShared", "a second host: " + url));
        all.put("sharedCallees", document.sharedCallees());
        return all;
    }

    /** {@code --explain}: what would be done, and by what it would be judged. */
    public String explain() {
        var scenario = document.scenario();
        var text = new StringBuilder(scenario.title()).append('\n').append(scenario.source()).append("\n\n").append(scenario.performed())
            .append("\n\nPlan\n");
        text.append(String.format(Locale.ROOT, "  %-18s %d%n", "seed", seed));
        parameters().forEach((name, value) -> text.append(String.format(Locale.ROOT, "  %-18s %s%n", name, NumberOption.shown(value))));
        text.append(String.format(Locale.ROOT, "  %-18s at most %s%n%nRuns%n", "takes", DurationOption.text(expectedDuration())));
        for (var run : runs) {
            text.append(String.format(Locale.ROOT, "  %-34s -t%d -c%-4d %-8s callee: %s%n", run.id(), run.threads(), run.connections(),
                run.link().word(), run.attached().words()));
        }
        text.append("\nClaims\n");
        for (var claim : scenario.claims()) text.append(ClaimLines.explained(claim));
        return text.toString();
    }

    /** As the router under test has it; the document's words are the scenario's. */
    static Attachment attachment(PlannedRun run) {
        return switch (run.attached()) {
            case ROUTER -> Attachment.IN_ROUTER;
            case WEBSOCKET_JSON -> Attachment.WEBSOCKET_JSON;
            case UNIX_MSGPACK -> Attachment.UNIX_MSGPACK;
            case UNIX_JSON -> Attachment.UNIX_JSON;
            case SHARED_UNIX_MSGPACK -> Attachment.SHARED_UNIX_MSGPACK;
            case NOT_REGISTERED -> Attachment.NONE;
        };
    }
}
