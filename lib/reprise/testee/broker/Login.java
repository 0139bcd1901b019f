package reprise.testee.broker;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.FieldTable;
import reprise.transport.amqp.ReplyCode;

/**
 * A client's login. PLAIN (RFC 4616): {@code authorization NUL name NUL password}. AMQPLAIN: a field table with LOGIN and PASSWORD,
 * without its length. {@code guest} may log in from loopback only, as in RabbitMQ.
 */
record Login(String user, String password) {
    static final String MECHANISMS = "PLAIN AMQPLAIN";

    static Login of(String mechanism, byte[] response) {
        return switch (mechanism) {
            case "PLAIN" -> plain(new String(response, StandardCharsets.UTF_8));
            case "AMQPLAIN" -> amqplain(response);
            default -> throw new AmqpException(ReplyCode.COMMAND_INVALID, "unknown authentication mechanism '" + mechanism
                + "'; there are " + MECHANISMS);
        };
    }

    private static Login plain(String response) {
        String[] parts = response.split("\0", -1);
        if (parts.length != 3) throw refused("PLAIN");
        return new Login(parts[1], parts[2]);
    }

    private static Login amqplain(byte[] response) {
        var table = FieldTable.read(Unpooled.wrappedBuffer(Unpooled.copyInt(response.length), Unpooled.wrappedBuffer(response)));
        if (table.get("LOGIN") instanceof String user && table.get("PASSWORD") instanceof String password) {
            return new Login(user, password);
        }
        throw refused("AMQPLAIN");
    }

    /** An unknown user and a wrong password get the same text. */
    static AmqpException refused(String mechanism) {
        return new AmqpException(ReplyCode.ACCESS_REFUSED, "Login was refused using authentication mechanism " + mechanism + ".");
    }

    boolean allowed(Map<String, String> users, InetAddress from) {
        String expected = users.get(user);
        return expected != null && MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8),
            password.getBytes(StandardCharsets.UTF_8)) && (!user.equals("guest") || from.isLoopbackAddress());
    }

    @Override
    public String toString() {
        return "Login[user=" + user + "]";
    }
}
