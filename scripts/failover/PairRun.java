package failover;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import org.HdrHistogram.Histogram;
import reprise.judge.Reading;
import reprise.recorder.Counter;
import reprise.recorder.Digits;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Run;
import reprise.recorder.Timing;
import reprise.recorder.Unjudged;
import reprise.simulator.rpc.RpcMetrics;

/** A run of a client-server pair, or of one of the two, as its measures see it. Times are s on the client's axis. */
public record PairRun(Run run) {
    private static final Histogram NOTHING = LoopRecorder.histogram();

    /** Whether the client ran in this process; {@link #server} likewise. */
    boolean client() {
        return has(FailoverKeys.SENT_MESSAGES);
    }

    boolean server() {
        return has(FailoverKeys.RECEIVED_MESSAGES);
    }

    /** Whether calls were sent: they have replies or time out. */
    boolean calls() {
        return has(FailoverKeys.REPLIES);
    }

    private boolean has(String key) {
        return run.summary().containsKey(key);
    }

    double figure(String key) {
        return run.summary(key).orElse(0);
    }

    /** The sum of all seconds, those after the end included; 0 for a counter that earlier versions did not have. */
    double count(Counter counter) {
        return run.seconds().stream().mapToDouble(row -> row.getOrDefault(counter.key(), 0.0)).sum();
    }

    double durationSec() {
        return figure(Run.DURATION_SEC);
    }

    /** The requested rate; absent if unpaced. */
    OptionalDouble ratePerSec() {
        return run.parameters().get("ratePerSec") instanceof Number rate ? OptionalDouble.of(rate.doubleValue() * part())
            : OptionalDouble.empty();
    }

    /** Of the rate, which is that of the whole load: a share has it by its threads. */
    private double part() {
        return run.origin().share().isPresent() && run.parameters().get("threads") instanceof Number threads
            ? (double) run.origin().share().get().of(threads.intValue()) / threads.intValue() : 1;
    }

    OptionalDouble killedAtSec() {
        return run.summary(FailoverKeys.KILLED_AT_SEC);
    }

    /** The nodes of the pair before and after the kill; absent if unknown. */
    Optional<PairPlaces> places() {
        return PairPlaces.of(run.summary());
    }

    /** How the clocks of client and server relate: runs of two processes are merged into one, which names both hosts. */
    Clocks clocks() {
        if (!(run.environment().get("client") instanceof Map<?, ?> client && run.environment().get("server") instanceof Map<?, ?> server))
            return Clocks.ONE;
        var host = client.get("hostId");
        return Clocks.of(run.summary(), host != null && host.equals(server.get("hostId")));
    }

    /** All values of a timing; empty if there are none. */
    Histogram whole(Timing timing) {
        return run.histograms().getOrDefault(timing.name(), NOTHING);
    }

    Outage outage() {
        var gap = run.summary(FailoverKeys.LONGEST_GAP_SEC).stream()
            .mapToObj(lengthSec -> new EndedPair.Gap(figure(FailoverKeys.LONGEST_GAP_START_SEC), lengthSec)).findFirst();
        return new Outage(client(), killedAtSec(), gap, run.summary(FailoverKeys.LAST_SENT_SEC), durationSec());
    }

    /** The number of these seconds, by their starts. */
    long seconds(DoublePredicate chosen) {
        return counts(RpcMetrics.SENT, chosen).size();
    }

    /** What is sent per second in these seconds. */
    double sentPerSec(DoublePredicate chosen) {
        return counts(RpcMetrics.SENT, chosen).stream().mapToDouble(count -> count).average().orElse(0);
    }

    private List<Double> counts(Counter counter, DoublePredicate chosen) {
        return run.seconds().stream().filter(row -> chosen.test(row.get("second"))).map(row -> row.getOrDefault(counter.key(), 0.0))
            .toList();
    }

    /** The reason why the seconds after the outage are not comparable with those before; empty if they are. */
    Optional<Unjudged> notCompared() {
        if (!client()) return Optional.of(new Unjudged.ByRequest("the client, which sees the recovery, ran elsewhere"));
        if (killedAtSec().isEmpty()) return Optional.of(new Unjudged.ByRun("nothing was killed"));
        var outage = outage();
        if (seconds(outage.before()) == 0) {
            return Optional.of(new Unjudged.ByRequest("there is no whole second between the first one and the kill at "
                + words(killedAtSec().getAsDouble())));
        }
        if (seconds(outage.after()) > 0) return Optional.empty();
        if (outage.standsStillAtTheEnd()) return Optional.of(new Unjudged.ByRun(Outage.STOOD_STILL));
        var none = "there is no whole second between the recovery and the end";
        return Optional.of(outage.isTooSoon() ? tooShort(none) : new Unjudged.ByRun(none));
    }

    public Reading outageSec() {
        if (!client()) return Reading.byRequest("the client ran elsewhere");
        if (killedAtSec().isEmpty()) return Reading.byRun("nothing was killed");
        return outage().lengthSec().stream().<Reading>mapToObj(Reading.Value::new).findFirst().orElseGet(() -> new Reading.Missing(
            tooShort("the run ended " + words(outage().afterKillSec()) + " after the kill, before the client can have come back")));
    }

    /** The user chooses the duration and the time of the kill, unless the run was cut short. */
    Unjudged tooShort(String why) {
        return run.isCutShort() ? new Unjudged.ByRun(why) : new Unjudged.ByRequest(why);
    }

    private static String words(double sec) {
        return Digits.of(sec, 1) + " s";
    }
}
