package failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import picocli.CommandLine.TypeConversionException;
import reprise.experiment.DurationOption;
import reprise.experiment.NumberOption;
import reprise.experiment.RpcPair;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.MessagePlan;
import reprise.sut.Failure;

/**
 * The plan of one fail-over run: the document's set-up, changed by options. It is checked as a whole, and all problems are reported
 * together.
 *
 * @param warmUp how long a first pair casts before the run, in no figure
 */
public record FailoverPlan(PairSetup load, FailoverSetup setup, FaultPlan fault, Duration warmUp) {
    public FailoverPlan {
        var wrong = new ArrayList<String>();
        load.ratePerSec().ifPresent(rate -> {
            if (!(rate > 0 && rate <= 1e6))
                wrong.add("--rate is " + shown(rate) + "; it must be above 0 and at most 1000000, for example 1056, or max");
        });
        if (load.threads() < 1 || load.threads() > 1000) wrong.add("--threads is " + load.threads() + "; it must be 1 to 1000");
        fault.check(wrong, load.duration());
        var heartbeat = load.heartbeat();
        if (heartbeat.toMillis() % 1000 != 0)
            wrong.add("--heartbeat is " + DurationOption.text(heartbeat)
                + "; it must be whole seconds, AMQP knows no others, for example 60s, or 0 for none");
        if (heartbeat.toSeconds() > 65535)
            wrong.add("--heartbeat is " + DurationOption.text(heartbeat) + "; it must be at most 65535s, for example 60s");
        if (warmUp.toSeconds() > 600) wrong.add("--warm-up is " + DurationOption.text(warmUp) + "; it must be at most 10m, for example 2s");
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
    }

    /** Parses {@code --rate}: a number, max for no pacing, or null for the document's rate. */
    static OptionalDouble rate(String text, OptionalDouble document) {
        if (text == null) return document;
        if (text.equals("max")) return OptionalDouble.empty();
        try {
            return OptionalDouble.of(NumberOption.number(text));
        } catch (TypeConversionException e) {
            throw new Failure.BadInput("--rate is '" + text + "'; give messages per second, for example 1056, or max", e);
        }
    }

    public Duration duration() {
        return load.duration();
    }

    /** Checks that the nodes of the setup exist. */
    FailoverPlan checkedFor(int nodes, String whose) {
        int needed = setup.placement().nodes();
        if (nodes >= needed) return this;
        throw new Failure.BadInput("--topology " + setup.topology().label() + " needs " + needed + " nodes, and " + whose + " has " + nodes
            + "; name " + needed + ", the master first, or choose cmsm-km, which needs one");
    }

    /** The client and the server with their nodes. */
    public RpcPair.Plan pair() {
        var place = setup.placement();
        return new RpcPair.Plan(messages(), place.client(), place.server(), place.queues(), load.reconnect(), load.heartbeat(),
            load.seed());
    }

    public MessagePlan messages() {
        return new MessagePlan(setup.kind(), load.ratePerSec().orElse(0), load.threads(), load.duration().toNanos(), 1_000_000_000L,
            setup.timeout().toNanos(), load.seed(), load.target(), load.sizes()).on(setup.queues());
    }

    /** For run.json and the reports: all that is needed to repeat the run. */
    public Map<String, Object> parameters() {
        var all = new LinkedHashMap<String, Object>();
        all.put("kind", setup.kind().label());
        all.put("topology", setup.topology().label());
        all.put("mirrored", setup.mirrored());
        all.put("queues", setup.queues().toString());
        all.put("placement", setup.where());
        if (setup.kind() == MessageKind.CALL) all.put("timeout", DurationOption.text(setup.timeout()));
        all.put("ratePerSec", load.ratePerSec().isPresent() ? (Object) load.ratePerSec().getAsDouble() : "max");
        all.put("threads", load.threads());
        all.put("duration", DurationOption.text(load.duration()));
        fault.chaosSeed().ifPresent(chaos -> all.put("chaosSeed", chaos));
        if (fault.chaosSeed().isEmpty()) all.put("killAt", fault.at().map(DurationOption::text).orElse("nothing is killed"));
        fault.at().ifPresent(_ -> {
            fault.kind().write(all, setup.placement().killed());
            all.put("restartAfter", fault.restartAfter().map(DurationOption::text).orElse("it does not come back"));
        });
        all.put("warmUp", DurationOption.text(warmUp));
        all.put("topic", load.target().topic());
        all.put("server", load.target().server());
        all.put("meanBodyBytes", Math.round(load.meanBodyBytes()));
        var reconnect = load.reconnect();
        all.put("reconnectDelay", ns(reconnect.delayNs()));
        all.put("retryInterval", ns(reconnect.intervalNs()));
        all.put("retryBackoff", ns(reconnect.backoffNs()));
        all.put("retryIntervalMax", ns(reconnect.maxNs()));
        all.put("retries", reconnect.maxTries() == 0 ? "no limit" : reconnect.maxTries());
        all.put("heartbeat", DurationOption.text(load.heartbeat()));
        return all;
    }

    private static String ns(long ns) {
        return DurationOption.text(Duration.ofNanos(ns));
    }

    private static String shown(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
