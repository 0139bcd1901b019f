package reprise.testee.chat;

import java.time.Duration;
import java.util.Optional;
import reprise.transport.tls.ServerTls;

/**
 * A chat server's set-up: its style, its host and ports (0 for any free one), and its limits: the longest message; how many bytes a reader
 * may leave unread in this process (the kernel's buffers come on top) before it is closed, and how many all readers together, their sockets
 * included; how long {@code awaiting} awaits one send; how often {@code queueing} pings, and how long it waits for the pong; how long a
 * user may take to close its side after our close frame.
 */
public record ChatPlan(Style style, String host, int port, int metricsPort, int messageLimitBytes, int unreadLimitBytes,
                       Duration sendPatience, Duration pingInterval, Duration pongPatience, Duration closePatience,
                       long heldLimitBytes, Optional<ServerTls> tls) {
    public ChatPlan {
        checkPort("port", port);
        checkPort("metricsPort", metricsPort);
        checkAbove("messageLimitBytes", messageLimitBytes, 125, 65_536); // a control frame must fit
        checkAbove("unreadLimitBytes", unreadLimitBytes, messageLimitBytes, 1_048_576);
        if (heldLimitBytes <= 0) {
            throw new IllegalArgumentException("chat: heldLimitBytes is " + heldLimitBytes + "; it must be above 0, for example 268435456");
        }
        checkAboveZero("sendPatience", sendPatience, "PT2S");
        checkAboveZero("pingInterval", pingInterval, "PT1S");
        checkAboveZero("pongPatience", pongPatience, "PT2S");
        checkAboveZero("closePatience", closePatience, "PT2S");
    }

    /** On loopback, on free ports: pings and pongs as in the document's python app; the other limits are ours. */
    public static ChatPlan local(Style style) {
        return new ChatPlan(style, "127.0.0.1", 0, 0, 65_536, 1_048_576, Duration.ofSeconds(2), Duration.ofSeconds(1),
            Duration.ofSeconds(2), Duration.ofSeconds(2), Runtime.getRuntime().maxMemory() / 10 * 4, Optional.empty());
    }

    public ChatPlan withHost(String newHost) {
        return new ChatPlan(style, newHost, port, metricsPort, messageLimitBytes, unreadLimitBytes, sendPatience, pingInterval,
            pongPatience, closePatience, heldLimitBytes, tls);
    }

    /** How both ports speak TLS, if they do. */
    public ChatPlan withTls(Optional<ServerTls> spoken) {
        return new ChatPlan(style, host, port, metricsPort, messageLimitBytes, unreadLimitBytes, sendPatience, pingInterval,
            pongPatience, closePatience, heldLimitBytes, spoken);
    }

    public ChatPlan withPorts(int newPort, int newMetricsPort) {
        return new ChatPlan(style, host, newPort, newMetricsPort, messageLimitBytes, unreadLimitBytes, sendPatience, pingInterval,
            pongPatience, closePatience, heldLimitBytes, tls);
    }

    private static void checkPort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("chat: " + name + " is " + port + "; it must be 1 to 65535, or 0 for any");
        }
    }

    private static void checkAbove(String name, int value, int least, int example) {
        if (value <= least) {
            throw new IllegalArgumentException("chat: " + name + " is " + value + "; it must be above " + least + ", for example "
                + example);
        }
    }

    private static void checkAboveZero(String name, Duration value, String example) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("chat: " + name + " is " + value + "; it must be above 0, for example " + example);
        }
    }
}
