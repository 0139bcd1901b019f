package reprise.simulator.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reprise.recorder.Share;

/** The users of all shares, with their numbers and random choices, and their iterations are exactly those of the whole. */
final class UserSharesTest extends AgainstChatRoom {
    private final Target there = new Target("there", room.url());

    private UserPlan plan(Executor executor, UserScript script) {
        return new UserPlan(List.of(new UserScenario("only", Duration.ZERO, executor, script)), List.of(here, there), 7);
    }

    private List<UserFigures> run(UserPlan plan, int of) throws Exception {
        var all = new ArrayList<UserFigures>();
        for (int number = 1; number <= of; number++) all.add(run(plan.shared(new Share(number, of))));
        return all;
    }

    /** What each user picks in three iterations, by its number. */
    private TreeMap<Integer, String> picks(int of) throws Exception {
        var picked = new ConcurrentSkipListMap<Integer, String>();
        run(plan(new Executor.PerUserIterations(10, 3, PATIENCE, ms(0)), user -> picked.merge(user.number(), user.pick().name(),
            String::concat)), of);
        return new TreeMap<>(picked);
    }

    @Test
    void users_ofAllShares_haveTheNumbersAndChoicesOfTheWhole() throws Exception {
        var whole = picks(1);
        assertEquals(10, whole.size());
        assertEquals(whole, picks(2));
        assertEquals(whole, picks(4));
    }

    @Test
    void sharedIterationsAndArrivals_addUpToTheWhole() throws Exception {
        for (int of : List.of(1, 2, 4)) {
            var done = new AtomicInteger();
            run(plan(new Executor.SharedIterations(3, 11, PATIENCE, ms(0)), _ -> done.incrementAndGet()), Math.min(of, 3));
            assertEquals(11, done.get(), of + " shares");
            var arrivals = run(plan(new Executor.ConstantArrivals(50, ms(1000), ms(300), 6, 6, PATIENCE), _ -> { }), of);
            assertEquals(15, arrivals.stream().mapToLong(each -> count(each, "iterations") + count(each, "dropped_iterations")).sum());
            assertEquals(6, arrivals.stream().mapToInt(each -> each.status().maxUsers()).sum());
        }
    }

    /** Of 5 shares of 2 arriving users two have one each, and take all arrivals. */
    @Test
    void sharesWithoutUsersInOneScenario_leaveItsIterationsToTheOthers() throws Exception {
        var done = new AtomicInteger();
        var few = new UserScenario("few", Duration.ZERO, new Executor.ConstantArrivals(50, ms(1000), ms(200), 2, 2, PATIENCE),
            _ -> done.incrementAndGet());
        var many = new UserScenario("many", Duration.ZERO, new Executor.PerUserIterations(5, 1, PATIENCE, ms(0)), _ -> { });
        long dropped = 0;
        for (var figures : run(new UserPlan(List.of(few, many), List.of(here), 1), 5)) dropped += count(figures, "dropped_iterations");
        assertEquals(10, done.get() + dropped);
    }

    @Test
    void share_withoutUser_isRefused() {
        var plan = plan(new Executor.ConstantUsers(2, ms(100), ms(0)), _ -> { });
        assertEquals("share 3/3 has nothing to do: there are 2 users for 3 shares; give no more shares than that, or more users",
            assertThrows(IllegalArgumentException.class, () -> plan.shared(new Share(3, 3))).getMessage());
    }
}
