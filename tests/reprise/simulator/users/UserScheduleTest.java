package reprise.simulator.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reprise.simulator.users.Executor.ConstantUsers;
import reprise.simulator.users.Executor.PerUserIterations;
import reprise.simulator.users.Executor.RampingUsers;
import reprise.simulator.users.Executor.SharedIterations;

final class UserScheduleTest {
    private static final long SECOND = 1_000_000_000L;

    static Stage stage(int seconds, int target) {
        return Stage.of(Duration.ofSeconds(seconds), target);
    }

    /** All steps as "time in ms, kind, user". */
    private static List<String> steps(UserSchedule schedule) {
        var all = new ArrayList<String>();
        for (; schedule.kind() != UserSchedule.Kind.DONE; schedule.next()) {
            all.add(schedule.atNs() / 1_000_000 + " " + schedule.kind() + " " + schedule.user());
        }
        assertEquals(Long.MAX_VALUE, schedule.atNs());
        return all;
    }

    @Test
    void constant_threeUsers_allStartAtOnceAndEndAfterTheGrace() {
        assertEquals(List.of("0 START 1", "0 START 2", "0 START 3", "45000 RETIRE 1", "45000 RETIRE 2", "45000 RETIRE 3",
            "75000 END 1", "75000 END 2", "75000 END 3"), steps(new ConstantUsers(3, Duration.ofSeconds(45)).schedule()));
    }

    @Test
    void ramping_upDownAndJump_isTheTableByHand() {
        // From 1. 10 s to 5: user v starts at 10 (v − 1) / 4 s: 2.5, 5, 7.5, 10. Then 6 s to 2: user v stops at
        // 10 + 6 (5 − v + 1) / 3: user 5 at 12, 4 at 14, 3 at 16. A jump to 4 at 16: 3 (stopped in the same moment) and 4 go
        // on. 4 s flat, until 20 s. Ramp-down grace 3 s: user 5 is ended at 15; 4 (stopped at 14) and 3 were started again
        // before their 17 and 19. The end is 20 s, the grace there 30 s.
        var ramp =
            new RampingUsers(1, List.of(stage(10, 5), stage(6, 2), stage(0, 4), stage(4, 4)), Duration.ofSeconds(3),
            Duration.ofSeconds(30));
        assertEquals(List.of("0 START 1", "2500 START 2", "5000 START 3", "7500 START 4", "10000 START 5",
            "12000 RETIRE 5", "14000 RETIRE 4", "15000 END 5", "16000 RETIRE 3", "16000 START 3", "16000 START 4",
            "20000 RETIRE 1", "20000 RETIRE 2", "20000 RETIRE 3", "20000 RETIRE 4",
            "50000 END 1", "50000 END 2", "50000 END 3", "50000 END 4"), steps(ramp.schedule()));
        assertEquals(5, ramp.maxUsers());
        assertEquals(Duration.ofSeconds(20), ramp.duration());
    }

    @Test
    void ramping_downToNothing_endsNobodyLaterThanTheGraceOfTheWhole() {
        // From 2, 4 s to 0: 2 stops at 2 s, 1 at 4 s. Ramp-down grace 30 s, but the whole ends at 4 + 5 s: min(32, 9), min(34, 9).
        var ramp = new RampingUsers(2, List.of(stage(4, 0)), Duration.ofSeconds(30), Duration.ofSeconds(5));
        assertEquals(List.of("0 START 1", "0 START 2", "2000 RETIRE 2", "4000 RETIRE 1", "9000 END 2", "9000 END 1"),
            steps(ramp.schedule()));
    }

    @Test
    void ramping_noGrace_endsInTheMomentItTakesAway() {
        // A grace of 0 ends with the step itself, and comes before the next step; at the same time as a start, it comes first.
        var ramp = new RampingUsers(1, List.of(stage(0, 0), stage(0, 1), stage(1, 1)), Duration.ZERO, Duration.ZERO);
        assertEquals(List.of("0 START 1", "0 RETIRE 1", "0 END 1", "0 START 1", "1000 RETIRE 1", "1000 END 1"), steps(ramp.schedule()));
    }

    @Test
    void ramping_thirds_areCutToNs() {
        var schedule = new RampingUsers(0, List.of(new Stage(SECOND, 3))).schedule();
        assertEquals(333_333_333, schedule.atNs()); // 1 s × 1/3
        schedule.next();
        assertEquals(666_666_666, schedule.atNs());
        schedule.next();
        assertEquals(SECOND, schedule.atNs());
    }

    @Test
    void quotas_ofIterations_areTheExecutors() {
        assertEquals(new Executor.Quota(20, Long.MAX_VALUE), new PerUserIterations(10, 20, Duration.ofMinutes(10), Executor.GRACE).quota());
        assertEquals(new Executor.Quota(Long.MAX_VALUE, 200), new SharedIterations(10, 200, Duration.ofMinutes(10), Executor.GRACE)
            .quota());
        assertEquals(new Executor.Quota(Long.MAX_VALUE, Long.MAX_VALUE), new ConstantUsers(1, Duration.ofSeconds(1)).quota());
    }

    @Test
    void executors_outOfBounds_areRefusedWithTheValue() {
        for (var wrong : List.<org.junit.jupiter.api.function.Executable>of(
            () -> new ConstantUsers(0, Duration.ofSeconds(1)), () -> new ConstantUsers(1, Duration.ZERO),
            () -> new RampingUsers(-1, List.of(stage(1, 1))), () -> new RampingUsers(0, List.of(stage(1, 0))),
            () -> new RampingUsers(1, List.of()), () -> new PerUserIterations(1, 0, Duration.ofSeconds(1), Executor.GRACE),
            () -> new SharedIterations(10, 9, Duration.ofSeconds(1), Executor.GRACE), () -> new Stage(-1, 1))) {
            var told = assertThrows(IllegalArgumentException.class, wrong).getMessage();
            assertEquals(true, told.contains("for example"), told);
        }
    }

    // ---- the document's three scenarios, played with iterations of a fixed length

    private record Played(long iterations, long interrupted, double userSeconds) {}

    /** Each user iterates from its start and begins no iteration after its time; what runs at its end is interrupted. */
    private static Played play(UserSchedule schedule, int most, long iterationNs) {
        var began = new long[most + 1]; // start of the user
        var retired = new long[most + 1];
        long iterations = 0;
        long interrupted = 0;
        long activeNs = 0;
        for (; schedule.kind() != UserSchedule.Kind.DONE; schedule.next()) {
            int user = schedule.user();
            switch (schedule.kind()) {
                case START -> began[user] = schedule.atNs();
                case RETIRE -> {
                    retired[user] = schedule.atNs();
                    activeNs += schedule.atNs() - began[user];
                }
                case END -> {
                    // Begun at began + k × length while that is before it was taken away; the last of them may run over its end.
                    long begun = (retired[user] - began[user] + iterationNs - 1) / iterationNs;
                    boolean cut = begun > 0 && began[user] + begun * iterationNs > schedule.atNs();
                    iterations += cut ? begun - 1 : begun;
                    interrupted += cut ? 1 : 0;
                }
                case DONE -> throw new AssertionError("unreachable");
            }
        }
        return new Played(iterations, interrupted, activeNs / 1e9);
    }

    private static RampingUsers hundredMessages(int times) {
        return new RampingUsers(5 * times, Stream.of(20, 40, 60, 80, 100, 150, 200).map(users -> stage(30, users * times)).toList());
    }

    @Test
    void hundredMessages_of71400ms_interrupt123AndAHalfUsersOnAverage() {
        // documents.md 3. An iteration takes 102 sleeps of 0.7 s = 71.4 s. A user that starts s before the end (210 s) is in an
        // iteration that began (s mod 71.4) before it, and is interrupted if that would take more than the 30 s of grace:
        // s mod 71.4 < 41.4. In users as a continuous quantity that are those who start in
        //   168.6 … 210 s    11.4 s at 50/30 a second + 30 s at 50/30                      = 19 + 50          = 69
        //    97.2 … 138.6 s  22.8 s at 20/30 + 18.6 s at 20/30                             = 15.2 + 12.4      = 27.6
        //    25.8 … 67.2 s   4.2 s at 15/30 + 30 s at 20/30 + 7.2 s at 20/30               = 2.1 + 20 + 4.8   = 26.9
        // and not the five of the start (210 mod 71.4 = 67.2). Together 123.5. With a thousand times the users, each
        // a thousandth of one, the steps are that fine.
        long iteration = 71_400_000_000L;
        assertEquals(123_500, play(hundredMessages(1000).schedule(), 200_000, iteration).interrupted(), 10);
        // Of whole users: the start times are those of whole users, which is 123 or 124; the document had 124.
        long whole = play(hundredMessages(1).schedule(), 200, iteration).interrupted();
        assertEquals(true, whole == 123 || whole == 124, "interrupted " + whole);
    }

    @Test
    void singleMessages_inNineMinutes_are173325UserSeconds() {
        // The area under the line 5, 20, 40, 60, 80, 100, 150 … 750 with 30 s a stage:
        // 30 × (5/2 + 20 + 40 + 60 + 80 + (100 + 150 + … + 700) + 750/2) = 30 × (2.5 + 200 + 5,200 + 375) = 173,325.
        // A user comes whole, at the end of its step of D/(b − a): that cuts half a step off each, D/2 = 15 s a stage:
        // 173,325 − 18 × 15 = 173,055.
        var stages = Stream.concat(Stream.of(20, 40, 60, 80), IntStream.rangeClosed(2, 15).mapToObj(i -> 50 * i))
            .map(users -> stage(30, users)).toList();
        assertEquals(18, stages.size());
        var ramp = new RampingUsers(5, stages);
        var played = play(ramp.schedule(), 750, 1_400_000_000L);
        assertEquals(173_325 - 18 * 15, played.userSeconds(), 1e-3);
        assertEquals(Duration.ofMinutes(9), ramp.duration());
        assertEquals(0, played.interrupted());
        // Of 1.4 s each; one begun in a user's last moments is finished, half of one a user if those moments were spread
        // evenly: about 173,055 / 1.4 + 750 / 2 = 123,986.
        assertEquals(173_055 / 1.4 + 375, played.iterations(), 100);
        // With the other two scenarios, about 127,000 in all: 80 × ⌈45 / 1.4⌉ = 2,640 and the hundred-message users' few hundred.
        var constant = play(new ConstantUsers(80, Duration.ofSeconds(45)).schedule(), 80, 1_400_000_000L);
        assertEquals(80 * 33, constant.iterations());
        var hundred = play(hundredMessages(1).schedule(), 200, 71_400_000_000L);
        assertEquals(127_000, played.iterations() + constant.iterations() + hundred.iterations(), 300);
    }
}
