package failover;

import failover.RoleRun.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Checks whether two runs are the client's and the server's of one experiment. It gives every reason why not, with both values and the
 * remedy. Deliberate differences are allowed: a server that ran longer, and other options that only affect the client.
 */
public final class PairCheck {
    /** Parameters that both roles must share; if one run lacks such a parameter, the other must lack it too. */
    private static final List<String> ALIKE = List.of("kind", "topology", "mirrored", "queues", "topic", "server", "meanBodyBytes");

    private final RoleRun a;
    private final RoleRun b;
    private final List<String> problems = new ArrayList<>();

    private PairCheck(RoleRun a, RoleRun b) {
        this.a = a;
        this.b = b;
    }

    /** All problems; empty if the runs belong together. */
    public static List<String> problems(RoleRun a, RoleRun b) {
        var belonging = new PairCheck(a, b);
        boolean bothRoles = belonging.roles();
        belonging.alike();
        if (bothRoles) {
            var client = a.role() == Role.CLIENT ? a : b;
            var server = client == a ? b : a;
            belonging.counts(client, server);
            belonging.times(client, server);
        }
        return List.copyOf(belonging.problems);
    }

    /** One clock for one host, otherwise the estimate from the client's calls. */
    public static Clocks clocks(RoleRun client, RoleRun server) {
        var host = client.run().environment().get("hostId");
        return Clocks.of(client.summary(), host != null && host.equals(server.run().environment().get("hostId")));
    }

    private boolean roles() {
        for (var each : List.of(a, b)) {
            if (each.role() == Role.PAIR) {
                problems.add(each.name() + " is a run of client and server together, or merged already; report it alone: report "
                    + each.name());
            } else if (each.role() == Role.NEITHER) {
                problems.add(each.name() + " is a run of neither client nor server (of a cluster alone?): its summary has no "
                    + "sentMessages and no receivedMessages; give the folders of these two");
            }
        }
        if (a.role() == b.role() && (a.role() == Role.CLIENT || a.role() == Role.SERVER)) {
            problems.add(a.name() + " and " + b.name() + " are both runs of " + a.role().words()
                + "; give one of a client and one of a server");
        }
        return a.role() == Role.CLIENT && b.role() == Role.SERVER || a.role() == Role.SERVER && b.role() == Role.CLIENT;
    }

    private void alike() {
        same("scenario", a.run().scenario(), b.run().scenario(), "give two runs of one scenario");
        same("seed", a.run().seed(), b.run().seed(), "give both roles the same --seed");
        for (var name : ALIKE) same(name, a.parameter(name), b.parameter(name), "give both roles the same options and --scenario");
    }

    private void same(String what, Object ofA, Object ofB, String remedy) {
        if (Objects.equals(ofA, ofB)) return;
        problems.add(what + " is " + shown(ofA) + " in " + a.name() + " and " + shown(ofB) + " in " + b.name()
            + "; they belong together only if it is the same: " + remedy);
    }

    private static String shown(Object value) {
        return value == null ? "not given" : String.valueOf(value);
    }

    private void counts(RoleRun client, RoleRun server) {
        if (client.figure(FailoverKeys.SENT_MESSAGES) > 0 && !client.summary().containsKey(FailoverKeys.LAST_SENT_SEC)) {
            problems.add(client.name()
                + ": its summary has no lastSentSec, so an earlier version of this script wrote it; run both roles again");
        }
        double attempted = client.summary().containsKey(FailoverKeys.ATTEMPTED_MESSAGES) ? client.figure(FailoverKeys.ATTEMPTED_MESSAGES)
            : client.figure(FailoverKeys.SENT_MESSAGES) + client.figure(FailoverKeys.ERROR_MESSAGES);
        double mostReceived = attempted + client.figure(FailoverKeys.RESENT_MESSAGES); // a resent message may count twice
        if (server.figure(FailoverKeys.RECEIVED_MESSAGES) > mostReceived) {
            problems.add(String.format(Locale.ROOT,
                "%s received %,.0f messages, but %s can have sent %,.0f at most (attempts and those sent again); "
                + "somebody else sent to this topic too, or the runs are of different times: run both again, alone at these brokers",
                server.name(), server.figure(FailoverKeys.RECEIVED_MESSAGES), client.name(), mostReceived));
        }
    }

    private void times(RoleRun client, RoleRun server) {
        var times = ServerTimes.of(client, server, clocks(client, server));
        double endSec = times.startSec() + server.durationSec();
        double lastSec = client.figure(FailoverKeys.LAST_SENT_SEC);
        if (times.startSec() > times.wrongBySec()) {
            problems.add(
                String.format(Locale.ROOT, "%s began at %s, %.3f s after %s, which began at %s%s; start the server before the client",
                server.name(), server.run().startedAt(), times.startSec(), client.name(), client.run().startedAt(), within(times)));
        }
        if (endSec < lastSec - times.wrongBySec()) {
            problems.add(String.format(Locale.ROOT,
                "%s ended %.3f s after the start of %s, before its last send at %.3f s%s; give the server a longer --duration",
                server.name(), endSec, client.name(), lastSec, within(times)));
        }
    }

    private static String within(ServerTimes times) {
        return times.known().map(" (%s)"::formatted).orElse("");
    }
}
