package reprise.simulator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reprise.recorder.Share;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/** The connections and the arrivals of all shares of an HTTP load are exactly those of the whole. */
final class HttpSharesTest {
    private static HttpLoadPlan plan(int threads, int connections) {
        var to = HttpUrl.parse("http://127.0.0.1:1/");
        return HttpLoadPlan.closed(to, new HttpRequestTemplate("GET", to, List.of(), new byte[0]), threads, connections, 1);
    }

    private static List<HttpLoadPlan> shares(HttpLoadPlan whole, int of) {
        return IntStream.rangeClosed(1, of).mapToObj(number -> whole.shared(new Share(number, of))).toList();
    }

    private static int opened(HttpLoadPlan plan) {
        return IntStream.range(0, plan.ownThreads()).map(plan::connectionsOf).sum();
    }

    @Test
    void connections_ofAllShares_areThoseThatTheWholeOpens() {
        for (int of : List.of(1, 2, 3, 4, 7)) {
            for (int connections : List.of(8, 13, 200)) {
                var whole = plan(4, connections);
                var parts = shares(whole, of);
                assertEquals(connections / 4 * 4, opened(whole)); // as wrk, which opens no remainder
                assertEquals(opened(whole), parts.stream().mapToInt(HttpSharesTest::opened).sum());
                parts.forEach(part -> assertTrue(IntStream.range(0, part.ownThreads()).allMatch(i -> part.connectionsOf(i) > 0)));
            }
        }
    }

    /** 1,000.7 a second has no whole number of ns between two. */
    @Test
    void arrivals_ofAllShares_areThoseOfTheWholeToTheNanosecond() {
        var whole = plan(2, 6).atRate(1000.7);
        for (int of : List.of(2, 3, 4, 5)) assertEquals(ticks(List.of(whole)), ticks(shares(whole, of)), of + " shares");
        assertEquals(1000.7, shares(whole, 3).stream().mapToDouble(HttpLoadPlan::ownRatePerSec).sum(), 1e-9);
    }

    /** Those of the first ten seconds. */
    private static List<Long> ticks(List<HttpLoadPlan> plans) {
        var ticks = new ArrayList<Long>();
        for (var plan : plans) {
            for (int thread = 0; thread < plan.ownThreads(); thread++) {
                var schedule = plan.schedule(thread);
                schedule.start(5);
                for (; schedule.intendedNs() < 10_000_000_005L; schedule.take()) ticks.add(schedule.intendedNs());
            }
        }
        ticks.sort(Long::compare);
        return ticks;
    }

    @Test
    void share_withoutConnection_isRefused() {
        var told = assertThrows(IllegalArgumentException.class, () -> plan(1, 2).shared(new Share(3, 3))).getMessage();
        assertEquals("share 3/3 has nothing to do: there are 2 connections for 3 shares; give no more shares than that, "
            + "or more connections",
            told);
    }
}
