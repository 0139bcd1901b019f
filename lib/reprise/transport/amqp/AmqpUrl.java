package reprise.transport.amqp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import reprise.transport.tls.ClientTls;

/**
 * Where the brokers are, and the login for each: {@code amqp://user:password@h1:p1,user:password@h2:p2,…/vhost?heartbeat=10}, like
 * oslo.messaging's transport URLs, and {@code amqps://…} if all of them speak TLS. A host without a login takes that of the host before
 * it, the first one {@code guest}. Parts are percent-encoded where needed, IPv6 stands in brackets; the default port is 5672, with TLS
 * 5671, the default virtual host {@code /}. Neither its text nor its errors show a password; an error names everything that is wrong.
 *
 * @param logins one for each host
 * @param tls how TLS is spoken to each host; empty for amqp
 */
public record AmqpUrl(List<Host> hosts, List<Login> logins, String virtualHost, Options options, Optional<ClientTls> tls) {
    public static final int DEFAULT_PORT = 5672;
    public static final int DEFAULT_TLS_PORT = 5671;
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

    /** User and password for a host. */
    public record Login(String user, String password) {
        static final Login GUEST = new Login("guest", "guest");

        @Override
        public String toString() {
            return encoded(user) + ":***";
        }
    }

    /**
     * The query's parameters, named as in RabbitMQ's "URI Query Parameters".
     *
     * @param heartbeatSec {@code heartbeat}, 0 for none
     * @param timeoutMs {@code connection_timeout}
     * @param channelMax {@code channel_max}, 0 for no limit of our own
     */
    public record Options(OptionalInt heartbeatSec, OptionalInt timeoutMs, int channelMax) {
        public static final Options NONE = new Options(OptionalInt.empty(), OptionalInt.empty(), 0);

        /** These settings with the query's values in place of the defaults. */
        public AmqpSettings over(AmqpSettings settings) {
            return new AmqpSettings(settings.name(), heartbeatSec.orElse(settings.heartbeatSec()), timeoutMs.orElse(settings.timeoutMs()));
        }

        @Override
        public String toString() {
            var parameters = new ArrayList<String>();
            heartbeatSec.ifPresent(value -> parameters.add("heartbeat=" + value));
            timeoutMs.ifPresent(value -> parameters.add("connection_timeout=" + value));
            if (channelMax > 0) parameters.add("channel_max=" + channelMax);
            return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
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

    /** Uses the same login for every host. */
    public AmqpUrl(String user, String password, List<Host> hosts, String virtualHost) {
        this(hosts, Collections.nCopies(hosts.size(), new Login(user, password)), virtualHost, Options.NONE, Optional.empty());
    }

    /** For brokers that accept the default user on the default virtual host, as embedded ones do. */
    public static AmqpUrl guest(List<Host> hosts) {
        return new AmqpUrl("guest", "guest", hosts, "/");
    }

    /** With amqps the same, spoken to in this way; with amqp as it is. */
    public AmqpUrl over(ClientTls other) {
        return tls.isPresent() ? secured(other) : this;
    }

    /** The same brokers by amqps. */
    public AmqpUrl secured(ClientTls spoken) {
        return new AmqpUrl(hosts, logins, virtualHost, options, Optional.of(spoken));
    }

    /** With amqps TLS is {@link ClientTls#USUAL}. @throws IllegalArgumentException with everything that is wrong, without passwords */
    public static AmqpUrl parse(String text) {
        return new AmqpUrlParser(text).parse();
    }

    /** The login for a host of this URL. */
    public Login login(Host host) {
        return logins.get(hosts.indexOf(host));
    }

    /** The heartbeat from the query; empty if it has none. */
    public Optional<java.time.Duration> heartbeat() {
        return options.heartbeatSec.isEmpty() ? Optional.empty()
            : Optional.of(java.time.Duration.ofSeconds(options.heartbeatSec.getAsInt()));
    }

    /** The URL without its passwords; parsed again, it is otherwise equal. */
    @Override
    public String toString() {
        var shown = new StringBuilder(tls.isPresent() ? "amqps://" : "amqp://");
        for (int i = 0; i < hosts.size(); i++) {
            boolean sameAsBefore = i > 0 && logins.get(i).equals(logins.get(i - 1));
            shown.append(i > 0 ? "," : "").append(sameAsBefore ? "" : logins.get(i) + "@")
                .append(hosts.get(i).toString().replace("%", "%25")); // before the zone of an IPv6 address
        }
        return shown + (virtualHost.equals("/") ? "/" : "/" + encoded(virtualHost)) + options;
    }

    // Encodes everything but RFC 3986's unreserved characters.
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
