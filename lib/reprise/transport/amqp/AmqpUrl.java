package reprise.transport.amqp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where brokers are and who we are at each: {@code amqp://user:password@h1:p1,user:password@h2:p2,…/vhost?heartbeat=10}, as
 * oslo.messaging's transport URLs; a host without a login has that of the one before it, the first {@code guest}. Percent-encoded
 * where needed, IPv6 in brackets. Left out, a port is 5672, the virtual host is {@code /}. Nothing of it prints a password, its
 * errors neither; they tell all that is wrong at once.
 *
 * @param logins one for each host
 */
public record AmqpUrl(List<Host> hosts, List<Login> logins, String virtualHost, Options options) {
    public static final int DEFAULT_PORT = 5672;
    static final String SHAPE = "amqp://user:password@host1:5672,host2:5672/vhost";

    /** A broker's node: a name or address (IPv6 without brackets) and a port. */
    public record Host(String name, int port) {
        public Host {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a host is empty; give a name or an address, for example "
                    + "127.0.0.1");
            }
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("port of " + name + " is " + port
                    + "; it must be 1 to 65535, for example 5672");
            }
        }

        @Override
        public String toString() {
            return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
        }
    }

    /** Who we are at a host. */
    public record Login(String user, String password) {
        static final Login GUEST = new Login("guest", "guest");

        @Override
        public String toString() {
            return encoded(user) + ":***";
        }
    }

    /**
     * What the query says, by the names of RabbitMQ's "URI Query Parameters".
     *
     * @param heartbeatSec {@code heartbeat}, 0 for none
     * @param timeoutMs {@code connection_timeout}
     * @param channelMax {@code channel_max}, 0 for no limit of ours
     */
    public record Options(OptionalInt heartbeatSec, OptionalInt timeoutMs, int channelMax) {
        public static final Options NONE = new Options(OptionalInt.empty(), OptionalInt.empty(), 0);

        /** These settings, but for what the query says. */
        public AmqpSettings over(AmqpSettings settings) {
            return new AmqpSettings(settings.name(), heartbeatSec.orElse(settings.heartbeatSec()), timeoutMs.orElse(settings.timeoutMs()));
        }

        @Override
        public String toString() {
            var said = new ArrayList<String>();
            heartbeatSec.ifPresent(value -> said.add("heartbeat=" + value));
            timeoutMs.ifPresent(value -> said.add("connection_timeout=" + value));
            if (channelMax > 0) said.add("channel_max=" + channelMax);
            return said.isEmpty() ? "" : "?" + String.join("&", said);
        }
    }

    public AmqpUrl {
        hosts = List.copyOf(hosts);
        logins = List.copyOf(logins);
        if (hosts.isEmpty()) throw new IllegalArgumentException("no host; give at least one, as in " + SHAPE);
        if (logins.size() != hosts.size())
            throw new IllegalArgumentException(hosts.size() + " hosts, " + logins.size() + " logins; give one for each");
        var twice = new HashSet<Host>();
        for (var host : hosts) {
            if (!twice.add(host)) throw new IllegalArgumentException("host " + host + " is there twice; leave one out");
        }
    }

    /** The same login everywhere. */
    public AmqpUrl(String user, String password, List<Host> hosts, String virtualHost) {
        this(hosts, Collections.nCopies(hosts.size(), new Login(user, password)), virtualHost, Options.NONE);
    }

    /** For brokers that take the default user on the default virtual host, as embedded ones do. */
    public static AmqpUrl guest(List<Host> hosts) {
        return new AmqpUrl("guest", "guest", hosts, "/");
    }

    public static AmqpUrl parse(String text) {
        return new AmqpUrlParser(text).parse();
    }

    /** Who we are at a host of this URL. */
    public Login login(Host host) {
        return logins.get(hosts.indexOf(host));
    }

    /** What the query asks for; empty if it does not say. */
    public Optional<java.time.Duration> heartbeat() {
        return options.heartbeatSec.isEmpty() ? Optional.empty()
            : Optional.of(java.time.Duration.ofSeconds(options.heartbeatSec.getAsInt()));
    }

    /** The same, as it may be shown; read again, it is the same but for the passwords. */
    @Override
    public String toString() {
        var shown = new StringBuilder("amqp://");
        for (int i = 0; i < hosts.size(); i++) {
            boolean sameAsBefore = i > 0 && logins.get(i).equals(logins.get(i - 1));
            shown.append(i > 0 ? "," : "").append(sameAsBefore ? "" : logins.get(i) + "@").append(hosts.get(i));
        }
        return shown + (virtualHost.equals("/") ? "/" : "/" + encoded(virtualHost)) + options;
    }

    // RFC 3986: all but what is unreserved there.
    private static String encoded(String text) {
        var encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            boolean unreserved = octet >= '0' && octet <= '9' || octet >= 'a' && octet <= 'z' || octet >= 'A' && octet <= 'Z'
                || "-._~".indexOf(octet) >= 0;
            if (unreserved) encoded.append((char) octet);
            else encoded.append(String.format(java.util.Locale.ROOT, "%%%02X", octet));
        }
        return encoded.toString();
    }
}
