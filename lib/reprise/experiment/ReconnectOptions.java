package reprise.experiment;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;
import reprise.document.FailoverScenario;
import reprise.simulator.load.ReconnectPolicy;

/** How client and server come back after a break; each default is the scenario's, which are oslo.messaging's. */
public final class ReconnectOptions {
    @Option(names = "--reconnect-delay", paramLabel = "TIME", description = "Wait after a connection broke. Default: 1s")
    Duration delay;
    @Option(names = "--retry-interval", paramLabel = "TIME", description = "Wait after a host did not answer. Default: 1s")
    Duration interval;
    @Option(names = "--retry-backoff", paramLabel = "TIME", description = "Added to it after each round of all hosts. Default: 2s")
    Duration backoff;
    @Option(names = "--retry-interval-max", paramLabel = "TIME", description = "The longest such wait. Default: 30s")
    Duration intervalMax;
    @Option(names = "--retries", paramLabel = "N", defaultValue = "0", description = "Failed tries until a message is an error; 0: no limit. Default: 0")
    int retries;
    @Option(names = "--heartbeat", paramLabel = "TIME", description = "AMQP heartbeat asked for; 0: none. Default: 60s")
    Duration heartbeat;

    /** @throws Failure.BadInput naming the options whose values cannot be used */
    public ReconnectPolicy policy(FailoverScenario.Reconnect document) {
        try {
            return new ReconnectPolicy(or(delay, document.delay()).toNanos(), or(interval, document.interval()).toNanos(), or(backoff, document.backoff()).toNanos(),
                or(intervalMax, document.intervalMax()).toNanos(), retries);
        } catch (IllegalArgumentException e) {
            throw new Failure.BadInput("--reconnect-delay, --retry-interval, --retry-backoff, --retry-interval-max, --retries: " + e.getMessage(), e);
        }
    }

    /** The option, else what the brokers' URL says, else as the document has it. */
    public Duration heartbeat(Optional<Duration> ofUrl, FailoverScenario.Reconnect document) {
        return or(heartbeat, ofUrl.orElse(document.heartbeat()));
    }

    private static Duration or(Duration given, Duration otherwise) {
        return given != null ? given : otherwise;
    }
}
