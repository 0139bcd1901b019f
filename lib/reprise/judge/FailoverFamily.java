package reprise.judge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import reprise.judge.Topology.Placement;
import reprise.recorder.StrictJson;

/**
 * scenarios/rpc-failover-family.json: the summaries of the eighteen reports of the test plan message_queue_ha, what each
 * claims, and where its figures say that client, server and queues were. Kinds are cast, notify and call.
 *
 * @param callTimeout how long a call waits for its reply
 * @param labels of the reports' figures, in their order
 */
public record FailoverFamily(String id, String title, String source, String performed, Duration callTimeout, List<Scenario.Figure> labels,
                             List<Member> members) {
    public static final List<String> KINDS = List.of("cast", "notify", "call");
    private static final List<Scenario.Figure> OURS_OF_CALLS = List.of(figure("p50RoundTripMs", "Median round-trip latency, ms", 2),
        figure("p99RoundTripMs", "99 % round-trip latency, ms", 2), figure("timeouts", "Calls timed out, msg", 0),
        figure("lateReplies", "Late replies, msg", 0));
    private static final String RESOURCE = "scenarios/rpc-failover-family.json";

    /**
     * One report.
     *
     * @param placement the topology's, or the one that the figures speak of
     * @param summary its figures, in the report's order
     * @param emptySeconds in which nothing was sent, in order
     */
    public record Member(String kind, Topology topology, boolean mirrored, Placement placement, List<Scenario.Figure> summary,
                         List<Integer> emptySeconds, List<Claim> claims) {
        /** Such as {@code call cmss2-km mirrored}. */
        public String name() {
            return kind + " " + topology.label() + (mirrored ? " mirrored" : "");
        }

        public OptionalDouble published(String key) {
            return summary.stream().filter(figure -> figure.key().equals(key)).findFirst().map(Scenario.Figure::published)
                .orElse(OptionalDouble.empty());
        }

        /**
         * The most seconds in a row in which nothing was sent: the client stood still this long at least, and less than two seconds longer.
         */
        public int longestEmptySec() {
            int longest = 0;
            int length = 0;
            for (int i = 0; i < emptySeconds.size(); i++) {
                length = i > 0 && emptySeconds.get(i) == emptySeconds.get(i - 1) + 1 ? length + 1 : 1;
                longest = Math.max(longest, length);
            }
            return longest;
        }
    }

    public Optional<Member> member(String kind, Topology topology, boolean mirrored) {
        return members.stream().filter(member -> member.kind.equals(kind) && member.topology == topology && member.mirrored == mirrored)
            .findFirst();
    }

    /** The same with another time-out of its calls. */
    public FailoverFamily withCallTimeout(Duration timeout) {
        return new FailoverFamily(id, title, source, performed, timeout, labels, members);
    }

    /** The family of one member alone; of a kind and topology without a report, one without figures and claims. */
    public FailoverFamily only(String kind, Topology topology, boolean mirrored) {
        var member = member(kind, topology, mirrored)
            .orElseGet(() -> new Member(kind, topology, mirrored, topology.placement(), List.of(), List.of(), List.of()));
        return new FailoverFamily(id, title, source, performed, callTimeout, labels, List.of(member));
    }

    /**
     * What a run is compared with, in the form of the document that {@code script} is: that document, if it is a run of it; with
     * {@code chaos} what its account of messages is looked at for; else its own report.
     */
    public Scenario comparedWith(Scenario script, String kind, Topology topology, boolean mirrored, boolean chaos) {
        if (chaos) return chaos(script, kind, mirrored);
        return kind.equals("cast") && topology == Topology.CMSM_KM && !mirrored ? script : scenario(script, kind, topology, mirrored);
    }

    /** A report's figures and claims, or none where there is no report; the script's own figures are not in it. */
    public Scenario scenario(Scenario script, String kind, Topology topology, boolean mirrored) {
        var member = member(kind, topology, mirrored);
        return scenario(script, kind, topology.label(), member.isPresent() ? source
            : "none: no report of this kind and topology was published", topology.words(), mirrored,
            figures(kind, topology, mirrored), member.map(Member::claims).orElse(List.of()));
    }

    /**
     * No report is of a run in which random nodes die, so nothing is compared; those of mirrored queues lost no cast and no notification
     * when one node died, which is looked for here. A queue that is on one node goes with it, and what is lost then is only counted.
     */
    private Scenario chaos(Scenario script, String kind, boolean mirrored) {
        var lost =
            new Claim.Finding("confirmed-lost", "Nothing that was confirmed is lost", "msg", 0, "confirmedLost", 0, 0,
            "each message that was confirmed and routed was delivered");
        var figures = figures(kind, Topology.CMSM_KM, mirrored).stream()
            .map(figure -> figure(figure.key(), figure.label(), figure.decimals())).toList();
        var chaos =
            scenario(script, kind, "random kills", "none, for no run of random kills was published", "random nodes die and come back",
            mirrored, figures, mirrored ? List.of(lost) : List.of());
        return new Scenario(chaos.id(), chaos.title(), chaos.source(), chaos.performed(), chaos.parameters(),
            chaos.summary().stream()
            .map(figure -> figure.key().equals("outageSec") ? figure(figure.key(), "Longest outage, sec", figure.decimals()) : figure)
            .toList(), chaos.tables(), chaos.claims());
    }

    private static Scenario scenario(Scenario script, String kind, String what, String source, String happens, boolean mirrored,
        List<Scenario.Figure> published, List<Claim> claims) {
        var figures = new ArrayList<>(published);
        script.summary().stream().filter(figure -> figure.published().isEmpty()).forEach(figures::add);
        var name = kind.equals("notify") ? "Notification" : "RPC " + kind.toUpperCase(java.util.Locale.ROOT);
        return new Scenario(script.id(), name + " fail-over test, " + what + (mirrored ? ", queues mirrored" : ""), source,
            performed(kind, happens, mirrored), script.parameters(), figures,
            java.util.Map.of(), claims);
    }

    /** A report's figures as published, or without a figure where there is no report; of calls with ours that go with them. */
    public List<Scenario.Figure> figures(String kind, Topology topology, boolean mirrored) {
        var member = member(kind, topology, mirrored);
        var figures = new ArrayList<Scenario.Figure>();
        for (var label : labels) {
            boolean ofCalls = label.key().equals("replies") || label.key().endsWith("RoundTripMs");
            if (ofCalls && !kind.equals("call")) continue;
            figures.add(member.flatMap(each -> each.summary().stream().filter(figure -> figure.key().equals(label.key())).findFirst())
                .orElse(label));
        }
        if (kind.equals("call")) figures.addAll(OURS_OF_CALLS);
        return figures;
    }

    private static String performed(String kind, String happens, boolean mirrored) {
        return switch (kind) {
            case "call" -> "One client calls one server through a broker cluster, each reply awaited before the next call";
            case "notify" -> "One client sends notifications to one listener through a broker cluster, each confirmed before the next one";
            case "fanout" -> "One client casts to all servers of a topic, of which there is one, through a broker cluster, each cast "
                + "confirmed before the next one";
            default -> "One client casts to one server through a broker cluster, each cast confirmed before the next one";
        } + ": " + happens + (mirrored ? "; queues are mirrored on all nodes." : "; a queue is on one node.");
    }

    /** From the class path, as a script has it by URL. */
    public static FailoverFamily read() throws IOException {
        return ScenarioFile.ofClassPath(RESOURCE, FailoverFamily::parse);
    }

    public static FailoverFamily read(Path file) throws IOException {
        return ScenarioFile.of(file, RESOURCE, FailoverFamily::parse);
    }

    /** @throws StrictJson.Invalid with all that is wrong */
    static FailoverFamily parse(String name, byte[] json) {
        var root = StrictJson.parse(name, json);
        var labels = root.objects("labels").stream().map(FailoverFamily::label).toList();
        var members = new ArrayList<Member>();
        var names = new LinkedHashSet<String>();
        for (var object : root.objects("members")) {
            var member = member(object, labels);
            if (!names.add(member.name()))
                object.wrong("kind", "with topology and mirrored, different from every other member's", "\"call\"");
            members.add(member);
        }
        var parameters = root.object("parameters");
        var timeout = sourced(parameters, "timeout");
        var family = new FailoverFamily(root.text("id", "rpc-failover-family"), root.text("title", "Message queue HA test reports"),
            root.text("source", "where the documents were published"), root.text("performed", "what was done, in a sentence or two"),
            timeout.duration("call", "5s"), labels, List.copyOf(members));
        for (var object : List.of(timeout, parameters, root)) object.done();
        root.orThrow();
        return family;
    }

    private static Scenario.Figure figure(String key, String label, int decimals) {
        return new Scenario.Figure(key, label, OptionalDouble.empty(), decimals);
    }

    private static StrictJson sourced(StrictJson parameters, String key) {
        var object = parameters.object(key);
        object.text("source", "what the value was worked out from");
        return object;
    }

    private static Scenario.Figure label(StrictJson object) {
        var figure =
            new Scenario.Figure(object.text("key", "sentMessages"), object.text("label", "Client sent, msg"), OptionalDouble.empty(),
            (int) object.whole("decimals", 0, 6, 1));
        object.done();
        return figure;
    }

    private static Member member(StrictJson object, List<Scenario.Figure> labels) {
        var kind = object.text("kind", "call");
        if (!KINDS.contains(kind)) object.wrong("kind", "one of " + String.join(", ", KINDS), "\"call\"");
        var label = object.text("topology", "cmsm-km");
        var topology = Topology.named(label);
        if (topology.isEmpty()) object.wrong("topology", "one of " + String.join(", ", Topology.labels()), "\"cmsm-km\"");
        var place = topology.orElse(Topology.CMSM_KM);
        boolean mirrored = object.flag("mirrored");
        var placement = object.has("placement") ? placement(object.object("placement"), place) : place.placement();
        var summary = summary(object, labels);
        var empty = object.wholes("secondsWithNothingSent", "[13]");
        var claims = object.objects("claims").stream().map(claim -> Scenario.claim(claim, FailoverMeasures.NAMES)).toList();
        object.done();
        return new Member(kind, place, mirrored, placement, summary, empty, claims);
    }

    private static Placement placement(StrictJson object, Topology topology) {
        var placement =
            new Placement((int) object.whole("client", 1, 9, 1), (int) object.whole("server", 1, 9, 1),
            (int) object.whole("queues", 1, 9, 1),
            topology.placement().killed(), object.text("why", "what the figures say of it"));
        object.done();
        return placement;
    }

    private static List<Scenario.Figure> summary(StrictJson member, List<Scenario.Figure> labels) {
        var published = member.object("published");
        var given = published.numbers();
        var known = Set.copyOf(labels.stream().map(Scenario.Figure::key).toList());
        given.keySet().stream().filter(key -> !known.contains(key))
            .forEach(key -> published.wrong(key, "one of the labels' keys", "sentMessages"));
        return labels.stream().filter(figure -> given.containsKey(figure.key()))
            .map(figure -> new Scenario.Figure(figure.key(), figure.label(), OptionalDouble.of(given.get(figure.key())), figure.decimals()))
            .toList();
    }
}
