package reprise.simulator.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reprise.recorder.Clock;
import reprise.simulator.users.Executor.PerUserIterations;
import reprise.simulator.users.Executor.RampingUsers;
import reprise.simulator.users.Executor.SharedIterations;

/** Users on a clock that the test sets: what they do before a step of their schedule is due is all done, however busy the host. */
final class HeldUsersTest extends AgainstChatRoom {
    @Test
    void iterations_thatTheTimeIsTooShortFor_areDropped() throws Exception {
        // Each begins one every 200 ms until 500 ms: at 0, 200 and 400.
        var each = inTurn(held, new PerUserIterations(2, 10, ms(500), PATIENCE), 200, 400, 600);
        assertEquals(6, count(each, "iterations"));
        assertEquals(20 - 6, count(each, "dropped_iterations"));
        assertEquals("06/20 iters, 10 per VU", each.k6(List.of()).bars().getFirst().iterations());
        var shared = inTurn(new HeldClock(), new SharedIterations(2, 7, ms(500), PATIENCE), 200, 400, 600);
        assertEquals(6, count(shared, "iterations"));
        assertEquals(7 - 6, count(shared, "dropped_iterations"));
    }

    /** Two users' iterations: those that have begun end when it is so late, each time in turn. */
    private UserFigures inTurn(HeldClock clock, Executor executor, long... endMs) throws Exception {
        var begun = new Semaphore(0);
        var mayEnd = Stream.generate(() -> new CountDownLatch(1)).limit(endMs.length).toList();
        return run(only(executor, user -> {
            begun.release();
            mayEnd.get((int) user.iteration()).await();
        }), clock, users -> {
            for (int i = 0; i < endMs.length; i++) {
                assertTrue(begun.tryAcquire(2, 60, TimeUnit.SECONDS), "they do not begin");
                clock.set(endMs[i], users);
                mayEnd.get(i).countDown();
            }
        });
    }

    @Test
    void ramp_downAndUpAgain_letsAUserFinishWithoutANewThread() throws Exception {
        // Both are retired at 100 ms in their first iteration, and start again at 200 ms: none is interrupted, and each continues.
        var threads = ConcurrentHashMap.<Thread>newKeySet();
        var begun = new Semaphore(0);
        var mayEnd = List.of(new CountDownLatch(1), new CountDownLatch(1));
        var executor = new RampingUsers(2, List.of(Stage.of(ms(100), 2), Stage.of(ms(0), 0), Stage.of(ms(100), 0), Stage.of(ms(0), 2),
            Stage.of(ms(300), 2)), ms(5000), ms(5000));
        var figures = run(only(executor, user -> {
            threads.add(Thread.currentThread());
            begun.release();
            mayEnd.get((int) user.iteration()).await();
        }), held, users -> {
            assertTrue(begun.tryAcquire(2, 60, TimeUnit.SECONDS), "they do not begin");
            for (long ms : List.of(100L, 200L)) held.set(ms, users);
            mayEnd.getFirst().countDown();
            assertTrue(begun.tryAcquire(2, 60, TimeUnit.SECONDS), "they do not go on");
            held.set(500, users);
            mayEnd.getLast().countDown();
        });
        assertEquals(0, figures.interrupted(""));
        assertEquals(4, count(figures, "iterations")); // from 0 and from 200 ms
        assertEquals(2, threads.size());
    }

    /** The threads of a busy host come to what is due when it is long past: the first look at a loop's lag too. */
    @Test
    void loops_thatBeginLate_areNoFailure() throws Exception {
        var test = Thread.currentThread();
        var system = Clock.system();
        var late = new Clock() {
            @Override
            public long nanos() {
                return system.nanos() + (Thread.currentThread() == test ? 0 : TimeUnit.SECONDS.toNanos(2));
            }

            @Override
            public long wallNs(long nanos) {
                return system.wallNs(nanos);
            }
        };
        assertEquals(2, count(run(only(new PerUserIterations(2, 1, ms(10_000), ms(0)), _ -> { }), late, _ -> { }), "iterations"));
    }

    /** Each user is active until the end of the first second; 3 of them once the seconds' ends are counted. */
    @Test
    void usersOfASecond_areThoseAtItsEnd() throws Exception {
        var begun = new CountDownLatch(3);
        var mayEnd = new CountDownLatch(1);
        run(only(new PerUserIterations(3, 1, ms(10_000), ms(0)), user -> {
            begun.countDown();
            mayEnd.await();
        }), held, users -> {
            assertTrue(begun.await(60, TimeUnit.SECONDS), "they do not begin");
            held.set(1000, users);
            mayEnd.countDown();
        });
        assertEquals(3, recording.seconds().getFirst().count(UserMetrics.USERS));
        assertEquals(3, recording.count(UserMetrics.USERS), "none at the end of the second in which they left");
    }
}
