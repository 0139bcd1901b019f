package reprise.sut;

import java.time.Duration;
import java.util.Optional;

/**
 * What the nodes of a broker of our own have in common.
 *
 * @param tls with what they speak TLS; empty without
 * @param netTicktime how long a node may be silent before the others take it for dead, whole seconds from {@link #LEAST_TICKTIME} on;
 *     empty for Erlang's 60 s and, at RabbitMQ's nodes, for what its defaults do afterwards
 */
public record NodeSettings(Optional<ServerCertificate> tls, Optional<Duration> netTicktime) {
    public static final NodeSettings PLAIN = new NodeSettings(Optional.empty(), Optional.empty());
    /** Nodes look at each other four times in net_ticktime; a busy host misses shorter looks than a second. */
    public static final Duration LEAST_TICKTIME = Duration.ofSeconds(4);
    public static final Duration MOST_TICKTIME = Duration.ofHours(1);

    public NodeSettings {
        netTicktime.ifPresent(time -> {
            if (time.compareTo(LEAST_TICKTIME) < 0 || time.compareTo(MOST_TICKTIME) > 0 || time.getNano() != 0) {
                throw new IllegalArgumentException("net_ticktime is " + time + "; it must be whole seconds from " + LEAST_TICKTIME + " to "
                    + MOST_TICKTIME);
            }
        });
    }

    public static NodeSettings over(Optional<ServerCertificate> tls) {
        return new NodeSettings(tls, Optional.empty());
    }
}
