package failover;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import reprise.experiment.Part;
import reprise.experiment.RpcPair.Role;
import reprise.experiment.Script;
import reprise.judge.Measure;
import reprise.judge.Scenario;
import reprise.recorder.Metrics;
import reprise.recorder.Origin;
import reprise.report.DocumentReport;
import reprise.simulator.rpc.RpcMetrics;

/**
 * What the scripts of the fail-over documents have in common: the options, client and server on their own, and a plan of the run, of which
 * its parameters and its length are.
 */
public abstract class FailoverScript extends Script {
    private static final Set<String> OF_OUR_BROKERS = Set.of("--broker", "--fault", "--restart-after", "--chaos");
    private static final Set<String> OF_CLIENT = Set.of("--kill", "--kill-at", "--rate", "--threads", "--retries");

    @Mixin protected FailoverOptions options;

    /** In this process. */
    protected final Set<Role> roles;
    /** The document, or the user's file: the published figures, the claims, and the load that no option changes. */
    protected FailoverScenario document;
    /** Of the run that is performed; null for an earlier run that is reported again. */
    protected FailoverPlan plan;

    protected FailoverScript(Set<Role> roles) {
        this.roles = roles;
    }

    /** The same script for these roles. */
    protected abstract Script of(Set<Role> some);

    /** Reads the document. @param file of the user's; null for the script's own */
    protected abstract FailoverScenario read(Path file) throws IOException;

    /** The reports of the test plan. */
    protected final FailoverFamily family() throws IOException {
        return FailoverFamily.read(Measure.quantities(measures()));
    }

    /** What a run with the script's options is compared with. */
    protected abstract Scenario compared() throws IOException;

    @Override
    protected final List<Part> parts() {
        if (!roles.equals(FailoverPair.BOTH)) return List.of();
        return List.of(new Part("client", "The client alone: sends to the brokers of --url, kills with --kill.",
            of(EnumSet.of(Role.CLIENT)), OF_OUR_BROKERS),
            new Part("server", "The server alone: takes what comes through the brokers of --url, for --duration.",
            of(EnumSet.of(Role.SERVER)), Stream.concat(OF_OUR_BROKERS.stream(), OF_CLIENT.stream()).collect(Collectors.toSet())));
    }

    /** A part has its brokers elsewhere. */
    @Override
    protected void check(List<String> wrong) throws IOException {
        if (!roles.equals(FailoverPair.BOTH)) options.brokers();
        options.check(run);
    }

    @Override
    protected void checkPeers() {
        options.requireBrokers();
    }

    @Override
    protected final Scenario document(Path file) throws IOException {
        document = read(file);
        return compared();
    }

    @Override
    protected FailoverReports reports() {
        return new FailoverReports(file -> read(file).scenario(), this::report, measures());
    }

    @Override
    protected final Metrics metrics() {
        return RpcMetrics.overTls(0);
    }

    @Override
    protected final DocumentReport reportOf(Path folder, Path scenario) throws IOException {
        return reports().reportOf(folder, scenario);
    }

    @Override
    protected final Map<String, Object> parameters() {
        var all = new LinkedHashMap<String, Object>();
        if (plan == null) return all;
        all.put("brokers", options.brokersInWords(plan));
        all.putAll(plan.parameters());
        return all;
    }

    @Override
    protected final Duration documentedLength() {
        return document.setup().duration();
    }

    @Override
    protected final long documentedSeed() {
        return document.setup().seed();
    }

    @Override
    protected final Duration expected(Duration length) {
        return plan.warmUp().plus(plan.duration()).plusSeconds(3);
    }

    /** A run with random kills has no published length. */
    @Override
    protected final Origin origin() {
        return plan.fault().chaosSeed().isPresent() ? run.origin() : run.origin(plan.duration(), documentedLength(), "");
    }
}
