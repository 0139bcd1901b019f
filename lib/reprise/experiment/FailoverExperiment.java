package reprise.experiment;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import reprise.experiment.ClientServerPair.Role;
import reprise.judge.Clocks;
import reprise.judge.FailoverAccounts;
import reprise.judge.FailoverMeasures;
import reprise.judge.FailoverRun;
import reprise.judge.PairPlaces;
import reprise.recorder.Clock;
import reprise.recorder.HistogramLog;
import reprise.recorder.LedgerFigures;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.RunRows;
import reprise.simulator.fault.ChaosSchedule;
import reprise.simulator.fault.FaultSchedule;
import reprise.simulator.rpc.ClockOffset;
import reprise.simulator.rpc.Ledger;
import reprise.simulator.rpc.LedgerAccount;
import reprise.simulator.rpc.LedgerCsv;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.MessagePlan;
import reprise.simulator.rpc.MessageSchema;
import reprise.simulator.rpc.MessageServer;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.transport.Sockets;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * Performs a {@link FailoverPlan}: {@link #warmUp}, {@link #connect}, {@link #load} with its fault, {@link #run}. Called
 * from one thread; the pair has one event loop, faults and the live view a thread each. Times are ns of one clock.
 */
public final class FailoverExperiment implements AutoCloseable {
    private static final long CLOCK_CALLS_NS = 500_000_000L;
    private static final Set<Role> PAIR = EnumSet.allOf(Role.class);
    private static final List<String> WARM_UP_JVM = List.of("-Xmx128m", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=disabled");

    /** Which roles are played here: {@link #pair}, {@link #client} or {@link #server}. */
    @FunctionalInterface
    public interface Of {
        FailoverExperiment of(FailoverPlan plan, Brokers brokers, LiveConsole console, Interruption interruption);
    }

    private final FailoverPlan plan;
    private final Brokers brokers;
    private final Set<Role> roles;
    private final LiveConsole console;
    private final Interruption interruption;
    private final Clock clock = Clock.system();
    private final EventLoopGroup loops = Sockets.loops("pair", 1);
    private final FailoverLive live;
    private final Optional<Ledger> ledger;
    private Optional<ClockOffset.Result> offset = Optional.empty();
    private ClientServerPair pair;
    private Faults faults;
    private Recording recording;
    private ClientServerPair.Totals totals;
    private Optional<Host> clientBefore = Optional.empty();
    private Optional<Host> serverBefore = Optional.empty();
    private long startNs;
    private long endNs;

    private FailoverExperiment(FailoverPlan plan, Brokers brokers, Set<Role> roles, LiveConsole console, Interruption interruption) {
        this.plan = plan;
        this.brokers = brokers;
        this.roles = roles;
        this.console = console;
        this.interruption = interruption;
        ledger = ledger(plan.fault(), roles).map(account -> account.pacedBy(plan.messages().expectedIntervalNs()));
        live = new FailoverLive(console, clock, plan.duration(), isCalls(), brokers::pids);
    }

    /** As many messages as fit into half of the heap are followed; those beyond are counted, and the report says so. */
    private static Optional<Ledger> ledger(FaultPlan fault, Set<Role> roles) {
        return fault.chaosSeed()
            .map(_ ->
            Ledger.of(roles.contains(Role.CLIENT), roles.contains(Role.SERVER), Ledger.fitting(Runtime.getRuntime().maxMemory())));
    }

    /** Client and server in this process. */
    public static FailoverExperiment pair(FailoverPlan plan, Brokers brokers, LiveConsole console, Interruption interruption) {
        return new FailoverExperiment(plan, brokers, PAIR, console, interruption);
    }

    public static FailoverExperiment client(FailoverPlan plan, Brokers brokers, LiveConsole console, Interruption interruption) {
        return new FailoverExperiment(plan, brokers, EnumSet.of(Role.CLIENT), console, interruption);
    }

    /** Ends after the plan's duration, or when it is interrupted. */
    public static FailoverExperiment server(FailoverPlan plan, Brokers brokers, LiveConsole console, Interruption interruption) {
        return new FailoverExperiment(plan, brokers, EnumSet.of(Role.SERVER), console, interruption);
    }

    /**
     * Two thirds of it as fast as the pair can, one third as the run will be, so that no figure times the compiler. A role that
     * is alone has a whole pair and a cluster to warm up with: nothing of it gets to the brokers of the run.
     */
    public void warmUp() {
        if (plan.warmUp().isZero()) {
            console.line("not warmed up (--warm-up 0s): the first seconds time our own start too", true);
            return;
        }
        console.line("warming up for " + DurationOption.text(plan.warmUp()), false);
        if (roles.equals(PAIR)) {
            warmUpAt(brokers.url());
        } else {
            try (var own = Brokers.embedded("127.0.0.1", List.of(0, 0, 0), false, WARM_UP_JVM)) {
                warmUpAt(own.url());
            }
        }
    }

    private void warmUpAt(AmqpUrl url) {
        var full = plan.warmUp().multipliedBy(2).dividedBy(3);
        aside(plan.messages().at(0, full.toNanos()), url, PAIR);
        if (!interruption.isAsked()) aside(plan.messages().at(plan.ratePerSec().orElse(0), plan.warmUp().minus(full).toNanos()), url, PAIR);
    }

    /** A pair that does something else than the run, in no figure; when it has ended. */
    private ClientServerPair aside(MessagePlan messages, AmqpUrl url, Set<Role> played) {
        var pair = new ClientServerPair(plan, messages, url, played, loops.next(), clock, (_, _) -> { });
        pair.connect();
        try (var _ = interruption.whenAsked(pair::stop)) {
            pair.start(new Recorder(MessageSchema.of(messages.expectedIntervalNs())));
            pair.awaitDone();
        }
        pair.finish(FailoverPlan.DRAIN);
        return pair;
    }

    public void connect() {
        pair = new ClientServerPair(plan, plan.messages(), brokers.url(), roles, loops.next(), clock, live::note);
        pair.connect();
        ledger.ifPresent(pair::into);
        if (roles.equals(EnumSet.of(Role.CLIENT))) askTheTime();
    }

    /**
     * Where the server is on another host, its clock is: some calls before the load, for their stamps. Other servers than ours refuse them.
     */
    private void askTheTime() {
        var kind = plan.setup().kind();
        if (kind != MessageKind.CAST && kind != MessageKind.FANOUT) return; // calls tell it by themselves, a listener has no methods
        offset = aside(plan.messages().clockCalls(CLOCK_CALLS_NS), brokers.url(), roles).client().clockOffset();
    }

    /** The load, from now for the plan's duration, with its fault; returns when all that was on its way has arrived. */
    public void load() {
        var recorder = new Recorder(MessageSchema.of(plan.messages().expectedIntervalNs()));
        faults = new Faults(schedule(), plan.fault().chaosSeed().map(this::chaos), brokers, clock, live::note);
        if (roles.contains(Role.CLIENT)) clientBefore = Optional.of(pair.client().broker());
        serverBefore = pair.server().map(MessageServer::broker);
        startNs = pair.start(recorder);
        live.start(recorder, roles.contains(Role.CLIENT) ? Optional.of(pair.client()) : Optional.empty());
        faults.start(pair, startNs);
        if (!roles.contains(Role.CLIENT)) faults.at(plan.duration().toNanos(), pair::stop);
        try (var _ = interruption.whenAsked(pair::stop)) {
            pair.awaitDone();
        }
        endNs = Math.min(clock.nanos(), startNs + plan.duration().toNanos());
        faults.close();
        totals = pair.finish(FailoverPlan.DRAIN);
        recording = recorder.finish(Math.max(startNs, endNs));
        live.close();
    }

    /** The client's process injects it; a server that runs alone is told of it by what breaks. */
    private FaultSchedule schedule() {
        return new FaultSchedule(roles.contains(Role.CLIENT) ? plan.fault()
            .faults(plan.setup().placement(), true, roles.contains(Role.SERVER)) : List.of());
    }

    private ChaosSchedule chaos(long seed) {
        return new ChaosSchedule(brokers.url().hosts().size(), plan.duration().toNanos(), seed, brokers.pace());
    }

    /** Everything that is known of the run, not judged yet. */
    public Run run() {
        var gap = totals.client().map(client -> client.longestGap()).filter(longest -> !longest.open() && longest.ns() > 0)
            .map(longest -> new FailoverRun.Gap(sec(longest.startNs()), longest.ns() / 1e9));
        var gaps = new QueueGaps(pair, deathsNs(), startNs);
        var failover = new FailoverRun(recording, roles.contains(Role.CLIENT), roles.contains(Role.SERVER), isCutShort(), plan.ratePerSec(),
            killedAtNs().stream().mapToDouble(this::sec).findFirst(), gap, lastSentSec(), PairPlaces.of(places()), gaps.told(), Clocks.ONE,
            0);
        var measured = FailoverMeasures.of(failover);
        var measures = new LinkedHashMap<>(measured.values());
        var account = ledger.map(each -> LedgerAccount.of(each, faults.kills(), startNs, endNs));
        account.flatMap(LedgerFigures::fates).ifPresent(fates -> measures.put("confirmedLost", (double) fates.lost()));
        var summary = new LinkedHashMap<>(failover.summary());
        summary.putAll(FailoverOutcomes.of(pair, totals, isCalls(), offset));
        summary.putAll(gaps.figures());
        summary.putAll(places());
        summary.put("warmUpSec", plan.warmUp().toNanos() / 1e9);
        var unmeasured = new LinkedHashMap<>(measured.unmeasured());
        FailoverAccounts.takeBack(FailoverAccounts.faults(summary, account.<RunDetails>map(each -> each).orElse(RunDetails.NONE)), measures,
            unmeasured);
        var notes = new ArrayList<>(recording.odd().notes());
        notes.addAll(new FailoverNotes(plan, brokers, faults, pair, totals, startNs).all());
        notes.addAll(gaps.notes());
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("brokers", brokers.kind());
        parameters.putAll(plan.parameters());
        return new Run(plan.document().scenario().id(), plan.seed(), isCutShort(), Instant.ofEpochSecond(0, clock.wallNs(startNs)),
            parameters,
            HostEnvironment.describe(), summary, measures, unmeasured, RunRows.seconds(recording, live.usage()),
            live.events(startNs), RunRows.histograms(recording), List.of(), notes, account.<RunDetails>map(each -> each)
            .orElse(RunDetails.NONE));
    }

    /** By their numbers in the URL; of the roles that are played here. */
    private Map<String, Double> places() {
        var places = new LinkedHashMap<String, Double>();
        clientBefore.ifPresent(before -> places.putAll(PairPlaces.figures("client", number(before), number(pair.client().broker()))));
        serverBefore.ifPresent(before ->
            places.putAll(PairPlaces.figures("server", number(before), number(pair.server().orElseThrow().broker()))));
        return places;
    }

    private int number(Host node) {
        return brokers.url().hosts().indexOf(node) + 1;
    }

    /** Ended before its time, by the user or because the fault could not be injected. */
    private boolean isCutShort() {
        return interruption.isAsked() || faults.failure().isPresent();
    }

    /** Our own kill; else, where somebody else killed the node, when the client was cut off. */
    private OptionalLong killedAtNs() {
        var ours = faults.struckAtNs().stream().mapToLong(Long::longValue).findFirst();
        return ours.isPresent() || totals.client().isEmpty() ? ours : pair.client().firstCutOffNs();
    }

    private List<Long> deathsNs() {
        var ours = faults.struckAtNs();
        return ours.isEmpty() ? killedAtNs().stream().boxed().toList() : ours;
    }

    private OptionalDouble lastSentSec() {
        return totals.client().isPresent() ? pair.client().lastSentNs().stream().mapToDouble(this::sec)
            .findFirst() : OptionalDouble.empty();
    }

    private double sec(long atNs) {
        return (atNs - startNs) / 1e9;
    }

    private boolean isCalls() {
        return plan.setup().kind() == MessageKind.CALL;
    }

    /** A fault that could not be injected: it ends the script when the run is written, and loses nothing recorded. */
    public Optional<Failure> faultFailure() {
        return faults.failure();
    }

    /** With an account of every message: one line each. */
    private void writeMessages(Path folder) throws IOException {
        if (ledger.isPresent()) LedgerCsv.write(folder.resolve("messages.csv"), ledger.get(), startNs);
    }

    /** What goes into files besides the run. */
    public RunFiles.Measured measured() {
        return new RunFiles.Measured(HistogramLog.intervals(recording), clock.wallNs(startNs), this::writeMessages);
    }

    @Override
    public void close() {
        if (faults != null) faults.close();
        live.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(Duration.ofSeconds(2).toMillis());
    }
}
