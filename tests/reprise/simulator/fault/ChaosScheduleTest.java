package reprise.simulator.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reprise.simulator.fault.ChaosSchedule.Step;

final class ChaosScheduleTest {
    private static final long SEC = 1_000_000_000L;
    private static final long RUN = 121 * SEC;

    /** Nodes, seconds, and the executor's duration: an embedded cluster, a slow one, RabbitMQ's eight seconds. */
    @ParameterizedTest
    @CsvSource({"3, 121, 0, 0", "2, 121, 1, 1", "5, 60, 3, 30", "3, 20, 0, 0", "3, 121, 50, 8000", "7, 300, 1000, 2500"})
    void faults_ofManySeeds_breakNoRule(int nodes, int sec, long killMs, long startMs) {
        var pace = startMs > 5000 ? ChaosPace.RABBITMQ : ChaosPace.EMBEDDED;
        for (long seed = 0; seed < 300; seed++) {
            check(ChaosSchedule.planned(nodes, sec * SEC, seed, pace, killMs * 1_000_000, startMs * 1_000_000), nodes, sec * SEC, pace,
                killMs * 1_000_000, startMs * 1_000_000, "seed " + seed);
        }
    }

    private static void check(List<Step> steps, int nodes, long durationNs, ChaosPace pace, long killNs, long startNs, String seed) {
        var running = new TreeSet<>(IntStream.rangeClosed(1, nodes).boxed().toList());
        var downSince = new long[nodes + 1];
        long doneNs = 0;
        long quietFromNs = durationNs - pace.quietNs();
        for (var step : steps) {
            int node = step.node();
            assertTrue(step.atNs() >= doneNs, seed + ": " + step + " before the step before it was done");
            if (step.isKill()) {
                assertTrue(step.atNs() >= pace.firstKillNs(), seed + ": " + step + " too early");
                assertTrue(doneNs == 0 || step.atNs() >= doneNs + pace.calmNs(), seed + ": " + step + " within the calm");
                assertTrue(running.size() > 1, seed + ": the last node is killed");
                assertTrue(running.remove(node), seed + ": " + step + " does not run");
                assertTrue(step.atNs() <= quietFromNs - pace.leastDownNs(), seed + ": " + step + " too late");
                doneNs = step.atNs() + killNs;
                downSince[node] = doneNs;
            } else {
                assertTrue(running.add(node), seed + ": " + step + " runs already");
                long downNs = step.atNs() - downSince[node];
                assertTrue(downNs >= pace.leastDownNs() || step.atNs() >= quietFromNs, seed + ": " + step + " after " + downNs + " ns");
                // It may have waited at most for the others: one start or kill each on the executor's one thread.
                assertTrue(downNs <= pace.mostDownNs() + nodes * Math.max(killNs, startNs),
                    seed + ": " + step + " after " + downNs + " ns");
                assertTrue(step.atNs() <= Math.max(quietFromNs, doneNs), seed + ": " + step + " in the quiet end");
                doneNs = step.atNs() + startNs;
            }
        }
        assertEquals(nodes, running.size(), seed + ": all are back");
    }

    @Test
    void kills_in121Seconds_are50OrMoreOnTheEmbeddedCluster() {
        var kills = kills(RUN, ChaosPace.EMBEDDED, 0);
        assertTrue(kills.stream().allMatch(count -> count >= 50 && count <= 66), kills.toString());
        double mean = kills.stream().mapToLong(Long::longValue).average().orElseThrow();
        assertTrue(mean > 55 && mean < 60, "mean " + mean);
    }

    @Test
    void kills_whenAStartTakesEightSeconds_areSomeAllTheSame() {
        var kills = kills(RUN, ChaosPace.RABBITMQ, 8 * SEC);
        assertTrue(kills.stream().allMatch(count -> count >= 6 && count <= 14), kills.toString());
    }

    private static List<Long> kills(long durationNs, ChaosPace pace, long startNs) {
        return LongStream.range(0, 200)
            .mapToObj(seed -> ChaosSchedule.planned(3, durationNs, seed, pace, 0, startNs).stream().filter(Step::isKill)
            .count()).toList();
    }

    @Test
    void nodes_ofManyKills_areHitAlike() {
        var hits = new int[4];
        for (long seed = 0; seed < 200; seed++) {
            for (var step : ChaosSchedule.planned(3, RUN, seed, ChaosPace.EMBEDDED, 0, 0))
                if (step.isKill()) hits[step.node()]++;
        }
        int all = hits[1] + hits[2] + hits[3];
        // 10,000 kills: a deviation is 0.005
        for (int node = 1; node <= 3; node++) assertEquals(1 / 3.0, hits[node] / (double) all, 0.02, "node " + node);
    }

    @Test
    void twoNodes_downAtTheSameTime_happens() {
        int most = 0;
        int down = 0;
        for (var step : ChaosSchedule.planned(3, RUN, 1, ChaosPace.EMBEDDED, 0, 0)) {
            down += step.isKill() ? 1 : -1;
            most = Math.max(most, down);
        }
        assertEquals(2, most);
    }

    @Test
    void seed_sameOrAnother_givesTheSameOrAnother() {
        var steps = ChaosSchedule.planned(3, RUN, 42, ChaosPace.EMBEDDED, 0, 0);
        assertEquals(steps, ChaosSchedule.planned(3, RUN, 42, ChaosPace.EMBEDDED, 0, 0));
        assertNotEquals(steps, ChaosSchedule.planned(3, RUN, 43, ChaosPace.EMBEDDED, 0, 0));
    }

    /** A tenth of the time at ten times the pace: the same steps at a tenth of their times, to the rounding of each draw. */
    @Test
    void pace_times_keepsTheNumberOfKills() {
        var fast = ChaosPace.EMBEDDED.times(0.1);
        double mean = kills(RUN / 10, fast, 0).stream().mapToLong(Long::longValue)
            .average().orElseThrow();
        assertTrue(mean > 55 && mean < 60, "mean " + mean);
    }

    @Test
    void next_askedAgainWithoutAChange_saysTheSame() {
        var schedule = new ChaosSchedule(2, RUN, 7, ChaosPace.EMBEDDED);
        var first = schedule.next(-20_000_000L, Set.of(1, 2)).orElseThrow();
        assertEquals(Optional.of(first), schedule.next(0, Set.of(1, 2)));
        // Not done in time: it is due at once, whatever the time.
        assertEquals(Optional.of(new Step(first.atNs() + SEC, first.node(), true)), schedule.next(first.atNs() + SEC, Set.of(1, 2)));
        int killed = first.node();
        var start = schedule.next(first.atNs() + SEC, Set.of(3 - killed)).orElseThrow();
        assertEquals(new Step(start.atNs(), killed, false), start);
        // It could not be started, and the run is over: it stays due until it runs.
        assertEquals(Optional.of(new Step(2 * RUN, killed, false)), schedule.next(2 * RUN, Set.of(3 - killed)));
        assertEquals(Optional.empty(), schedule.next(2 * RUN, Set.of(1, 2)));
    }

    @Test
    void nodeThatIsDownAtFirst_isStartedAndThenHasItsCalm() {
        var schedule = new ChaosSchedule(2, RUN, 7, ChaosPace.EMBEDDED);
        var start = schedule.next(0, Set.of(1)).orElseThrow(); // node 1 is the last running one
        assertEquals(new Step(start.atNs(), 2, false), start);
        assertTrue(start.atNs() >= ChaosPace.EMBEDDED.leastDownNs() && start.atNs() <= ChaosPace.EMBEDDED.mostDownNs());
        long backNs = 20 * SEC;
        var kill = schedule.next(backNs, Set.of(1, 2)).orElseThrow();
        assertEquals(new Step(backNs + ChaosPace.EMBEDDED.calmNs(), 1, true), kill); // long due
    }

    @Test
    void schedule_badValues_areRefused() {
        assertEquals("nodes is 1; it must be 2 or more, the last one is never killed",
            assertThrows(IllegalArgumentException.class, () -> new ChaosSchedule(1, RUN, 1, ChaosPace.EMBEDDED)).getMessage());
        assertEquals("the run lasts 7.4 s; it must be at least 7.5 s, for a kill after 2.0 s and a quiet end of 5.0 s",
            assertThrows(IllegalArgumentException.class, () -> new ChaosSchedule(3, 74 * SEC / 10, 1, ChaosPace.EMBEDDED)).getMessage());
        assertEquals("up for 0 to 5 ns; the least must be above 0 and not above the most\n"
            + "down for 6 to 5 ns; the least must be above 0 and not above the most\ncalm of -1 ns; it must be 0 or above",
            assertThrows(IllegalArgumentException.class, () -> new ChaosPace(0, 0, 5, 6, 5, -1, 0)).getMessage());
    }

    @Test
    void killLog_killsAndStarts_areInTheBook() {
        var log = new KillLog(3);
        log.killed(2, 10, 12);
        log.killed(1, 20, 21);
        log.started(2, 30);
        assertEquals(Set.of(2, 3), log.running());
        assertEquals(List.of(new KillLog.Kill(2, 10, 12, java.util.OptionalLong.of(30)),
            new KillLog.Kill(1, 20, 21, java.util.OptionalLong.empty())), log.kills());
        assertThrows(IllegalStateException.class, () -> log.killed(1, 40, 41));
        assertThrows(IllegalStateException.class, () -> log.started(3, 40));
        assertThrows(IllegalStateException.class, () -> log.started(4, 40));
        log.killed(2, 50, 51);
        log.started(2, 60);
        assertEquals(60, log.kills().get(2).backNs().getAsLong());
        assertEquals(30, log.kills().getFirst().backNs().getAsLong());
    }
}
