package failover;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import reprise.experiment.Experiment;
import reprise.experiment.Moment;
import reprise.experiment.RpcPair.Role;
import reprise.experiment.RpcPair;
import reprise.experiment.TlsOptions;
import reprise.experiment.Until;
import reprise.recorder.ClockOffset;
import reprise.recorder.Event;
import reprise.recorder.Facts;
import reprise.recorder.Metrics;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.RunDetails;
import reprise.recorder.Share;
import reprise.simulator.Load;
import reprise.simulator.rpc.Ledger;
import reprise.simulator.rpc.LedgerAccount;
import reprise.simulator.rpc.LedgerCsv;
import reprise.simulator.rpc.MessageClient;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.MessagePlan;
import reprise.simulator.rpc.MessageServer;
import reprise.sut.Brokers;
import reprise.transport.amqp.AmqpUrl.Host;
import reprise.transport.amqp.AmqpUrl;

/**
 * oslo.messaging's client and server, or one of them, at brokers whose nodes die: a {@link RpcPair} that also tells where both were, when
 * nothing was sent, and what became of each message. Its facts are the run's summary.
 * {@snippet :
 * var pair = new FailoverPair(plan, brokers, FailoverPair.BOTH, x);
 * pair.warmUp();
 * x.measure(pair, plan.duration(), pair.faults());
 * }
 */
public final class FailoverPair implements Load {
    public static final Set<Role> BOTH = EnumSet.allOf(Role.class);
    private static final Duration CLOCK_CALLS = Duration.ofMillis(500);
    private static final Duration MOST_CLOCK_CALLS = Duration.ofSeconds(2);
    private static final List<String> WARM_UP_JVM = List.of("-Xmx128m", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=disabled");

    private final FailoverPlan plan;
    private final Brokers brokers;
    private final Set<Role> roles;
    private final Experiment x;
    private final RpcPair pair;
    private final Faults faults;
    private final Optional<Ledger> ledger;
    private Optional<ClockOffset.Result> offset = Optional.empty();
    private Optional<Host> clientBefore = Optional.empty();
    private Optional<Host> serverBefore = Optional.empty();
    private volatile RpcPair.Totals totals; // null before the end
    private volatile Recorder recorder; // null before the start
    private Optional<Recording> recording = Optional.empty();

    /** @param roles in this process */
    public FailoverPair(FailoverPlan plan, Brokers brokers, Set<Role> roles, Experiment x) {
        this.plan = plan;
        this.brokers = brokers;
        this.roles = roles;
        this.x = x;
        pair = new RpcPair(plan.pair(), brokers.url(), roles, x.loop(), x.clock(), x.events());
        brokers.url().tls().ifPresent(tls -> TlsOptions.tell(tls, x));
        faults = new Faults(plan.fault(), brokers, this, x.clock());
        // follows as many messages as fit into half of the heap; further ones are only counted, and the report says so
        ledger = plan.fault().chaosSeed().map(_ -> Ledger.of(hasClient(), hasServer(), Ledger.fitting(Runtime.getRuntime().maxMemory()))
            .pacedBy(plan.messages().expectedIntervalNs()));
        x.show(FailoverRows.of(this, plan.setup().kind() == MessageKind.CALL, x.clock()));
        x.details(this::account);
        x.file(this::writeMessages);
    }

    /**
     * Two thirds of the time at full speed and one third at the run's rate, so that no figure includes the compilation of code. A single
     * role warms up with a whole pair and a cluster of its own; nothing of it reaches the run's brokers.
     */
    public void warmUp() throws Exception {
        if (plan.warmUp().isZero()) {
            x.events().note(x.clock().nanos(), Event.Severity.WARNING,
                "not warmed up (--warm-up 0s): the first seconds time our own start too");
        } else if (roles.equals(BOTH)) {
            warmUpAt(brokers.url());
        } else {
            var own = x.startAside("brokers to warm up with",
                () -> Brokers.embedded("127.0.0.1", List.of(0, 0, 0), plan.setup().queues(), WARM_UP_JVM));
            warmUpAt(own.url());
            x.stop(own);
        }
        if (roles.equals(EnumSet.of(Role.CLIENT))) estimateClockOffset();
    }

    private void warmUpAt(AmqpUrl url) {
        var full = plan.warmUp().multipliedBy(2).dividedBy(3);
        var rest = plan.warmUp().minus(full);
        var loads = new LinkedHashMap<Load, Duration>();
        loads.put(other(plan.messages().at(0, full.toNanos()), url, BOTH), full);
        loads.put(other(plan.messages().at(plan.load().ratePerSec().orElse(0), rest.toNanos()), url, BOTH), rest);
        x.warmUp(loads);
    }

    private RpcPair other(MessagePlan messages, AmqpUrl url, Set<Role> played) {
        return new RpcPair(plan.pair().sending(messages), url, played, x.loop(), x.clock(), (_, _, _) -> { });
    }

    /** Estimates the clock difference to a server on another host by some calls before the load. Servers other than ours refuse them. */
    private void estimateClockOffset() {
        var kind = plan.setup().kind();
        if (kind != MessageKind.CAST && kind != MessageKind.FANOUT) return; // calls measure it themselves; listeners have no methods
        int attempt = 0;
        for (var time = CLOCK_CALLS; time.compareTo(MOST_CLOCK_CALLS) <= 0; time = time.multipliedBy(2)) { // a busy host answers late
            var asking = other(plan.messages().clockCalls(time.toNanos(), x.share().of(), attempt++), brokers.url(), roles);
            x.unrecorded("asking for the server's clock", asking, Until.after(time));
            offset = asking.client().clockOffset();
            var asked = asking.client().done().join();
            if (offset.isPresent() || asked.failed() > asked.timeouts()) return; // it answered, or refused
        }
    }

    /**
     * What is done to the brokers in the phase. The client's process does it. A server alone, and a client alone that has nothing to kill
     * with, notice by their broken connections what another process or a person did. Of several shares the first one does it, once for
     * all.
     */
    public Moment[] faults() {
        var moments = hasClient() && x.share().number() == 1 ? faults.moments(plan) : List.<Moment>of();
        if (moments.isEmpty() && (!roles.equals(BOTH) || !x.share().isWhole())) x.faultsElsewhere();
        return moments.toArray(Moment[]::new);
    }

    @Override
    public double ratePerSec() {
        return pair.ratePerSec();
    }

    @Override
    public void share(Share share) {
        pair.share(share);
    }

    boolean hasClient() {
        return roles.contains(Role.CLIENT);
    }

    boolean hasServer() {
        return roles.contains(Role.SERVER);
    }

    MessageClient client() {
        return pair.client();
    }

    MessageServer server() {
        return pair.server().orElseThrow();
    }

    /** The start of the load, ns of the clock. */
    long startNs() {
        return recorder.startNs();
    }

    /** How long nothing was sent, at this time; 0 without a client, or before the start. */
    long sinceLastSentNs(long nowNs) {
        return recorder == null || !hasClient() || totals != null ? 0 : nowNs - client().lastSentNs().orElse(startNs());
    }

    @Override
    public Metrics metrics() {
        return pair.metrics();
    }

    @Override
    public void connect() {
        pair.connect();
        ledger.ifPresent(pair::into);
        if (hasClient()) clientBefore = Optional.of(pair.client().broker());
        serverBefore = pair.server().map(MessageServer::broker);
    }

    @Override
    public long start(Recorder into, long atNs) {
        long begunNs = pair.start(into, atNs);
        recorder = into;
        return begunNs;
    }

    @Override
    public CompletableFuture<?> done() {
        return pair.done();
    }

    @Override
    public void stop() {
        pair.stop();
    }

    @Override
    public void close() {
        if (totals == null && (pair.hasClient() || pair.server().isPresent())) totals = pair.finish(RpcPair.DRAIN);
    }

    @Override
    public Facts facts(Recording phase) {
        recording = Optional.of(phase);
        var gap = totals.client().map(client -> client.longestGap()).filter(longest -> !longest.open() && longest.ns() > 0)
            .map(longest -> new EndedPair.Gap(sec(longest.startNs()), longest.ns() / 1e9));
        var killedAtSec = killedAtNs().stream().mapToDouble(this::sec).findFirst();
        var ended = new EndedPair(phase, hasClient(), hasServer(), killedAtSec, gap, lastSentSec(), gaps().found(), Clocks.ONE, 0);
        var figures = new LinkedHashMap<>(ended.summary());
        figures.putAll(FailoverOutcomes.of(pair, totals, plan.setup().kind() == MessageKind.CALL, offset));
        figures.putAll(gaps().figures());
        figures.putAll(places());
        figures.put(FailoverKeys.WARM_UP_SEC, plan.warmUp().toNanos() / 1e9);
        return new Facts(figures, Map.of());
    }

    @Override
    public List<String> notes() {
        var notes = new ArrayList<>(new FailoverNotes(plan, brokers, faults, pair, totals, startNs()).all());
        notes.addAll(gaps().notes());
        return notes;
    }

    private QueueGaps gaps() {
        var ours = faults.struckAtNs();
        return new QueueGaps(pair, ours.isEmpty() ? killedAtNs().stream().boxed().toList() : ours, startNs());
    }

    /** What became of each message, if they were followed to the end. */
    private RunDetails account() {
        if (ledger.isEmpty() || recording.isEmpty()) return RunDetails.NONE;
        return LedgerAccount.of(ledger.get(), faults.kills(), startNs(), startNs() + recording.get().durationNs());
    }

    /** One line per message. */
    private void writeMessages(Path folder) throws IOException {
        if (ledger.isPresent() && recorder != null) LedgerCsv.write(folder.resolve("messages.csv"), ledger.get(), startNs());
    }

    /** The nodes, by their numbers in the URL, of the roles in this process. */
    private Map<String, Double> places() {
        var places = new LinkedHashMap<String, Double>();
        clientBefore.ifPresent(before -> places.putAll(PairPlaces.figures("client", number(before), number(client().broker()))));
        serverBefore.ifPresent(before -> places.putAll(PairPlaces.figures("server", number(before), number(server().broker()))));
        return places;
    }

    private int number(Host node) {
        return brokers.url().hosts().indexOf(node) + 1;
    }

    /** The time of our own kill; if someone else killed the node, the time when the client was cut off. */
    private OptionalLong killedAtNs() {
        var ours = faults.struckAtNs().stream().mapToLong(Long::longValue).findFirst();
        return ours.isPresent() || totals.client().isEmpty() ? ours : client().firstCutOffNs();
    }

    private OptionalDouble lastSentSec() {
        return totals.client().isPresent() ? client().lastSentNs().stream().mapToDouble(this::sec).findFirst() : OptionalDouble.empty();
    }

    private double sec(long atNs) {
        return (atNs - startNs()) / 1e9;
    }
}
