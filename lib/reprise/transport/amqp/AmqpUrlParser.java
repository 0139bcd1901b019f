package reprise.transport.amqp;

import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import reprise.transport.amqp.AmqpUrl.Host;
import reprise.transport.amqp.AmqpUrl.Login;
import reprise.transport.tls.ClientTls;

/**
 * Parses one URL and collects everything that is wrong with it: scheme, then the authority up to the first {@code / ? #} with its
 * comma-separated hosts, each with a login up to its last {@code @}. Sources: RFC 3986, section 3; oslo.messaging, "transport_url";
 * RabbitMQ, "URI Specification" and "URI Query Parameters". Errors quote nothing that could be part of a password: neither the
 * authority if there is an {@code @} anywhere, nor what follows it if there is one there.
 */
final class AmqpUrlParser {
    private static final List<String> SCHEMES = List.of("amqp", "rabbit", "amqps");
    private static final String SECURE = "amqps";
    private static final String NEVER_IN_A_NAME = "%/?#@,:[]"; // they mean something in a URL
    private static final String OPTIONS = "there are heartbeat (s), connection_timeout (ms), channel_max and auth_mechanism";

    private final String text;
    private boolean secure;
    private boolean secret;
    private final List<String> wrong = new ArrayList<>();
    private OptionalInt heartbeatSec = OptionalInt.empty();
    private OptionalInt timeoutMs = OptionalInt.empty();
    private int channelMax;

    AmqpUrlParser(String text) {
        this.text = text.strip();
        this.secret = text.indexOf('@') >= 0;
    }

    AmqpUrl parse() {
        int scheme = text.indexOf("://");
        if (scheme < 0 || !SCHEMES.contains(text.substring(0, scheme).toLowerCase(Locale.ROOT))) throw otherScheme(scheme);
        secure = text.substring(0, scheme).equalsIgnoreCase(SECURE);
        String rest = text.substring(scheme + 3);
        int end = firstOf(rest, "/?#");
        var authority = rest.substring(0, end);
        int query = firstOf(rest, "?#");
        var path = end < query ? rest.substring(end + 1, query) : "";
        var hosts = new ArrayList<Host>();
        var logins = new ArrayList<Login>();
        hosts(authority, hosts, logins);
        secret = rest.indexOf('@', end) >= 0;
        if (authority.matches("(?i)(.*,)?(amqps?|rabbit):") && path.startsWith("/")) {
            throw new IllegalArgumentException("a host in the list has a scheme of its own; all of them speak TLS, or none: write the "
                + "scheme once, as in " + AmqpUrl.SHAPE);
        }
        if (path.indexOf('/') >= 0) wrong.add("the virtual host" + shown(path) + " has a slash; write it as %2F");
        var virtualHost = path.isEmpty() ? "/" : decode("virtual host", path);
        query(rest.substring(query));
        if (!wrong.isEmpty() && secret) {
            wrong.add("if there is a / ? or # in the password, write it as %2F, %3F or %23");
        }
        if (!wrong.isEmpty()) throw new IllegalArgumentException(String.join("\n", wrong));
        return new AmqpUrl(hosts, logins, virtualHost, new AmqpUrl.Options(heartbeatSec, timeoutMs, channelMax),
            secure ? Optional.of(ClientTls.USUAL) : Optional.empty());
    }

    private IllegalArgumentException otherScheme(int end) {
        String scheme = end < 0 || end > 20 ? text.substring(0, Math.min(4, text.length())) + "…" : text.substring(0, end + 3);
        return new IllegalArgumentException("the broker's URL begins with \"" + scheme + "\"; it must have the form " + AmqpUrl.SHAPE
            + ", or begin with amqps://");
    }

    private static int firstOf(String text, String ends) {
        for (int i = 0; i < text.length(); i++) {
            if (ends.indexOf(text.charAt(i)) >= 0) return i;
        }
        return text.length();
    }

    private String shown(String what) {
        return secret ? "" : " \"" + what + "\"";
    }

    private void hosts(String authority, List<Host> hosts, List<Login> logins) {
        var login = Login.GUEST;
        for (var one : authority.split(",", -1)) {
            int at = one.lastIndexOf('@');
            if (at >= 0) login = login(one.substring(0, at).strip());
            try {
                var host = host(one.substring(at + 1).strip());
                if (hosts.contains(host)) throw new IllegalArgumentException("host " + host + " is there twice; leave one out");
                hosts.add(host);
                logins.add(login);
            } catch (IllegalArgumentException e) {
                wrong.add(e.getMessage());
            }
        }
    }

    private Login login(String given) {
        int colon = given.indexOf(':');
        var user = decode("user", colon < 0 ? given : given.substring(0, colon));
        var password = colon < 0 ? Login.GUEST.password() : decode("password", given.substring(colon + 1));
        if (user.isEmpty()) wrong.add("the user before @ is empty; give a name, as in " + AmqpUrl.SHAPE);
        return new Login(user, password);
    }

    private Host host(String given) {
        int close = given.startsWith("[") ? given.indexOf(']') : -1;
        if (given.startsWith("[") && close < 0) {
            throw new IllegalArgumentException("host" + (secret ? "" : " " + given) + " has no closing bracket; write [::1]:5672");
        }
        var name = decode("host", close < 0 ? given.substring(0, firstOf(given, ":")) : given.substring(1, close));
        var port = given.substring(close < 0 ? firstOf(given, ":") : close + 1);
        if (close >= 0 && !NetUtil.isValidIpV6Address(name)) {
            throw new IllegalArgumentException("host" + shown(name) + " in brackets is no IPv6 address; write names without brackets");
        }
        if (name.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("host" + shown(name) + " has a blank in it; hosts are separated by commas");
        }
        int odd = close < 0 ? firstOf(name, NEVER_IN_A_NAME) : name.length();
        if (odd < name.length()) {
            throw new IllegalArgumentException("host" + shown(name) + " has " + (secret ? "a sign" : "a " + name.charAt(odd))
                + " in it that no host's name has; give its letters, digits, points and hyphens");
        }
        if (port.indexOf(':', 1) > 0) {
            throw new IllegalArgumentException("host" + shown(given)
                + " has two colons; an IPv6 address is written in brackets, as in [::1]:5672");
        }
        if (!port.isEmpty() && !port.matches(":[0-9]{1,9}")) {
            throw new IllegalArgumentException("port of " + name
                + (secret ? " is no number" : " is \"" + port.replaceFirst("^:", "") + "\"")
                + "; it must be 1 to 65535, for example " + name + ":5672");
        }
        int usual = secure ? AmqpUrl.DEFAULT_TLS_PORT : AmqpUrl.DEFAULT_PORT;
        return new Host(name, port.isEmpty() ? usual : Integer.parseInt(port.substring(1)));
    }

    private void query(String query) {
        if (query.isEmpty() || query.equals("?")) return;
        int fragment = query.indexOf('#');
        if (fragment >= 0) {
            wrong.add("what follows # is not understood; leave it out");
            return;
        }
        for (var one : query.substring(1).split("&", -1)) {
            int equals = one.indexOf('=');
            option(decode("query", equals < 0 ? one : one.substring(0, equals)),
                equals < 0 ? "" : decode("query", one.substring(equals + 1)));
        }
    }

    private void option(String name, String value) {
        switch (name) {
            case "heartbeat" -> heartbeatSec = OptionalInt.of(number(name, value, 0, 65_535));
            case "connection_timeout" -> timeoutMs = OptionalInt.of(number(name, value, 1, Integer.MAX_VALUE));
            case "channel_max" -> channelMax = number(name, value, 0, 65_535);
            case "auth_mechanism" -> {
                if (!value.equalsIgnoreCase("plain")) wrong.add("auth_mechanism is" + shown(value) + "; there is plain only");
            }
            default -> wrong.add("the option" + shown(name) + " is not understood; " + OPTIONS);
        }
    }

    private int number(String name, String value, int least, int most) {
        if (value.matches("[0-9]{1,10}") && Long.parseLong(value) >= least && Long.parseLong(value) <= most) return Integer.parseInt(value);
        wrong.add(name + " is" + shown(value) + "; it must be a whole number from " + least + " to " + most);
        return least;
    }

    private String decode(String what, String part) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) == '%' && i + 3 <= part.length() && part.substring(i + 1, i + 3).matches("[0-9a-fA-F]{2}")) {
                bytes.write(Integer.parseInt(part.substring(i + 1, i + 3), 16));
                i += 2;
            } else if (part.charAt(i) == '%') {
                wrong.add("the " + what + " has a % without two hexadecimal digits after it; write % itself as %25");
                break;
            } else {
                int end = part.offsetByCodePoints(i, 1);
                bytes.writeBytes(part.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end - 1;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
