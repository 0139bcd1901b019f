package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import picocli.CommandLine.TypeConversionException;
import reprise.judge.FailoverScenario;
import reprise.judge.Scenario;
import reprise.recorder.StrictJson;
import reprise.simulator.oslo.RecentIds;
import reprise.simulator.rpc.Bodies;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.MessagePlan;
import reprise.simulator.rpc.MessageTarget;
import reprise.simulator.rpc.ReconnectPolicy;
import reprise.sut.Failure;

/**
 * What one fail-over run does: the document's parameters, changed by options. Checked whole: all that is wrong is told at once.
 *
 * @param document what it is compared with, and the load's parameters
 * @param ratePerSec of all client threads together; absent for unpaced
 * @param warmUp how long a first pair casts before the run, in no figure
 */
public record FailoverPlan(FailoverScenario document, FailoverSetup setup, OptionalDouble ratePerSec, int threads, Duration duration,
    FaultPlan fault,
                           long seed, ReconnectPolicy reconnect, Duration heartbeat, Duration warmUp) {
    /** How long messages that were on the wire at the end are waited for. */
    public static final Duration DRAIN = Duration.ofSeconds(5);

    public FailoverPlan {
        var wrong = new ArrayList<String>();
        ratePerSec.ifPresent(rate -> {
            if (!(rate > 0 && rate <= 1e6))
                wrong.add("--rate is " + shown(rate) + "; it must be above 0 and at most 1000000, for example 1056, or max");
        });
        if (threads < 1 || threads > 1000) wrong.add("--threads is " + threads + "; it must be 1 to 1000");
        fault.check(wrong, duration);
        if (heartbeat.toMillis() % 1000 != 0)
            wrong.add("--heartbeat is " + DurationOption.text(heartbeat)
                + "; it must be whole seconds, AMQP knows no others, for example 60s, or 0 for none");
        if (heartbeat.toSeconds() > 65535)
            wrong.add("--heartbeat is " + DurationOption.text(heartbeat) + "; it must be at most 65535s, for example 60s");
        if (warmUp.toSeconds() > 600) wrong.add("--warm-up is " + DurationOption.text(warmUp) + "; it must be at most 10m, for example 2s");
        fixed(wrong, "load.distinctBodies", document.load().distinctBodies(), Bodies.DRAWN);
        fixed(wrong, "load.sizes.bucketBytes", document.load().bucketBytes(), Bodies.WIDTH_BYTES);
        fixed(wrong, "rpc.duplicatesRemembered", document.rpc().duplicatesRemembered(), RecentIds.KEPT);
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
    }

    /** What a scenario states and the simulator cannot change: another value is refused, not ignored. */
    private static void fixed(List<String> wrong, String name, int given, int simulators) {
        if (given != simulators)
            wrong.add("scenario: parameters." + name + " is " + given + "; it must be " + simulators + ", the simulator does no other");
    }

    /** The scenario of this script, or the one in {@code file}. */
    public static FailoverScenario document(Path file) throws IOException {
        try {
            return file == null ? FailoverScenario.read() : FailoverScenario.read(file);
        } catch (StrictJson.Invalid e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    /** {@code --rate}: a number, max for no pacing, or null for the document's. */
    public static OptionalDouble rate(String text, double document) {
        if (text == null) return OptionalDouble.of(document);
        if (text.equals("max")) return OptionalDouble.empty();
        try {
            return OptionalDouble.of(NumberOption.number(text));
        } catch (TypeConversionException e) {
            throw new Failure.BadInput("--rate is '" + text + "'; give messages per second, for example 1056, or max", e);
        }
    }

    MessageTarget target() {
        return new MessageTarget(document.rpc().topic(), document.rpc().server(), MessageTarget.DOCUMENT.method());
    }

    /** Nodes that the setup speaks of have to be there. */
    FailoverPlan checkedFor(int nodes, String whose) {
        int needed = setup.placement().nodes();
        if (nodes >= needed) return this;
        throw new Failure.BadInput("--topology " + setup.topology().label() + " needs " + needed + " nodes, and " + whose + " has " + nodes
            + "; name " + needed + ", the master first, or choose cmsm-km, which needs one");
    }

    public MessagePlan messages() {
        var sizes = document.load().sizes().stream().map(size -> new Bodies.Bucket(size.fromBytes(), size.weight())).toList();
        return new MessagePlan(setup.kind(), ratePerSec.orElse(0), threads, duration.toNanos(), 1_000_000_000L, setup.timeout().toNanos(),
            seed, target(), sizes);
    }

    /** For run.json and the reports: everything that a person needs to do the same again. */
    public Map<String, Object> parameters() {
        var all = new LinkedHashMap<String, Object>();
        all.put("kind", setup.kind().label());
        all.put("topology", setup.topology().label());
        all.put("mirrored", setup.mirrored());
        all.put("placement", setup.where());
        if (setup.kind() == MessageKind.CALL) all.put("timeout", DurationOption.text(setup.timeout()));
        all.put("ratePerSec", ratePerSec.isPresent() ? (Object) ratePerSec.getAsDouble() : "max");
        all.put("threads", threads);
        all.put("duration", DurationOption.text(duration));
        fault.chaosSeed().ifPresent(chaos -> all.put("chaosSeed", chaos));
        if (fault.chaosSeed().isEmpty()) all.put("killAt", fault.at().map(DurationOption::text).orElse("nothing is killed"));
        fault.at().ifPresent(_ -> {
            all.put("fault", fault.kind() + " node " + setup.placement().killed());
            all.put("restartAfter", fault.restartAfter().map(DurationOption::text).orElse("it does not come back"));
        });
        all.put("warmUp", DurationOption.text(warmUp));
        all.put("topic", document.rpc().topic());
        all.put("server", document.rpc().server());
        all.put("meanBodyBytes", Math.round(meanBodyBytes()));
        all.put("reconnectDelay", ns(reconnect.delayNs()));
        all.put("retryInterval", ns(reconnect.intervalNs()));
        all.put("retryBackoff", ns(reconnect.backoffNs()));
        all.put("retryIntervalMax", ns(reconnect.maxNs()));
        all.put("retries", reconnect.maxTries() == 0 ? "no limit" : reconnect.maxTries());
        all.put("heartbeat", DurationOption.text(heartbeat));
        return all;
    }

    private double meanBodyBytes() {
        double sum = 0;
        double weights = 0;
        for (var size : document.load().sizes()) {
            sum += size.weight() * (size.fromBytes() + (document.load().bucketBytes() - 1) / 2.0);
            weights += size.weight();
        }
        return sum / weights;
    }

    private static String ns(long ns) {
        return DurationOption.text(Duration.ofNanos(ns));
    }

    private static String shown(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /** {@code --explain}: what would be done, and by what it would be judged. */
    public String explain(String brokers) {
        var scenario = document.scenario();
        var text = new StringBuilder(scenario.title()).append('\n').append(scenario.source()).append("\n\n").append(scenario.performed())
            .append("\n\nPlan\n");
        text.append(String.format(Locale.ROOT, "  %-18s %s%n", "brokers", brokers));
        text.append(String.format(Locale.ROOT, "  %-18s %d%n", "seed", seed));
        parameters().forEach((name, value) -> text.append(String.format(Locale.ROOT, "  %-18s %s%n", name, NumberOption.shown(value))));
        setup.remark().ifPresent(remark -> text.append('\n').append(remark).append('\n'));
        text.append(scenario.claims().isEmpty() ? '\n' + Scenario.NOTHING_PUBLISHED + '\n' : "\nClaims\n");
        for (var claim : scenario.claims()) {
            text.append(ClaimLines.explained(claim));
        }
        return text.toString();
    }
}
