package failover;

import failover.Topology.Placement;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.ClaimKeys;
import reprise.judge.Quantity;
import reprise.judge.Scenario;
import reprise.judge.Scenario.SummaryLine;
import reprise.judge.ScenarioFile;
import reprise.recorder.InvalidFile;
import reprise.recorder.JsonFile;
import reprise.recorder.Limits;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;

/**
 * scenarios/rpc-failover-family.json: the summaries of the eighteen reports of the test plan message_queue_ha, the claims of each report,
 * and the placement of client, server and queues that its figures imply. Kinds are cast, notify and call.
 *
 * @param callTimeout how long a call waits for its reply
 * @param labels labels of the reports' figures, in their order
 * @param measures that claims can name
 */
public record FailoverFamily(String id, String title, String source, String performed, Duration callTimeout, List<SummaryLine> labels,
                             List<Member> members, List<Quantity> measures) {
    /** The published kinds. */
    public static final List<MessageKind> KINDS = List.of(MessageKind.CAST, MessageKind.NOTIFY, MessageKind.CALL);
    /** Published figures that only calls have. */
    private static final Set<String> OF_CALLS =
        Set.of(FailoverKeys.REPLIES, FailoverKeys.AVG_ROUND_TRIP_MS, FailoverKeys.MAX_ROUND_TRIP_MS);
    private static final List<SummaryLine> OURS_OF_CALLS =
        List.of(figure(FailoverKeys.P50_ROUND_TRIP_MS, "Median round-trip latency, ms", 2),
        figure(FailoverKeys.P99_ROUND_TRIP_MS, "99 % round-trip latency, ms", 2), figure(FailoverKeys.TIMEOUTS, "Calls timed out, msg", 0),
        figure(FailoverKeys.LATE_REPLIES, "Late replies, msg", 0));
    private static final String RESOURCE = "scenarios/rpc-failover-family.json";

    /**
     * One report.
     *
     * @param placement the topology's placement, or the one that the figures imply
     * @param summary its figures, in the report's order
     * @param emptySeconds seconds in which nothing was sent, in order
     */
    public record Member(MessageKind kind, Topology topology, boolean mirrored, Placement placement, List<SummaryLine> summary,
                         List<Integer> emptySeconds, List<Claim> claims) {
        /** The name, such as {@code call cmss2-km mirrored}. */
        public String name() {
            return kind.label() + " " + topology.label() + (mirrored ? " mirrored" : "");
        }

        public OptionalDouble published(String key) {
            return summary.stream().filter(figure -> figure.key().equals(key)).findFirst().map(SummaryLine::published)
                .orElse(OptionalDouble.empty());
        }

        /**
         * The longest sequence of seconds in which nothing was sent. The outage was at least this long, and less than two seconds longer.
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

    private record Keys(String id, String title, String source, String performed, Parameters parameters, List<Label> labels,
                        List<MemberKeys> members) {}

    private record Parameters(Timeout timeout) {}

    private record Timeout(String source, Duration call) {}

    /** The words of the file. */
    private enum Kind {
        CAST(MessageKind.CAST), NOTIFY(MessageKind.NOTIFY), CALL(MessageKind.CALL);

        private final MessageKind sent;

        Kind(MessageKind sent) {
            this.sent = sent;
        }
    }

    private record Label(String key, String label, @Limits(most = 6, example = 1) int decimals) {
        SummaryLine line() {
            return figure(key, label, decimals);
        }
    }

    private record Places(@Limits(least = 1, most = 9, example = 1) int client, @Limits(least = 1, most = 9, example = 1) int server,
                          @Limits(least = 1, most = 9, example = 1) int queues, String why) {}

    /** A member in the file's form; the keys of {@code published} are those of the labels. */
    private record MemberKeys(Kind kind, Topology topology, boolean mirrored, Optional<Places> placement, Map<String, Double> published,
                              List<Integer> secondsWithNothingSent, List<ClaimKeys> claims) {
        void checkFigures(JsonFile file, String path, List<Label> labels) {
            for (var key : published.keySet()) {
                if (labels.stream().noneMatch(label -> label.key.equals(key))) {
                    file.problem(path + "." + key, "is not known; it must be one of "
                        + String.join(", ", labels.stream().map(Label::key).toList()));
                }
            }
        }

        /** A call is completed by its reply. */
        List<Quantity> measures(List<Quantity> all) {
            return kind != Kind.CALL ? all : all.stream().map(each -> switch (each.id()) {
                case FailoverKeys.OUTAGE_SEC -> each.labelled("the longest gap between two replies");
                case "lossBeyondQueueGap" -> each.labelled("the number of calls without a reply (but for those that no queue took between "
                    + "the node's death and the server's queues being bound again)");
                default -> each;
            }).toList();
        }

        Member member(List<Label> labels, List<Claim> ofIt) {
            int killed = topology.placement().killed();
            return new Member(kind.sent, topology, mirrored,
                placement.map(at -> new Placement(at.client, at.server, at.queues, killed, at.why)).orElse(topology.placement()),
                labels.stream().filter(label -> published.containsKey(label.key))
                    .map(label -> new SummaryLine(label.key, label.label, OptionalDouble.of(published.get(label.key)), label.decimals))
                    .toList(), secondsWithNothingSent, ofIt);
        }
    }

    public Optional<Member> member(MessageKind kind, Topology topology, boolean mirrored) {
        return members.stream().filter(member -> member.kind == kind && member.topology == topology && member.mirrored == mirrored)
            .findFirst();
    }

    /** The same family with another call time-out. */
    public FailoverFamily withCallTimeout(Duration timeout) {
        return new FailoverFamily(id, title, source, performed, timeout, labels, members, measures);
    }

    /** The kinds of queue that its reports speak of. */
    Set<QueueKind> queues() {
        var kinds = EnumSet.noneOf(QueueKind.class);
        members.forEach(member -> kinds.add(FailoverSetup.own(member.mirrored)));
        return kinds;
    }

    /** The family reduced to the reports of these kinds of queue. */
    public FailoverFamily on(Set<QueueKind> queues) {
        return new FailoverFamily(id, title, source, performed, callTimeout, labels,
            members.stream().filter(member -> queues.contains(FailoverSetup.own(member.mirrored))).toList(), measures);
    }

    /** The family reduced to one member; a kind and topology without a report gives one without figures and claims. */
    public FailoverFamily only(MessageKind kind, Topology topology, boolean mirrored) {
        var member = member(kind, topology, mirrored)
            .orElseGet(() -> new Member(kind, topology, mirrored, topology.placement(), List.of(), List.of(), List.of()));
        return new FailoverFamily(id, title, source, performed, callTimeout, labels, List.of(member), measures);
    }

    /**
     * The scenario that a run is compared with, in the form of {@code script}: the document itself if the run is one of it; with {@code
     * chaos} the findings about its account of messages; otherwise its own report.
     */
    public Scenario comparedWith(Scenario script, MessageKind kind, Topology topology, boolean mirrored, QueueKind queues, boolean chaos) {
        boolean quorum = queues == QueueKind.QUORUM;
        if (chaos) return quorum ? FamilyColumn.onQuorum(chaos(script, kind, true)) : chaos(script, kind, mirrored);
        var own = comparedWith(script, kind, topology, mirrored);
        return quorum ? FamilyColumn.onQuorum(own) : own;
    }

    private Scenario comparedWith(Scenario script, MessageKind kind, Topology topology, boolean mirrored) {
        return kind == MessageKind.CAST && topology == Topology.CMSM_KM && !mirrored ? script : scenario(script, kind, topology, mirrored);
    }

    /** A report's figures and claims, without those of the script; empty if there is no report. */
    public Scenario scenario(Scenario script, MessageKind kind, Topology topology, boolean mirrored) {
        var member = member(kind, topology, mirrored);
        return scenario(script, kind, topology.label(), member.isPresent() ? source
            : "none: no report of this kind and topology was published", topology.words(), mirrored,
            figures(kind, topology, mirrored), member.map(Member::claims).orElse(List.of()));
    }

    /**
     * No report describes a run with random kills, so nothing is compared. The reports of mirrored queues lost no cast and no notification
     * when one node died, and this is checked, of quorum queues too. A queue on a single node is lost with it, so its losses are only
     * counted.
     */
    private Scenario chaos(Scenario script, MessageKind kind, boolean mirrored) {
        var lost = measures.stream().filter(measure -> measure.id().equals("confirmedLost")).<Claim>map(measure -> new Claim.Finding(
            "confirmed-lost", "Nothing that was confirmed is lost", measure, new Bound.Exactly(0))).toList();
        var figures = figures(kind, Topology.CMSM_KM, mirrored).stream()
            .map(figure -> figure(figure.key(), figure.label(), figure.decimals())).toList();
        var chaos =
            scenario(script, kind, "random kills", "none, for no run of random kills was published", "random nodes die and come back",
            mirrored, figures, mirrored ? lost : List.of());
        return new Scenario(chaos.id(), chaos.title(), chaos.source(), chaos.performed(),
            chaos.summary().stream()
            .map(figure -> figure.key().equals(FailoverKeys.OUTAGE_SEC) ? figure(figure.key(), "Longest outage, sec", figure.decimals())
            : figure)
            .toList(), chaos.tables(), chaos.claims());
    }

    private static Scenario scenario(Scenario script, MessageKind kind, String what, String source, String happens, boolean mirrored,
        List<SummaryLine> published, List<Claim> claims) {
        var figures = new ArrayList<>(published);
        script.summary().stream().filter(figure -> figure.published().isEmpty()).forEach(figures::add);
        var name = kind == MessageKind.NOTIFY ? "Notification" : "RPC " + kind;
        return new Scenario(script.id(), name + " fail-over test, " + what + (mirrored ? ", queues mirrored" : ""), source,
            performed(kind, happens, mirrored), figures,
            java.util.Map.of(), claims);
    }

    /** A report's published figures, or only the labels if there is no report; for calls also our related figures. */
    public List<SummaryLine> figures(MessageKind kind, Topology topology, boolean mirrored) {
        var member = member(kind, topology, mirrored);
        var figures = new ArrayList<SummaryLine>();
        for (var label : labels) {
            if (OF_CALLS.contains(label.key()) && kind != MessageKind.CALL) continue;
            figures.add(member.flatMap(each -> each.summary().stream().filter(figure -> figure.key().equals(label.key())).findFirst())
                .orElse(label));
        }
        if (kind == MessageKind.CALL) figures.addAll(OURS_OF_CALLS);
        return figures;
    }

    private static String performed(MessageKind kind, String happens, boolean mirrored) {
        return switch (kind) {
            case CALL -> "One client calls one server through a broker cluster, each reply awaited before the next call";
            case NOTIFY -> "One client sends notifications to one listener through a broker cluster, each confirmed before the next one";
            case FANOUT -> "One client casts to all servers of a topic, of which there is one, through a broker cluster, each cast "
                + "confirmed before the next one";
            case CAST -> "One client casts to one server through a broker cluster, each cast confirmed before the next one";
        } + ": " + happens + (mirrored ? "; queues are mirrored on all nodes." : "; a queue is on one node.");
    }

    /** Reads it from the class path, because a script that runs from a URL has no files. */
    public static FailoverFamily read(List<Quantity> measures) throws IOException {
        return ScenarioFile.ofClassPath(RESOURCE, (name, json) -> parse(name, json, measures));
    }

    /** @throws InvalidFile with all problems */
    static FailoverFamily parse(String name, byte[] json, List<Quantity> measures) {
        var file = JsonFile.parse(name, json);
        var keys = file.bind(Keys.class);
        var members = new ArrayList<Member>();
        var names = new HashSet<String>();
        for (int i = 0; keys != null && i < keys.members.size(); i++) {
            var member = keys.members.get(i);
            if (member == null) continue; // already reported
            var at = "members[" + i + "]";
            var claims = ClaimKeys.claims(file, at + ".claims", member.claims, member.measures(measures));
            if (file.isSound("labels")) member.checkFigures(file, at + ".published", keys.labels);
            if (!file.isSound(at) || !file.isSound("labels")) continue;
            members.add(member.member(keys.labels, claims));
            if (!names.add(members.getLast().name())) {
                file.problem(at + ".kind", "is of " + members.getLast().name()
                    + "; kind, topology and mirrored must differ from every other member's");
            }
        }
        file.orThrow();
        return new FailoverFamily(keys.id, keys.title, keys.source, keys.performed, keys.parameters.timeout.call,
            keys.labels.stream().map(Label::line).toList(), List.copyOf(members), measures);
    }

    private static SummaryLine figure(String key, String label, int decimals) {
        return new SummaryLine(key, label, OptionalDouble.empty(), decimals);
    }
}
