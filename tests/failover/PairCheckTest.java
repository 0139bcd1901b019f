package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.recorder.FiledRun;
import reprise.recorder.Run;

/** Each reason why two runs do not belong together, as the user reads it. */
final class PairCheckTest {
    @TempDir
    Path temp;

    private List<String> problems(TwoRoles roles) throws IOException {
        return PairCheck.problems(roles.client(temp.resolve("client")), roles.server(temp.resolve("server")));
    }

    private static RoleRun with(RoleRun role, String name, UnaryOperator<Run> change) {
        return new RoleRun(name, new FiledRun(change.apply(role.run()), role.filed().recording(), role.filed().usage()));
    }

    private static Run summary(Run run, String key, Double value) {
        var summary = new LinkedHashMap<>(run.summary());
        if (value == null) summary.remove(key);
        else summary.put(key, value);
        return run.change().summary(summary).build();
    }

    private static Run startedAt(Run run, Instant at) {
        return run.change().startedAt(at).build();
    }

    @Test
    void options_thatDiffer_areAllToldWithBothValues() throws IOException {
        var roles = TwoRoles.onOneAxis();
        roles.serverSeed = 8;
        roles.serverParameters.put("topic", "other");
        roles.serverParameters.put("kind", "call");
        roles.clientParameters.put("meanBodyBytes", 3281);
        assertEquals(List.of(
            "seed is 7 in runs/client and 8 in runs/server; they belong together only if it is the same: give both roles the same --seed",
            "kind is not given in runs/client and call in runs/server; they belong together only if it is the same: give both roles the "
            + "same options and --scenario",
            "topic is profiler_topic in runs/client and other in runs/server; they belong together only if it is the same: give both "
            + "roles the same options and --scenario",
            "meanBodyBytes is 3281 in runs/client and 3280 in runs/server; they belong together only if it is the same: give both roles "
            + "the same options and --scenario"),
            problems(roles));
    }

    @Test
    void roles_twoOfAKind_areTold() throws IOException {
        var client = TwoRoles.onOneAxis().client(temp.resolve("client"));
        assertEquals(List.of("runs/client and b are both runs of a client; give one of a client and one of a server"),
            PairCheck.problems(client, with(client, "b", run -> run)));
        var server = TwoRoles.onOneAxis().server(temp.resolve("server"));
        assertEquals(List.of("runs/server and runs/server are both runs of a server; give one of a client and one of a server"),
            PairCheck.problems(server, server));
    }

    @Test
    void roles_aPairsRun_isTold() throws IOException {
        var roles = TwoRoles.onOneAxis();
        var pair = with(roles.client(temp.resolve("client")), "pair", run -> summary(run, "receivedMessages", 1800.0));
        assertEquals(List.of("pair is a run of client and server together, or merged already; report it alone: report pair"),
            PairCheck.problems(pair, roles.server(temp.resolve("server"))));
    }

    @Test
    void roles_neither_isTold() throws IOException {
        var roles = TwoRoles.onOneAxis();
        var nobody = with(roles.client(temp.resolve("client")), "nobody", run -> summary(run, "sentMessages", null));
        assertEquals(List.of("nobody is a run of neither client nor server (of a cluster alone?): its summary has no sentMessages and no "
            + "receivedMessages; give the folders of these two"),
            PairCheck.problems(nobody, roles.server(temp.resolve("server"))));
    }

    @Test
    void counts_moreReceivedThanSent_isToldWithBoth() throws IOException {
        var roles = TwoRoles.onOneAxis();
        roles.receivedToo(1_000);
        assertEquals(List.of(), problems(roles)); // one was sent again, and the server may not have recognised it
        var more = TwoRoles.onOneAxis();
        more.receivedToo(1_000);
        more.receivedToo(1_000);
        assertEquals(
            List.of("runs/server received 1,802 messages, but runs/client can have sent 1,801 at most (attempts and those sent again); "
            + "somebody else sent to this topic too, or the runs are of different times: run both again, alone at these brokers"),
            problems(more));
    }

    @Test
    void client_ofAnEarlierVersion_isTold() throws IOException {
        var roles = TwoRoles.onOneAxis();
        var old = with(roles.client(temp.resolve("client")), "old", run -> summary(run, "lastSentSec", null));
        assertEquals(List.of("old: its summary has no lastSentSec, so an earlier version of this script wrote it; run both roles again"),
            PairCheck.problems(old, roles.server(temp.resolve("server"))));
    }

    @Test
    void server_thatBeganAfterTheClient_isTold() throws IOException {
        var roles = TwoRoles.onOneAxis();
        var late = with(roles.server(temp.resolve("server")), "late", run -> startedAt(run, TwoRoles.START.plusMillis(1_500)));
        assertEquals(
            List.of("late began at 2026-11-21T10:00:01.623456789Z, 1.500 s after runs/client, which began at "
            + "2026-11-21T10:00:00.123456789Z; "
            + "start the server before the client"), PairCheck.problems(roles.client(temp.resolve("client")), late));
    }

    @Test
    void server_thatEndedTooEarly_isTold() throws IOException {
        var roles = TwoRoles.onOneAxis();
        var early = with(roles.server(temp.resolve("server")), "early", run -> startedAt(run, TwoRoles.START.minusMillis(1_500)));
        assertEquals(
            List.of("early ended 18.500 s after the start of runs/client, before its last send at 19.990 s; give the server a longer "
            + "--duration"),
            PairCheck.problems(roles.client(temp.resolve("client")), early));
    }

    @Test
    void times_withinWhatTheClocksAreKnownTo_areNoReason() throws IOException {
        var roles = TwoRoles.onOneAxis();
        roles.serverEnvironment.put("hostId", "two");
        roles.clientFigures.putAll(new Clocks.Apart(-40, 10, 5, OptionalDouble.empty()).figures());
        // by its clock, which is 40 ms behind, it starts 30 ms before the client, so 10 ms after it, exactly the uncertainty
        var server = roles.server(temp.resolve("server"));
        var client = roles.client(temp.resolve("client"));
        assertEquals(List.of(), PairCheck.problems(client, with(server, "server", run -> startedAt(run, TwoRoles.START.minusMillis(30)))));
        assertEquals(
            List.of("server began at 2026-11-21T10:00:00.094456789Z, 0.011 s after runs/client, which began at "
            + "2026-11-21T10:00:00.123456789Z "
            + "(the hosts' clocks are known to 0.0100 s); start the server before the client"),
            PairCheck.problems(client, with(server, "server", run -> startedAt(run, TwoRoles.START.minusMillis(29)))));
    }

    @Test
    void times_ofHostsWithUnknownClocks_areHeldToOneSecond() throws IOException {
        var roles = TwoRoles.onOneAxis();
        roles.serverEnvironment.remove("hostId");
        var server = roles.server(temp.resolve("server"));
        var client = roles.client(temp.resolve("client"));
        assertEquals(List.of(), PairCheck.problems(client, with(server, "server", run -> startedAt(run, TwoRoles.START.plusMillis(900)))));
        assertEquals(List.of("server began at 2026-11-22T10:00:00.123456789Z, 86400.000 s after runs/client, which began at "
            + "2026-11-21T10:00:00.123456789Z (the hosts' clocks were not compared, and may be further apart than the 1 s that is taken "
            + "for it: set both by one source of time); start the server before the client"),
            PairCheck.problems(client, with(server, "server", run -> startedAt(run, TwoRoles.START.plusSeconds(86_400)))));
    }
}
