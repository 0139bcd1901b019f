package broadcast;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reprise.experiment.OptionGroup;
import reprise.experiment.ServerTlsOptions;
import reprise.experiment.TlsOptions;
import reprise.sut.ChatUnderTest;
import reprise.sut.ServerCertificate;
import reprise.transport.http.HttpUrl;
import reprise.transport.websocket.Offer;
import reprise.transport.websocket.WebSocketUrl;

/**
 * The options for servers that run already. A header and a subprotocol apply to every target, or to a single one with the prefix {@code
 * NAME=}; neither a header's name nor a subprotocol can contain =.
 */
@OptionGroup.In(OptionGroup.SYSTEM)
public final class TargetOptions {
    private static final Pattern OF_ONE = Pattern.compile("([A-Za-z0-9_-]+)=(.*)", Pattern.DOTALL);
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,10})([kKmM]?)");
    private static final long LEAST_BYTES = 125; // the length of a control frame
    private static final long MOST_BYTES = 1 << 30;

    @Option(names = "--target", paramLabel = "NAME=URL",
        description = "A server that is there already, ws://host:port/path; repeatable. Default: the two embedded ones.")
    Map<String, String> urls = new LinkedHashMap<>();
    @Option(names = "--metrics", paramLabel = "NAME=URL", description = "Where that target tells its Prometheus metrics; read each second.")
    Map<String, String> metrics = new LinkedHashMap<>();
    @Option(names = "--pid", paramLabel = "NAME=N", description = "That target's process on this host; its CPU and memory are sampled.")
    Map<String, String> pids = new LinkedHashMap<>();
    @Option(names = {"-H", "--header"}, paramLabel = "[NAME=]'HEADER: VALUE'",
        description = "One more header of the handshake with that target, or with each; repeatable.")
    List<String> headers = List.of();
    @Option(names = "--subprotocol", paramLabel = "[NAME=]PROTOCOL",
        description = "A WebSocket subprotocol that is offered to it; repeatable, the best first.")
    List<String> subprotocols = List.of();
    @Option(names = "--max-message", paramLabel = "BYTES", defaultValue = "16m",
        description = "The longest message that a user takes, k and m allowed; a longer one ends its connection with 1009. Default: 16m")
    String maxMessage;
    @Mixin TlsOptions tls = new TlsOptions();
    @Mixin ServerTlsOptions ownTls = new ServerTlsOptions();
    private Optional<ServerCertificate> own; // of both servers

    /** The names of those whose metrics are not read. */
    public Set<String> withoutMetrics() {
        return urls.keySet().stream().filter(name -> !metrics.containsKey(name)).collect(Collectors.toUnmodifiableSet());
    }

    /** With what our own servers speak TLS; empty without. */
    public Optional<ServerCertificate> own(Path folder) {
        if (own == null) own = ownTls.certificate(folder);
        return own;
    }

    /** The longest message that a user takes. */
    public int maxMessageBytes() {
        return bytes(maxMessage);
    }

    /** The servers; what is wrong with the options is added to {@code wrong}, all of it together. */
    public List<ChatUnderTest> servers(List<String> wrong) {
        check("--header", headers, wrong);
        check("--subprotocol", subprotocols, wrong);
        checkNames("--metrics", metrics, wrong);
        checkNames("--pid", pids, wrong);
        tls.check(Stream.concat(urls.values().stream(), metrics.values().stream()).anyMatch(url -> url.matches("(?i)(wss|https):.*")),
            "--target", wrong);
        ownTls.check(wrong);
        if (ownTls.isGiven() && !urls.isEmpty()) wrong.add("--tls is for servers of our own; with --target write wss://");
        tried("--max-message", TargetOptions::bytes, maxMessage, wrong);
        var servers = new ArrayList<ChatUnderTest>();
        urls.forEach((name, text) -> {
            if (!name.matches("[A-Za-z0-9_-]+"))
                wrong.add("--target '" + name
                    + "=…': the name must be letters, digits, - and _, for example queueing=ws://127.0.0.1:8001/ws");
            var url = tried("--target " + name, given -> WebSocketUrl.parse(given).over(tls.spoken()), text, wrong);
            var page = Optional.ofNullable(metrics.get(name))
                .map(given -> tried("--metrics " + name, at -> HttpUrl.parse(at).over(tls.spoken()), given, wrong));
            var pid = Optional.ofNullable(pids.get(name)).map(given -> tried("--pid " + name, TargetOptions::pid, given, wrong));
            servers.add(ChatUnderTest.external(name, url, offer(name, wrong), page,
                pid.map(OptionalLong::of).orElse(OptionalLong.empty())));
        });
        return servers;
    }

    private void check(String option, List<String> given, List<String> wrong) {
        for (var text : given) {
            var one = one(text);
            if (urls.isEmpty()) wrong.add(option + " '" + shown(text) + "': there is no --target; give one, or leave it out");
            else if (one != null && !urls.containsKey(one[0]))
                wrong.add(option + " " + one[0] + "=…: there is no --target " + one[0] + "; give one, or leave it out");
        }
    }

    private void checkNames(String option, Map<String, String> given, List<String> wrong) {
        given.keySet().stream().filter(name -> !urls.containsKey(name))
            .forEach(name -> wrong.add(option + " " + name + "=…: there is no --target " + name + "; give one, or leave it out"));
    }

    /** The value that an option's text stands for; null if there is none, which is added to {@code wrong}. */
    private static <T> T tried(String option, Function<String, T> read, String text, List<String> wrong) {
        try {
            return read.apply(text);
        } catch (IllegalArgumentException e) {
            wrong.add(option + ": " + e.getMessage());
            return null;
        }
    }

    private static long pid(String text) {
        if (text.matches("[1-9][0-9]{0,9}") && ProcessHandle.of(Long.parseLong(text)).isPresent()) return Long.parseLong(text);
        throw new IllegalArgumentException("'" + text + "' is no process of this host; give the number that ps shows");
    }

    /** The additional content of a target's handshakes; problems are reported. */
    Offer offer(String target, List<String> wrong) {
        var given = new ArrayList<Offer.Header>();
        for (var text : ofTarget(target, headers)) {
            var header = tried("--header", Offer.Header::parse, text, wrong);
            if (header != null) given.add(header);
        }
        try {
            return new Offer(given, ofTarget(target, subprotocols));
        } catch (IllegalArgumentException e) {
            wrong.add("--subprotocol: " + e.getMessage());
            return Offer.NONE;
        }
    }

    private static List<String> ofTarget(String target, List<String> given) {
        var its = new ArrayList<String>();
        for (var text : given) {
            var one = one(text);
            if (one == null) its.add(text);
            else if (one[0].equals(target)) its.add(one[1]);
        }
        return its;
    }

    /** Target and value; null if it applies to all. */
    private static String[] one(String text) {
        var match = OF_ONE.matcher(text);
        return match.matches() ? new String[] {match.group(1), match.group(2)} : null;
    }

    /** The header without its value, which may be a password. */
    private static String shown(String header) {
        int colon = header.indexOf(':');
        return colon < 0 ? header : header.substring(0, colon) + ": …";
    }

    /** Names of headers without their values, and the subprotocols. */
    static String shown(Offer offer) {
        var parts = new ArrayList<String>();
        for (var header : offer.headers()) parts.add(header.name() + ": …");
        if (!offer.subprotocols().isEmpty()) parts.add("subprotocol " + String.join(", ", offer.subprotocols()));
        return String.join(", ", parts);
    }

    /** The set-up of these servers, for the run's parameters. */
    public void describe(List<ChatUnderTest> servers, Map<String, Object> setUp) {
        for (var server : servers)
            if (!server.offer().equals(Offer.NONE)) setUp.put("handshake " + server.name(), shown(server.offer()));
        setUp.put("servers", servers.isEmpty() ? "embedded, each held to 2 processors and 2 GB"
            : String.join(", ", servers.stream().map(server -> server.name() + " " + server.url()).toList()));
    }

    /** Parses {@code 65536}, {@code 64k}, {@code 16m}; k is 1,024 and m 1,048,576. */
    static int bytes(String text) {
        var match = BYTES.matcher(text);
        long bytes = match.matches()
            ? Long.parseLong(match.group(1)) * (match.group(2).isEmpty() ? 1 : match.group(2).equalsIgnoreCase("k") ? 1 << 10 : 1 << 20)
            : -1;
        if (bytes >= LEAST_BYTES && bytes <= MOST_BYTES) return (int) bytes;
        throw new IllegalArgumentException("'" + text + "' is no size from " + LEAST_BYTES + " bytes to 1024m; give for example 16m");
    }
}
