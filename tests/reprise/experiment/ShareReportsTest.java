package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkShares;
import reprise.recorder.Phases;
import reprise.recorder.RunDetails;
import reprise.simulator.http.HttpMetrics;
import reprise.simulator.rpc.QueueKind;
import reprise.simulator.rpc.RpcMetrics;
import reprise.simulator.users.Message;
import reprise.simulator.users.Users;
import reprise.sut.BrokerKind;
import reprise.sut.ChatUnderTest;
import reprise.sut.Interruption;

/** The whole of one, two and four shares has the totals and the percentiles of its parts. */
final class ShareReportsTest extends SharesOfALoad {
    @Test
    void callers_ofOneTwoAndFourShares_addUp() throws Exception {
        for (int of : List.of(1, 2, 4)) {
            var folders = shares(of, x -> x.measure("get", HttpCallers.get(url(), 8, x), LONG));
            var whole = merged(folders);
            assertIsTheSum(whole, folders);
            var wrk = phase(whole, "get").facts(HttpMetrics.WRK).orElseThrow();
            assertEquals(8, wrk.connections());
            long replies = 0;
            for (var its : folders) replies += phase(read(its), "get").facts(HttpMetrics.WRK).orElseThrow().requests();
            assertEquals(replies, wrk.requests());
            assertEquals(List.of(), HttpReadings.accounts(whole).stream().map(each -> each.imbalance()).filter(why -> !why.isEmpty())
                .toList());
            var columns = whole.seconds().stream().filter(row -> row.get("phase") == 1).mapToDouble(row -> row.get("requests")).sum();
            assertEquals(phase(whole, "get").count(HttpMetrics.REQUESTS), columns);
        }
    }

    /** With one process there is nothing to compute again: its wrk's figures are those of its histogram. */
    @Test
    void wrksFigures_ofAHistogram_areThoseOfTheRunToThreeDigits() throws Exception {
        var run = read(shares(1, x -> x.measure("get", HttpCallers.get(url(), 2, x), LONG)).getFirst());
        var recorded = phase(run, "get").facts(HttpMetrics.WRK).orElseThrow();
        var again = WrkShares.whole(List.<WrkFigures>of(recorded), Phases.histogram(run, "get", HttpMetrics.SERVICE));
        assertEquals(recorded.requests(), again.requests());
        assertEquals(recorded.requestsPerSec(), again.requestsPerSec(), 1e-6);
        assertEquals(recorded.latencyUs().max(), again.latencyUs().max(), recorded.latencyUs().max() / 1000);
        assertEquals(recorded.latencyUs().mean(), again.latencyUs().mean(), recorded.latencyUs().mean() / 100 + 1);
        assertEquals(recorded.percentiles().p99Us(), again.percentiles().p99Us(), recorded.percentiles().p99Us() / 100 + 1);
        assertEquals(recorded.threadRate().mean(), again.threadRate().mean(), 1e-6);
        assertEquals(recorded.threadRate().stdev(), again.threadRate().stdev(), 1e-6);
    }

    @Test
    void pairs_ofTwoAndFourShares_addUp() throws Exception {
        try (var brokers = BrokerKind.EMBEDDED.start(1, QueueKind.CLASSIC, folder, new Interruption())) {
            for (int of : List.of(2, 4)) {
                var folders = shares(of, x -> x.measure("cast", RpcPair.of(PatientPairs.casting(4, x), brokers.url(), x), LONG));
                var whole = merged(folders);
                assertIsTheSum(whole, folders);
                var cast = phase(whole, "cast");
                assertEquals(cast.count(RpcMetrics.SENT), cast.count(RpcMetrics.RECEIVED));
            }
        }
    }

    @Test
    void users_ofTwoAndFourShares_addUp() throws Exception {
        try (var chat = ChatUnderTest.embedded("queueing")) {
            for (int of : List.of(2, 4)) {
                var folders = shares(of, x -> x.measure("users", Users.of(8, user -> {
                    try (var socket = user.connect(user.pick())) {
                        socket.send(Message.direct("{\"action_type\": \"direct\", \"body\": \"", "\"}"));
                        user.sleep(Duration.ofMillis(100));
                    }
                }, List.of(chat.target()), x.seed(), x.clock()), LONG));
                assertIsTheSum(merged(folders), folders);
            }
        }
    }

    /** Its seconds are added by the histograms of the log. */
    @Test
    void onlyPhase_ofTwoShares_hasSecondsAndPercentilesOfBoth() throws Exception {
        bySecond = true;
        var folders = shares(2, x -> {
            x.details(() -> RunDetails.NONE);
            x.measure(HttpCallers.get(url(), 4, x), LONG);
        });
        var whole = merged(folders);
        assertIsTheSum(whole, folders);
        double sum = 0;
        for (var its : folders) sum += read(its).seconds().stream().mapToDouble(row -> row.get("requests")).sum();
        assertEquals(sum, whole.seconds().stream().mapToDouble(row -> row.get("requests")).sum());
        assertTrue(whole.seconds().getFirst().containsKey("latencyP99Ms"), whole.seconds().toString());
        assertTrue(whole.summary().get("attempts") >= sum);
    }
}
