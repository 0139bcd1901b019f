package reprise.experiment;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import reprise.judge.CallerMeasures;
import reprise.judge.CallerRun;
import reprise.judge.CallerRun.Link;
import reprise.judge.CallerRuns;
import reprise.judge.CallerScenario.PlannedRun;
import reprise.recorder.Clock;
import reprise.recorder.HistogramLog;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.RunLength;
import reprise.recorder.RunRows;
import reprise.recorder.Second;
import reprise.recorder.Unjudged;
import reprise.report.CallerReport;
import reprise.simulator.http.HttpLoad;
import reprise.simulator.http.HttpLoadPlan;
import reprise.simulator.http.HttpSchema;
import reprise.simulator.http.HttpTotals;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.ProcessUsage;
import reprise.sut.RouterUnderTest;
import reprise.transport.Sockets;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/**
 * Performs a {@link CallerPlan}: router and callees in JVMs of their own, then one run after the other: what it needs is
 * attached, one call is tried, the load warms up until its rate settles, and goes on to be measured. Called from one thread; the load
 * has event loops of its own, the live view a thread. Times are ns of one clock.
 */
public final class CallerExperiment implements AutoCloseable {
    private static final HttpRequestTemplate.Header JSON = new HttpRequestTemplate.Header("Content-Type", "application/json");
    /** A warm-up has settled when a second's rate is within this share of the one before, from the third second on. */
    private static final double SETTLED = 0.05;

    private final CallerPlan plan;
    private final RouterUnderTest stand;
    private final CallerLive live;
    private final LiveConsole console;
    private final Interruption interruption;
    private final Clock clock;
    private final EventLoopGroup loops;
    private final long beganNs;
    private final List<CallerRun> performed = new ArrayList<>();
    private final List<HistogramLog.Interval> intervals = new ArrayList<>();
    private final Map<String, Unjudged> leftOut;
    private final AtomicReference<HttpLoad> current = new AtomicReference<>();
    private final LinkedHashSet<String> notes = new LinkedHashSet<>();

    private CallerExperiment(CallerPlan plan, RouterUnderTest stand, LiveConsole console, Interruption interruption) {
        this.plan = plan;
        this.stand = stand;
        this.console = console;
        this.interruption = interruption;
        clock = Clock.system();
        beganNs = clock.nanos();
        loops = Sockets.loops("load", plan.runs().stream().mapToInt(PlannedRun::threads).max().orElse(1));
        live = new CallerLive(console, clock, beganNs, plan);
        leftOut = new LinkedHashMap<>(plan.leftOut());
        interruption.whenAsked(this::stopLoad);
        stand.lost().thenAccept(name -> {
            live.event(clock.nanos(), "the process of " + name + " is gone");
            stopLoad();
        });
    }

    /**
     * Before anything runs: each target answers, and at least one of the calls that it is there for as it should; what else it has not is
     * found out run by run.
     */
    public static void check(CallerPlan plan) {
        var targets = plan.runs().stream().flatMap(run -> plan.targetOf(run).stream()).distinct().toList();
        for (var target : targets) check(plan, target);
    }

    private static void check(CallerPlan plan, HttpUrl target) {
        var wrong = new ArrayList<String>();
        for (var run : plan.runs()) {
            if (!plan.targetOf(run).equals(Optional.of(target))) continue;
            switch (CallerProbe.of(target, plan.document(), run)) {
                case CallerProbe.Fits _ -> {
                    return;
                }
                case CallerProbe.Unfit(var why) -> wrong.add(why);
                case CallerProbe.Unanswered(var why) ->
                    throw new Failure.Environment(why + "; start 'rest-caller serve' there, or give another --target");
            }
        }
        throw new Failure.Environment(wrong.getFirst()
            + "; no run that it is for can be performed: start 'rest-caller serve' there, or give another --target");
    }

    public static CallerExperiment start(CallerPlan plan, LiveConsole console, Interruption interruption) throws IOException {
        console.line("starting the router and its callees", false);
        return new CallerExperiment(plan, RouterUnderTest.start("127.0.0.1", 0, 0, plan.seed(), plan.document().sharedCallees()), console,
            interruption);
    }

    /** One run: attach, try, warm up, measure. A run that cannot be performed is left out, with the reason. */
    public void perform(PlannedRun run) {
        var over = over();
        if (!over.isEmpty()) {
            leftOut.put(run.id(), new Unjudged.ByRun(over));
            return;
        }
        var target = plan.targetOf(run);
        if (target.isEmpty()) stand.bring(CallerPlan.attachment(run));
        var probe = CallerProbe.of(target.orElse(stand.url()), plan.document(), run);
        switch (probe) {
            case CallerProbe.Unfit(var why) -> leaveOut(run, why);
            case CallerProbe.Unanswered(var why) -> leaveOut(run, why);
            case CallerProbe.Fits(var expected) -> perform(run, target, expected);
        }
    }

    private void leaveOut(PlannedRun run, String why) {
        leftOut.put(run.id(), new Unjudged.ByRun(why));
        console.line(run.id() + " is left out: " + why, true);
    }

    private void perform(PlannedRun run, Optional<HttpUrl> target, byte[] expected) {
        var link = link(run, target);
        var plan = load(run, target.orElse(stand.url()), link, expected);
        live.begin(run, performed.size());
        var measuring = new AtomicBoolean();
        var load = new HttpLoad(plan, loops, clock, (atNs, what) -> {
            if (measuring.get()) live.event(atNs, run.id() + ": " + what);
        });
        var thrownAway = new Recorder(HttpSchema.of());
        connect(load);
        double warmUpSec = warmUp(load, thrownAway);
        measuring.set(true);
        if (over().isEmpty()) measure(run, link, load, plan, warmUpSec);
        else leftOut.put(run.id(), new Unjudged.ByRun(over()));
        load.close().join();
        if (warmUpSec > 0) thrownAway.finish(clock.nanos());
    }

    /** Why no further run can be performed; empty if it can. */
    private String over() {
        if (interruption.isAsked()) return "the script was interrupted";
        return stand.lost().isDone() ? "the process of " + stand.lost().join() + " was gone" : "";
    }

    private static Link link(PlannedRun run, Optional<HttpUrl> target) {
        return switch (run.link()) {
            case LOOPBACK -> Link.LOOPBACK;
            case NETWORK -> target.isPresent() ? Link.NETWORK : Link.EMULATED;
        };
    }

    private HttpLoadPlan load(PlannedRun run, HttpUrl to, Link link, byte[] expected) {
        var document = plan.document();
        var url = to.withTarget(document.load().path() + "?seq=" + HttpRequestTemplate.NUMBER);
        var request = new HttpRequestTemplate("POST", url, List.of(JSON), document.body(run).getBytes(StandardCharsets.UTF_8));
        return HttpLoadPlan.closed(url, request, run.threads(), run.connections(), plan.duration().toNanos()).expecting(expected)
            .withTimeout(document.load().timeout().toNanos())
            .withLinkDelay(link == Link.EMULATED ? Math.round(document.links().addedDelayUs() * 1e3) : 0);
    }

    /** In no figure, until its rate settles; returns how long it took, s. The load goes on. */
    private double warmUp(HttpLoad load, Recorder thrownAway) {
        if (plan.warmUp().isZero()) return 0;
        var settled = new CompletableFuture<Void>();
        var before = new double[] {0};
        thrownAway.onSecond(second -> {
            double replies = replies(thrownAway, second);
            if (second.index() >= 2 && Math.abs(replies - before[0]) <= SETTLED * before[0]) settled.complete(null);
            before[0] = replies;
        });
        load.warmUp(thrownAway).join();
        CompletableFuture.anyOf(load.done(), settled).completeOnTimeout(null, plan.warmUp().toNanos(), TimeUnit.NANOSECONDS).join();
        return RunRows.rounded((clock.nanos() - thrownAway.startNs()) / 1e9);
    }

    /** The one load that goes on is at hand for whoever has to stop it. */
    private void connect(HttpLoad load) {
        current.set(load);
        if (interruption.isAsked() || stand.lost().isDone()) load.stop();
        load.connect().join();
    }

    private void stopLoad() {
        var load = current.get();
        if (load != null) load.stop();
    }

    private static double replies(Recorder recorder, Second second) {
        return second.timed(recorder.schema().timing("service"));
    }

    private void measure(PlannedRun run, Link link, HttpLoad load, HttpLoadPlan plan, double warmUpSec) {
        var usage = new ProcessUsage();
        var processes = stand.pids();
        processes.keySet().retainAll(link == Link.NETWORK ? List.of() : stand.processesOf(CallerPlan.attachment(run)));
        processes.put("load", ProcessHandle.current().pid());
        var recorder = new Recorder(HttpSchema.of());
        live.measure(recorder, processes);
        processes.forEach(usage::watch);
        load.start(recorder);
        var totals = load.done().join();
        long startNs = recorder.startNs();
        var used = usage.read();
        var recording = recorder.finish(startNs + totals.tookNs());
        live.measured(recording, startNs, performed.size() + 1);
        boolean cutShort = totals.tookNs() < plan.durationNs() * 99 / 100;
        var done =
            new CallerRun(run, link, plan.url().withTarget("/").toString().replaceFirst("/$", ""), this.plan.duration(), totals.wrk(),
            recording.whole("service"), Optional.empty(), OptionalDouble.empty(), totals.unexpected(), added(link, recording), used,
            warmUpSec, cutShort,
            Optional.of(totals.outcomes(recording.whole("service").getTotalCount())));
        performed.add(done);
        var service = recording.whole("service"); // not the recording: all of it would be kept
        intervals.add(new HistogramLog.Interval(sec(startNs), sec(startNs + totals.tookNs()), run.id(), service::copy));
        note(run, totals, recording);
        live.result(done);
    }

    private double sec(long atNs) {
        return (atNs - beganNs) / 1e9;
    }

    private Optional<CallerRun.AddedDelay> added(Link link, Recording recording) {
        var delay = recording.whole("linkDelay");
        return link != Link.EMULATED || delay.getTotalCount() == 0 ? Optional.empty()
            : Optional.of(new CallerRun.AddedDelay(plan.document().links().addedDelayUs(), RunRows.rounded(delay.getMean() / 1e3),
            RunRows.rounded(delay.getValueAtPercentile(50) / 1e3)));
    }

    private void note(PlannedRun run, HttpTotals totals, Recording recording) {
        notes.addAll(recording.odd().notes().stream().map(note -> run.id() + ": " + note).toList());
        for (var sample : totals.samples()) {
            notes.add(String.format(Locale.ROOT, "%s: %d replies were not the expected one but %s", run.id(), sample.replies(),
                sample.body()));
        }
    }

    /** Judges, writes every file, prints; the exit code. */
    public int report(Path folder, RunLength length) throws IOException {
        var lost = Optional.ofNullable(stand.lost().getNow(null)).<Failure>map(process ->
            new Failure.Environment("the process of " + process
                + " ended by itself, and with it the runs; what was measured until then is in " + folder));
        return RunFiles.write(folder, run().withLength(length), new CallerReport(plan.document()),
            new RunFiles.Measured(intervals, clock.wallNs(beganNs)), lost);
    }

    /** Prints and writes the reports of an earlier run. */
    public static int reportAgain(Path folder, Path scenario) throws IOException {
        return RunFiles.again(folder, new CallerReport(CallerPlan.document(scenario)));
    }

    private Run run() {
        var details = new CallerRuns(performed, leftOut);
        var measures = CallerMeasures.of(performed, leftOut);
        boolean cutShort = interruption.isAsked() || performed.stream().anyMatch(CallerRun::interrupted);
        return new Run(plan.document().scenario().id(), plan.seed(), cutShort, Instant.ofEpochSecond(0, clock.wallNs(beganNs)),
            plan.parameters(),
            HostEnvironment.describe(), measures.summary(performed), measures.values(), measures.unmeasured(), live.seconds(),
            live.events(), details.histograms(), List.of(), List.copyOf(notes), details);
    }

    @Override
    public void close() {
        live.close();
        stand.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2000);
    }
}
