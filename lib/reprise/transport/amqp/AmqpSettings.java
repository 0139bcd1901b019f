package reprise.transport.amqp;

/**
 * How a connection is opened and kept.
 *
 * @param name appears in the broker's lists
 * @param heartbeatSec the interval to request; the broker may lower it; 0 for none
 * @param timeoutMs for connecting, and again for the handshake
 */
public record AmqpSettings(String name, int heartbeatSec, int timeoutMs) {
    public AmqpSettings {
        if (heartbeatSec < 0 || heartbeatSec > 65535) {
            throw new IllegalArgumentException("heartbeat is " + heartbeatSec
                + " s; it must be 0 (none) to 65535, for example 60");
        }
        if (timeoutMs < 1) {
            throw new IllegalArgumentException("connection time-out is " + timeoutMs
                + " ms; it must be above 0, for example 10000");
        }
    }

    /**
     * The heartbeat that oslo.messaging requests, and the time-out of kombu, which it uses (connect_timeout of kombu's Connection,
     * version 5).
     */
    public static AmqpSettings named(String name) {
        return new AmqpSettings(name, 60, 5_000);
    }
}
