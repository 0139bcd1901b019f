package reprise.simulator.rpc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * When a client reconnects after its connection broke. Times are in ns.
 *
 * @param delayNs after a break, before the first attempt
 * @param intervalNs after a failed attempt
 * @param backoffNs added to the interval for each full round of hosts
 * @param maxNs the interval's limit
 * @param maxTries failed attempts in a row until it gives up and the send is an error; 0 for no limit
 */
public record ReconnectPolicy(long delayNs, long intervalNs, long backoffNs, long maxNs, int maxTries) {
    /** oslo.messaging's: 1.0 s, 1 s, +2 s, at most 30 s, no limit. */
    public static final ReconnectPolicy OSLO = new ReconnectPolicy(1_000_000_000L, 1_000_000_000L, 2_000_000_000L,
        30_000_000_000L, 0);

    public ReconnectPolicy {
        if (delayNs < 0 || intervalNs < 0 || backoffNs < 0 || maxNs < intervalNs || maxTries < 0) {
            throw new IllegalArgumentException("reconnect delay " + delayNs + " ns, interval " + intervalNs + " ns, backoff "
                + backoffNs + " ns, max " + maxNs + " ns, tries " + maxTries
                + "; none may be negative, and the max not below the interval");
        }
    }

    /** The order in which one endpoint tries the hosts: shuffled by the seed, except for {@code first} if it is given. */
    public static <T> List<T> order(List<T> hosts, Optional<T> first, long seed) {
        if (first.isPresent() && !hosts.contains(first.get())) {
            throw new IllegalArgumentException("the first host " + first.get() + " is none of " + hosts);
        }
        var order = new ArrayList<>(hosts);
        Collections.shuffle(order, new Random(seed));
        first.ifPresent(host -> order.addFirst(order.remove(order.indexOf(host))));
        return List.copyOf(order);
    }

    /**
     * One connection's position in the policy. Pure: it says which host to try and how long to wait; the owner does it. Owned by one loop.
     * <pre>
     *   what happened                            next host   wait
     *   start                                    the first   –
     *   connected                                the same    –            (failed tries = 0)
     *   a connection broke                       the same    delay
     *   try failed, f-th in a row of n hosts     the next    min(interval + backoff × ⌊f / n⌋, max)
     *   try failed, f = max tries                the next    gives up (failed tries = 0)
     * </pre>
     * The document's two seconds: break, 1.0 s delay, the same dead host refuses, 1.0 s interval, the next host answers.
     */
    public final class Tries {
        /** Returned instead of a wait. */
        public static final long GAVE_UP = -1;
        private final int hosts;
        private int host;
        private int failed;

        private Tries(int hosts) {
            this.hosts = hosts;
        }

        /** The index, in the order of hosts, of the one to try next or connected to now. */
        public int host() {
            return host;
        }

        public void connected() {
            failed = 0;
        }

        /** The connection broke: returns the wait until the next attempt. */
        public long broken() {
            return delayNs;
        }

        /** An attempt failed: returns the wait until the next one, or {@link #GAVE_UP}. */
        public long failed() {
            failed++;
            host = (host + 1) % hosts;
            if (maxTries > 0 && failed >= maxTries) {
                failed = 0;
                return GAVE_UP;
            }
            long rounds = failed / hosts;
            return backoffNs == 0 || rounds <= (maxNs - intervalNs) / backoffNs ? intervalNs + backoffNs * rounds : maxNs;
        }
    }

    public Tries tries(int hosts) {
        return new Tries(hosts);
    }
}
