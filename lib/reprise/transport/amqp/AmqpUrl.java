package reprise.transport.amqp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where brokers are and who we are: {@code amqp://user:password@h1:p1,h2:p2,…/vhost}, percent-encoded where needed, IPv6 in
 * brackets. Left out, user and password are {@code guest}, a port is 5672, the virtual host is {@code /}. Nothing of it
 * prints the password, its errors neither; they tell all that is wrong at once.
 */
public record AmqpUrl(String user, String password, List<Host> hosts, String virtualHost) {
    public static final int DEFAULT_PORT = 5672;
    private static final String SCHEME = "amqp://";
    private static final String SHAPE = "amqp://user:password@host1:5672,host2:5672/vhost";

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

    public AmqpUrl {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty()) throw new IllegalArgumentException("no host; give at least one, as in " + SHAPE);
    }

    /** For brokers that take the default user on the default virtual host, as embedded ones do. */
    public static AmqpUrl guest(List<Host> hosts) {
        return new AmqpUrl("guest", "guest", hosts, "/");
    }

    public static AmqpUrl parse(String text) {
        if (!text.startsWith(SCHEME)) {
            throw new IllegalArgumentException("the broker's URL begins with \"" + scheme(text) + "\"; it must have the form "
                + SHAPE
                + (text.startsWith("amqps:") ? " (TLS is not spoken)" : ""));
        }
        return new Parser().parse(text.substring(SCHEME.length()));
    }

    private static String scheme(String text) {
        int end = text.indexOf("://");
        return end < 0 || end > 20 ? text.substring(0, Math.min(4, text.length())) + "…" : text.substring(0, end + 3);
    }

    /** The same, as it may be shown. */
    @Override
    public String toString() {
        var shown = hosts.stream().map(Host::toString).reduce((a, b) -> a + "," + b).orElseThrow();
        return SCHEME + user + ":***@" + shown + (virtualHost.equals("/") ? "/" : "/" + virtualHost.replace("/", "%2F"));
    }

    /** Walks over one URL and gathers everything that is wrong with it. */
    private static final class Parser {
        private final List<String> wrong = new ArrayList<>();

        AmqpUrl parse(String rest) {
            int at = rest.lastIndexOf('@');
            var login = at < 0 ? "" : rest.substring(0, at);
            var place = rest.substring(at + 1);
            int slash = place.indexOf('/');
            var path = slash < 0 ? "" : place.substring(slash + 1);
            var hosts = hosts(slash < 0 ? place : place.substring(0, slash));
            if (path.indexOf('/') >= 0) wrong.add("the virtual host \"" + path + "\" has a slash; write it as %2F");
            if (path.indexOf('?') >= 0) {
                wrong.add("\"" + path.substring(path.indexOf('?'))
                    + "\" is not understood; leave out what follows the virtual host");
            }
            int colon = login.indexOf(':');
            var user = at < 0 ? "guest" : decode("user", colon < 0 ? login : login.substring(0, colon));
            var password = colon < 0 ? "guest" : decode("password", login.substring(colon + 1));
            if (user.isEmpty()) wrong.add("the user before @ is empty; give a name, as in " + SHAPE);
            var virtualHost = path.isEmpty() ? "/" : decode("virtual host", path);
            if (!wrong.isEmpty()) throw new IllegalArgumentException(String.join("\n", wrong));
            return new AmqpUrl(user, password, hosts, virtualHost);
        }

        private List<Host> hosts(String list) {
            var hosts = new ArrayList<Host>();
            for (var one : list.split(",", -1)) {
                try {
                    hosts.add(host(one));
                } catch (IllegalArgumentException e) {
                    wrong.add(e.getMessage());
                }
            }
            return hosts;
        }

        private Host host(String text) {
            int close = text.startsWith("[") ? text.indexOf(']') : -1;
            if (text.startsWith("[") && close < 0) {
                throw new IllegalArgumentException("host " + text
                    + " has no closing bracket; write [::1]:5672");
            }
            var name = close < 0 ? text.replaceFirst(":.*", "") : text.substring(1, close);
            var port = text.substring(close < 0 ? name.length() : close + 1);
            if (!port.isEmpty() && !port.matches(":[0-9]{1,9}")) {
                throw new IllegalArgumentException("port of " + name + " is \"" + port.replaceFirst("^:", "")
                    + "\"; it must be 1 to 65535, for example "
                    + name + ":5672" + (port.matches(":.*:.*") ? " (IPv6 in brackets: [::1]:5672)" : ""));
            }
            return new Host(name, port.isEmpty() ? DEFAULT_PORT : Integer.parseInt(port.substring(1)));
        }

        private String decode(String what, String text) {
            var bytes = new ByteArrayOutputStream();
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) != '%') {
                    bytes.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
                } else if (i + 3 <= text.length() && text.substring(i + 1, i + 3).matches("[0-9a-fA-F]{2}")) {
                    bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                } else {
                    wrong.add("the " + what + " has a % without two hexadecimal digits after it; write % itself as %25");
                    break;
                }
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
