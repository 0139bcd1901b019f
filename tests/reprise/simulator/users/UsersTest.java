package reprise.simulator.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.peer.k6.K6Figures;
import reprise.recorder.Recorder;
import reprise.simulator.Unreachable;
import reprise.simulator.users.Executor.ConstantArrivals;
import reprise.simulator.users.Executor.ConstantUsers;
import reprise.simulator.users.Executor.PerUserIterations;
import reprise.simulator.users.Executor.RampingUsers;
import reprise.simulator.users.Executor.SharedIterations;
import reprise.transport.websocket.ClientSettings;
import reprise.transport.websocket.WebSocketUrl;

/** How users start, stop and are ended in real time; the schedules themselves are tested without a clock. */
@Tag("alone")
final class UsersTest extends AgainstChatRoom {
    @Test
    void iterations_thatOutlastTheGrace_areEndedAtOnceAndTheirSocketsClosed() throws Exception {
        var connected = new CountDownLatch(3);
        long before = System.nanoTime();
        var figures = run(only(new ConstantUsers(3, ms(400), ms(100)), user -> {
            var socket = user.connect(user.pick()); // left open: the end of the iteration closes it
            socket.send(Message.text("hello"));
            connected.countDown();
            user.sleep(ms(60_000));
        }), held, _ -> letGoAfter(connected));
        long tookMs = (System.nanoTime() - before) / 1_000_000;
        assertTrue(tookMs >= 500 && tookMs < 30_000, tookMs + " ms");
        assertEquals(3, figures.interrupted(""));
        assertEquals(0, count(figures, "iterations"));
        assertEquals(new UserFigures.Sessions(3, 0, 3, 0), figures.sessions(""));
        assertTrue(count(figures, "data_sent") > 3 * 100, "the interrupted ones' bytes count");
        for (int i = 0; i < 3; i++) assertEquals(1001, room.closeCodes.poll(60, TimeUnit.SECONDS));
        assertEquals(3, figures.status().interrupted());
    }

    private void letGoAfter(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(60, TimeUnit.SECONDS), "they do not begin");
        held.letGo();
    }

    @Test
    void interruption_whileDialing_countsOneInterruptedSession() throws Exception {
        var accepted = new ArrayList<Socket>(); // what nothing holds is closed when it is collected
        try (var silent = new java.net.ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var target = new Target("silent", new WebSocketUrl("127.0.0.1", silent.getLocalPort(), "/ws"));
            var figures = run(new UserPlan(List.of(new UserScenario("only", Duration.ZERO, new ConstantUsers(2, ms(100), ms(50)),
                user -> user.connect(user.pick()))), List.of(target), 1), held, _ -> {
                for (int i = 0; i < 2; i++) accepted.add(silent.accept());
                held.letGo();
            });
            assertEquals(new UserFigures.Sessions(2, 0, 2, 0), figures.sessions(""));
            assertEquals(2, figures.interrupted("{scenario:only}"));
            assertEquals(2, figures.ended("only").interrupted());
        } finally {
            for (var each : accepted) each.close();
        }
    }

    @Test
    void perUserAndSharedIterations_doTheirNumberAndEndEarly() throws Exception {
        var byUser = new ConcurrentHashMap<Integer, AtomicInteger>();
        var shared = new AtomicInteger();
        var figures = run(new UserPlan(List.of(
            new UserScenario("each", Duration.ZERO, new PerUserIterations(4, 5, ms(60_000), ms(0)), user -> {
                byUser.computeIfAbsent(user.number(), _ -> new AtomicInteger()).incrementAndGet();
                user.sleep(ms(user.number()));
            }),
            new UserScenario("all", ms(50), new SharedIterations(4, 23, ms(60_000), ms(0)), _ -> shared.incrementAndGet())), List.of(here),
            1));
        assertEquals(List.of(5, 5, 5, 5), byUser.values().stream().map(AtomicInteger::get).toList());
        assertEquals(23, shared.get());
        assertEquals(43, count(figures, "iterations"));
        assertEquals(23, count(figures, "iterations{scenario:all}"));
        assertEquals(List.of("20/20 iters, 5 per VU", "23/23 shared iters"), figures.k6(List.of()).bars().stream()
            .map(K6Figures.Bar::iterations).toList());
    }

    @Test
    void arrivals_withTooFewUsers_dropWhatNobodyCanTake() throws Exception {
        // 50 in a second; each takes 100 ms in one of 2 users, so about 20 run.
        var figures = run(new ConstantArrivals(50, ms(1000), ms(1000), 1, 2, PATIENCE), user -> user.sleep(ms(100)));
        assertEquals(50, count(figures, "iterations") + count(figures, "dropped_iterations"));
        assertTrue(count(figures, "iterations") > 0 && count(figures, "iterations") <= 20, count(figures, "iterations") + " iterations");
        assertEquals(count(figures, "dropped_iterations"), recording.count(UserMetrics.DROPPED));
        var bar = figures.k6(List.of()).bars().getFirst();
        assertEquals("50.00 iters/s", bar.iterations());
        assertEquals(2, bar.maxUsers());
        assertEquals(0, bar.users().orElseThrow());
    }

    @Test
    void user_endedAndStartedInTheSameMoment_isInterruptedOnceAndGoesOn() throws Exception {
        // Retired at 200 ms, ended because there is no grace, and started again; from then on 20 ms per iteration, until five are done.
        var executor = new RampingUsers(1, List.of(Stage.of(ms(200), 1), Stage.of(ms(0), 0), Stage.of(ms(0), 1), Stage.of(ms(60_000), 1)),
            Duration.ZERO, ms(5000));
        var first = new CountDownLatch(1);
        var sixth = new CountDownLatch(6);
        var cut = new CopyOnWriteArrayList<Long>();
        var plan = new UserPlan(List.of(new UserScenario("only", Duration.ZERO, executor, user -> {
            if (user.iteration() > 0) sixth.countDown();
            cut.add((long) user.iteration());
            first.countDown();
            user.sleep(ms(user.iteration() == 0 ? 60_000 : 20));
            cut.removeLast();
        })), List.of(here), 1);
        try (var users = new Users(plan, held)) {
            long beganNs = System.nanoTime();
            users.start(new Recorder(users.metrics()));
            letGoAfter(first);
            assertTrue(sixth.await(60, TimeUnit.SECONDS), "it does not go on");
            users.stop();
            var figures = users.done().get(60, TimeUnit.SECONDS);
            assertEquals(0, cut.getFirst());
            assertTrue(cut.size() <= 2, "it and the last, which the stop may have found: " + cut);
            assertEquals(cut.size(), figures.interrupted(""));
            long iterations = count(figures, "iterations");
            long tookMs = (System.nanoTime() - beganNs) / 1_000_000;
            assertTrue(iterations >= 5 && 200 + 20 * iterations <= tookMs, iterations + " iterations in " + tookMs + " ms");
        }
    }

    @Test
    void send_toAServerThatDoesNotRead_blocksAndIsEndedWithItsIteration() throws Exception {
        var deaf = new CountDownLatch(1);
        var sends = new AtomicInteger();
        var large = Message.text("x".repeat(50_000));
        var figures = run(only(new ConstantUsers(1, ms(300), ms(300)), user -> {
            var socket = user.connect(user.pick());
            socket.send(Message.text("deaf"));
            deaf.countDown();
            for (; sends.get() < 10_000; sends.incrementAndGet()) socket.send(large); // 500 MB, which no socket accepts
        }), held, _ -> letGoAfter(deaf));
        assertTrue(sends.get() < 10_000, "it never blocked");
        assertEquals(1, figures.interrupted(""));
        assertEquals(new UserFigures.Sessions(1, 0, 1, 0), figures.sessions(""));
    }

    @Test
    void picks_ofTheSameSeed_areTheSame() throws Exception {
        assertEquals(picks(7), picks(7));
        assertTrue(!picks(7).equals(picks(8)));
    }

    private Map<Integer, List<String>> picks(long seed) throws Exception {
        var picks = new ConcurrentHashMap<Integer, List<String>>();
        run(new UserPlan(List.of(new UserScenario("only", Duration.ZERO, new PerUserIterations(3, 20, PATIENCE, ms(0)),
            user -> picks.computeIfAbsent(user.number(), _ -> new ArrayList<>()).add(user.pick().name()))),
            List.of(here, new Target("there", room.url())), seed));
        return picks;
    }

    @Test
    void stop_midway_interruptsAllAndStillGivesFigures() throws Exception {
        var begun = new CountDownLatch(5);
        var plan = new UserPlan(List.of(new UserScenario("only", Duration.ZERO, new ConstantUsers(5, ms(60_000)), user -> {
            try (var socket = user.connect(user.pick())) {
                socket.send(BROADCAST);
                begun.countDown();
                user.sleep(ms(60_000));
            }
        })), List.of(here), 1);
        try (var users = new Users(plan, clock)) {
            users.start(new Recorder(users.metrics()));
            var done = users.done();
            assertTrue(begun.await(60, TimeUnit.SECONDS));
            assertEquals(5, users.active());
            users.stop();
            var figures = done.get(60, TimeUnit.SECONDS);
            assertEquals(5, figures.interrupted(""));
            assertEquals(0, figures.k6(List.of()).status().complete());
            assertEquals(5, figures.k6(List.of()).status().interrupted());
            assertTrue(figures.deliveries(here).addsUp());
            assertEquals(false, figures.k6(List.of()).bars().getFirst().passed());
        }
    }

    /** Thrown on the loop where a message is received, which would swallow it; the users would wait for their hour. */
    @Test
    void error_onALoop_endsTheRunWithIt() {
        var used = new OutOfMemoryError("played");
        var plan = new UserPlan(List.of(new UserScenario("only", Duration.ZERO, new ConstantUsers(2, ms(3_600_000)), user -> {
            try (var socket = user.connect(user.pick())) {
                socket.send(BROADCAST);
                user.sleep(ms(3_600_000));
            }
        })), List.of(here), 1);
        try (var users = new Users(plan, clock, _ -> {
            throw used;
        }, ms(5000))) {
            users.start(new Recorder(users.metrics()));
            var ended = assertThrows(java.util.concurrent.ExecutionException.class, () -> users.done().get(60, TimeUnit.SECONDS));
            assertSame(used, ended.getCause());
        }
    }

    @Test
    void sources_several_areUsedInTurn() throws Exception {
        var addresses = List.of(InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.3"));
        var figures =
            run(new UserPlan(List.of(new UserScenario("only", Duration.ZERO, new PerUserIterations(8, 1, PATIENCE, ms(0)), user -> {
            try (var socket = user.connect(user.pick())) {
                socket.send(Message.text("hello"));
            }
        })), List.of(here), 1, 2, addresses, ClientSettings.DEFAULT));
        assertEquals(new UserFigures.Sessions(8, 8, 0, 0), figures.sessions(""));
    }

    @Test
    void constantUsers_untilTheyAreStopped_recordIntoThePhasesRecorder() throws Exception {
        var iterations = new CountDownLatch(6);
        try (var users = Users.of(2, user -> {
            try (var socket = user.connect(user.pick())) {
                socket.send(BROADCAST);
            }
            iterations.countDown();
        }, List.of(here), 1, clock)) {
            users.connect();
            var recorder = new Recorder(users.metrics());
            users.start(recorder);
            assertTrue(recorder.startNs() <= clock.nanos());
            assertTrue(iterations.await(60, TimeUnit.SECONDS), "they go on");
            assertFalse(users.done().isDone());
            users.stop();
            var figures = users.done().get(60, TimeUnit.SECONDS);
            recording = recorder.finish(clock.nanos());
            assertTrue(recording.count(UserMetrics.ITERATIONS) >= 6 - 2, "two may be interrupted as they count the last");
            assertEquals(count(figures, "iterations"), recording.count(UserMetrics.ITERATIONS));
            assertEquals(figures.deliveries(here).messages(), recording.count(UserMetrics.of("here").sent()));
        }
    }

    @Test
    void connect_whereNobodyListens_namesTheServerAndTheRemedy() throws Exception {
        int free;
        try (var taken = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = taken.getLocalPort();
        }
        var dead = new Target("dead", new WebSocketUrl("127.0.0.1", free, "/ws"));
        try (var users = Users.of(1, _ -> { }, List.of(here, dead), 1, clock)) {
            var told = assertThrows(Unreachable.class, users::connect);
            assertEquals("server dead: ws://127.0.0.1:" + free + "/ws: connection refused; is a server running there?", told.getMessage());
        }
    }
}
