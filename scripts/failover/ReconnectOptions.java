package failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import reprise.experiment.DurationOption;
import reprise.experiment.OptionGroup;
import reprise.simulator.rpc.ReconnectPolicy;
import reprise.sut.Failure;

/** How client and server reconnect after a break; each default is the scenario's, which are those of oslo.messaging. */
@OptionGroup.In(OptionGroup.RECONNECT)
public final class ReconnectOptions {
    private static final Duration LONGEST = Duration.ofHours(1);

    @Option(names = "--reconnect-delay", paramLabel = "TIME", description = "Wait after a connection broke. Default: 1s")
    Duration delay;
    @Option(names = "--retry-interval", paramLabel = "TIME", description = "Wait after a host did not answer. Default: 1s")
    Duration interval;
    @Option(names = "--retry-backoff", paramLabel = "TIME", description = "Added to it after each round of all hosts. Default: 2s")
    Duration backoff;
    @Option(names = "--retry-interval-max", paramLabel = "TIME", description = "The longest such wait. Default: 30s")
    Duration intervalMax;
    @Option(names = "--retries", paramLabel = "N", defaultValue = "0",
        description = "Failed tries until a message is an error; 0: no limit. Default: 0")
    int retries;
    @Option(names = "--heartbeat", paramLabel = "TIME", description = "AMQP heartbeat asked for; 0: none. Default: 60s")
    Duration heartbeat;

    /** @throws Failure.BadInput naming the options with unusable values */
    public ReconnectPolicy policy(ReconnectPolicy document) {
        var wrong = new ArrayList<String>();
        var first = or(interval, Duration.ofNanos(document.intervalNs()));
        var longest = or(intervalMax, Duration.ofNanos(document.maxNs()));
        bounded("--reconnect-delay", delay, wrong);
        bounded("--retry-interval", interval, wrong);
        bounded("--retry-backoff", backoff, wrong);
        bounded("--retry-interval-max", intervalMax, wrong);
        if (longest.compareTo(first) < 0) {
            wrong.add("--retry-interval-max is " + DurationOption.text(longest) + ", and --retry-interval " + DurationOption.text(first)
                + "; the longest wait must be at least the first");
        }
        if (retries < 0) wrong.add("--retries is " + retries + "; it must be 0, for no limit, or more, for example 5");
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
        return new ReconnectPolicy(or(delay, Duration.ofNanos(document.delayNs())).toNanos(), first.toNanos(),
            or(backoff, Duration.ofNanos(document.backoffNs())).toNanos(), longest.toNanos(), retries);
    }

    private static void bounded(String option, Duration given, List<String> wrong) {
        if (given != null && given.compareTo(LONGEST) > 0)
            wrong.add(option + " is " + DurationOption.text(given) + "; it must be at most 1h, for example 1s");
    }

    /** The option's value, otherwise that of the brokers' URL, otherwise the document's. */
    public Duration heartbeat(Optional<Duration> ofUrl, Duration document) {
        return or(heartbeat, ofUrl.orElse(document));
    }

    private static Duration or(Duration given, Duration otherwise) {
        return given != null ? given : otherwise;
    }
}
