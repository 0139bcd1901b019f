package reprise.experiment;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import reprise.recorder.Clock;
import reprise.recorder.Event;
import reprise.recorder.EventLog;
import reprise.recorder.LoadFigures;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.Share;
import reprise.recorder.Unjudged;
import reprise.rendezvous.Starts;
import reprise.simulator.Load;
import reprise.simulator.TimedLoad;
import reprise.simulator.WarmingLoad;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.SystemUnderTest;
import reprise.sut.Watch;

/**
 * Performs a script's method: starts systems, warms up, measures phases, and keeps the recorded data. Called from one thread.
 * {@snippet :
 * var cluster = x.start("three nodes", () -> broker.start(3, QueueKind.CLASSIC, x.folder(), x.interruption()));
 * x.warmUp(pair(cluster), Until.after(Duration.ofSeconds(3)));
 * x.measure("cast", pair(cluster), Duration.ofSeconds(121));
 * }
 * After an interruption the phase in progress ends, is kept, and the next call ends the method. {@link #close} stops systems, last first.
 */
public final class Experiment implements AutoCloseable {
    private final Path folder;
    private final long seed;
    private final Share share;
    private final Interruption interruption;
    private final MethodThread thread;
    private final Clock clock;
    private final LoadLoops loops = new LoadLoops();
    private final LiveView live;
    private final StartedSystems systems = new StartedSystems();
    private final KeptPhases kept;
    private final MethodLoads loads;
    private RunReports.Measured.More files = _ -> { };
    private Optional<String> endedEarly = Optional.empty();

    /** An experiment without a script; a program then asks for what was {@link #recorded}. @param folder for what systems write */
    public Experiment(Path folder, long seed, LiveConsole console, Interruption interruption) {
        this(folder, seed, Share.WHOLE, Starts.atOnce(), console, interruption, Optional.empty());
    }

    /** @param share of each load, whose seed is the whole's @param starts of phases @param told takes the loads' figures while they go */
    Experiment(Path folder, long seed, Share share, Starts starts, LiveConsole console, Interruption interruption,
               Optional<LoadFigures> told) {
        this.folder = folder;
        clock = starts.clock();
        this.seed = seed;
        this.share = share;
        this.interruption = interruption;
        kept = new KeptPhases(clock.nanos(), share);
        thread = new MethodThread(interruption);
        live = new LiveView(console, clock, kept.startNs());
        loads = new MethodLoads(kept, systems, live, starts, interruption, thread, new ToldPhases(told, folder), share);
    }

    /** The run's folder, for what a system writes there. */
    public Path folder() {
        return folder;
    }

    /** The seed of every random choice of a load. */
    public long seed() {
        return seed;
    }

    /** The part that this process has of each load; the loads themselves ask for it. */
    public Share share() {
        return share;
    }

    /** The run's clock, which all loads share. */
    public Clock clock() {
        return clock;
    }

    public Interruption interruption() {
        return interruption;
    }

    /** One of the event loops that end with the experiment, for a load that has none of its own. */
    public EventLoop loop() {
        return loops.atLeast(1).next();
    }

    /** At least so many event loops, which end with the experiment: for a load on several threads. */
    public EventLoopGroup loops(int atLeast) {
        return loops.atLeast(atLeast);
    }

    /** Takes events of a system or a load; safe on any thread. */
    public EventLog events() {
        return live::event;
    }

    /** The same without normal events: for loads with hundreds of connections. */
    public EventLog troubles() {
        return live::trouble;
    }

    /** Starts a system and stops it when the experiment ends, or with {@link #stop}. The death of one of its processes ends the phase. */
    public <S extends AutoCloseable> S start(String what, Callable<S> system) throws Exception {
        thread.check();
        StartedSystems.check(share, what);
        return startAside(what, system);
    }

    /** The same for one that no measured phase loads, such as one to warm up with: a share may have that too. */
    public <S extends AutoCloseable> S startAside(String what, Callable<S> system) throws Exception {
        thread.check();
        live.line("starting " + what);
        var started = new AtomicReference<S>();
        perform(_ -> started.set(systems.start(system)));
        return started.get();
    }

    /** The death of its processes does not end a phase. One that runs already need not be started here, and is left alone in the end. */
    public void mayEnd(SystemUnderTest system) {
        systems.mayEnd(system);
    }

    /** Another process, such as that of the other role, makes the faults: connections that are lost to them are no alarms. */
    public void faultsElsewhere() {
        live.faultsElsewhere();
    }

    /** Reads in all following phases what a system tells about itself each second; its columns are in the run's rows. */
    public void watch(Watch watch) {
        live.watch(watch);
    }

    /** Stops a system before the experiment ends. */
    public void stop(AutoCloseable system) throws Exception {
        thread.mustEnd(() -> systems.stop(system));
    }

    /** Loads without recording, and closes the load. */
    public void warmUp(Load load, Until until) {
        unrecorded("warming up", load, until);
    }

    /** The same for another end, such as to compare clocks. @param doing what it does, as the console tells it */
    public void unrecorded(String doing, Load load, Until until) {
        thread.check();
        if (until.most().isZero()) return;
        live.line(doing + " for " + (until.settledShare() > 0 ? "at most " : "") + DurationOption.text(until.most()));
        thread.mustEnd(() -> loads.perform(load, until));
    }

    /** The same with several loads, one after the other, each for its time. */
    public void warmUp(SequencedMap<? extends Load, Duration> each) {
        thread.check();
        live.line("warming up for " + DurationOption.text(each.values().stream().reduce(Duration.ZERO, Duration::plus)));
        each.forEach((load, time) -> {
            thread.check();
            thread.mustEnd(() -> loads.perform(load, Until.after(time)));
        });
    }

    /**
     * Records a phase of this length, and closes the load. @param id letters, digits, dots and dashes, different from the run's others
     * @throws Failure if the load cannot begin or ends too early, a moment fails, or a process ends that no moment ended; figures are kept
     */
    public void measure(String id, Load load, Duration length, Moment... moments) {
        measure(Optional.of(id), load, Optional.empty(), length, length, moments);
    }

    /**
     * The same after a warm-up on the same connections, which passes into the phase; {@link reprise.recorder.Phase#WARM_UP_SEC} is its
     * length. A load of its own as warm-up is not as good: its end and this one's start are then executed for the first time.
     */
    public void measure(String id, WarmingLoad load, Duration length, Until warmUp, Moment... moments) {
        measure(Optional.of(id), load, Optional.of(WarmUp.of(load, warmUp, live)), length, length, moments);
    }

    /**
     * Records a run's only phase, which needs no id. Seconds and events count from its start; histograms have the names of the timings,
     * latency.hlog has an interval for each second, and the load's facts are in the run's summary.
     */
    public void measure(Load load, Duration length, Moment... moments) {
        measure(Optional.empty(), load, Optional.empty(), length, length, moments);
    }

    /** A phase of a load with a length of its own, until it has ended. */
    public void measure(String id, TimedLoad load, Moment... moments) {
        measure(Optional.of(id), load, Optional.empty(), load.length(), load.longest(), moments);
    }

    /** The same as the only phase of a run. */
    public void measure(TimedLoad load, Moment... moments) {
        measure(Optional.empty(), load, Optional.empty(), load.length(), load.longest(), moments);
    }

    /** @param most the time after which the load is stopped; above {@code length} if it ends by itself */
    private void measure(Optional<String> id, Load load, Optional<WarmUp> warmUp, Duration length, Duration most, Moment... moments) {
        thread.check();
        kept.check(id, length, moments);
        thread.mustEnd(() -> loads.record(id, load, warmUp, length, most, moments));
    }

    /** The rows of the phases so far, a second each. */
    public List<Map<String, Double>> seconds() {
        return live.seconds();
    }

    /** Leaves a phase out that the run should have had. */
    public void leaveOut(String id, String why) {
        loads.leaveOut(id, Unjudged.By.RUN, why);
        live.event(clock.nanos(), Event.Severity.WARNING, id + " is left out: " + why);
    }

    /** Leaves a phase out that the user did not ask for. */
    public void notAsked(String id, String why) {
        loads.leaveOut(id, Unjudged.By.REQUEST, why);
    }

    /** Adds a sentence that a reader of the report must see. */
    public void note(String text) {
        kept.note(text);
    }

    /** Keeps a value of the set-up that is known only now, such as the version of a system; it replaces the script's own. */
    public void parameter(String name, Object value) {
        kept.parameter(name, value);
    }

    /** Shows the following phases by the second: a line for each. */
    public void show(LiveRows rows) {
        live.show(rows);
    }

    /** The part of run.json that only this document's runs have, instead of phases; asked when the method has ended. */
    public void details(Supplier<RunDetails> part) {
        kept.details(part);
    }

    /** Writes one more file into the run's folder when the method has ended. */
    public void file(RunReports.Measured.More more) {
        files = more;
    }

    /** Performs the method, or a part of it that Ctrl-C ends wherever it waits. */
    void perform(Script.Method method) throws Exception {
        thread.ends(() -> method.perform(this));
    }

    /** Records that the method ended with this; tells also which process has ended, for it may be the reason. */
    Failure failed(Failure thrown) {
        var failure = systems.withEnded(thrown);
        endedEarly = Optional.of(failure.getMessage());
        return failure;
    }

    /** Ends the method, and gives the run that it was, for a program without a report. */
    public Run recorded() {
        end();
        return run("", Map.of());
    }

    /** The whole recorded run, without measures and verdicts. */
    Run run(String scenario, Map<String, Object> parameters) {
        return kept.run(scenario, seed, clock, parameters).interrupted(interruption.isAsked()).endedEarly(endedEarly)
            .environment(HostEnvironment.describe()).seconds(live.seconds()).events(live.events()).build();
    }

    RunReports.Measured measured() {
        return new RunReports.Measured(kept.intervals(), clock.wallNs(kept.startNs()), files);
    }

    /** After the method. Systems stop now; after an interruption they stop when all files are written. @return how its phases began */
    Starts.Ended end() {
        if (!interruption.isAsked()) systems.stopAll(live::line);
        live.close();
        return loads.end();
    }

    @Override
    public void close() {
        live.close();
        systems.stopAll(live::line);
        loops.close();
    }
}
