package reprise.simulator.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reprise.peer.k6.K6Figures;
import reprise.recorder.Recorder;
import reprise.simulator.users.Executor.ConstantUsers;
import reprise.simulator.users.Executor.PerUserIterations;
import reprise.simulator.users.Executor.RampingUsers;
import reprise.transport.websocket.WebSocketUrl;

/** What a run counts and times, and that it adds up. */
final class UserFiguresTest extends AgainstChatRoom {
    /** In their first iteration all users wait for each other, so 20 listeners receive 20 messages each. Each sender awaits its own. */
    @Test
    void broadcasts_ofTwentyUsers_addUpInEveryFigure() throws Exception {
        var connected = new CountDownLatch(20);
        var figures = run(new PerUserIterations(20, 10, PATIENCE, ms(0)), user -> {
            user.sleep(ms(20));
            try (var socket = user.connect(user.pick(), 1000)) {
                user.check("connected", true);
                connected.countDown();
                connected.await();
                var own = "\"from\": \"" + user.number() + "-" + user.iteration() + "\"";
                socket.send(Message.broadcast("{\"action_type\": \"broadcast\", " + own + ", \"body\": \"", "\"}"));
                user.sleep(ms(50));
                int first = 0;
                for (boolean isBack = false; !isBack || user.iteration() == 0 && first < 20;) {
                    var text = socket.receive(PATIENCE).orElseThrow();
                    isBack |= text.contains(own);
                    if (text.contains("-0\"")) first++;
                }
            }
        });
        assertEquals(Map.of(), figures.notes());
        var sessions = figures.sessions("");
        long iterations = count(figures, "iterations");
        assertEquals(200, iterations);
        assertEquals(new UserFigures.Sessions(iterations, iterations, 0, 0), sessions);
        assertEquals(new UserFigures.Ended(iterations, 0), figures.ended("only"));
        assertEquals(iterations, count(figures, "ws_sessions"));
        assertEquals(iterations, count(figures, "ws_msgs_sent"));
        assertEquals(iterations, count(figures, "ws_sessions{scenario:only,server:here}"));
        assertEquals(new K6Figures.Rate(iterations, 0), figures.metric("checks").orElseThrow());
        assertEquals(iterations, figures.sortedNs("ws_connecting").length);
        assertTrue(figures.sortedNs("ws_session_duration")[0] >= 50_000_000L);
        assertTrue(figures.sortedNs("iteration_duration")[0] >= 70_000_000L);
        var deliveries = figures.deliveries(here);
        assertTrue(deliveries.addsUp(), deliveries.toString());
        assertEquals(iterations, deliveries.messages());
        assertTrue(deliveries.made() >= 20 * 20 + 180, deliveries.toString()); // the other 180 arrive at their senders at least
        assertEquals(0, deliveries.cut() + deliveries.late() + deliveries.duplicates() + deliveries.untracked());
        assertEquals(deliveries.made(), recording.count(UserMetrics.of("here").deliveries()));
        assertEquals(deliveries.made(), recording.whole(UserMetrics.of("here").delivery()).getTotalCount());
        assertEquals(iterations, recording.whole(UserMetrics.of("here").session()).getTotalCount());
        assertEquals(count(figures, "data_sent"), recording.count(UserMetrics.of("here").dataSent()));
        assertEquals(count(figures, "data_received"), recording.count(UserMetrics.of("here").dataReceived()));
        assertEquals(iterations, recording.count(UserMetrics.of("here").opened()));
        assertEquals(iterations, recording.count(UserMetrics.of("here").closed()));
        assertEquals(count(figures, "ws_msgs_received"), recording.count(UserMetrics.of("here").received()));
        assertEquals(deliveries.made() + deliveries.early(), count(figures, "ws_msgs_received"));
        assertEquals(iterations, recording.whole(UserMetrics.of("here").lastListener()).getTotalCount());
        assertEquals(List.of(), recording.anomalies().notes()); // late records are in their seconds all the same
        // Out: request, message of 6 + 36 + 19 + 2 octets, close frame of 8.
        assertTrue(count(figures, "data_sent") > iterations * (100 + 63 + 8), "sent " + count(figures, "data_sent"));
        assertTrue(count(figures, "data_received") > deliveries.made() * 59);
    }

    @Test
    void direct_repliesAreTimedForTheirSenderAlone() throws Exception {
        var figures = run(new PerUserIterations(4, 5, PATIENCE, ms(0)), user -> {
            try (var socket = user.connect(user.pick(), 4)) {
                socket.send(DIRECT);
                var reply = socket.receive(PATIENCE);
                user.check("has a stamp", reply.orElse("").matches(".*\"body\": \"\\d{19}\"}"));
            }
        });
        assertEquals(new K6Figures.Rate(20, 0), figures.metric("checks").orElseThrow());
        assertEquals(20, recording.whole(UserMetrics.of("here").direct()).getTotalCount());
        assertEquals(0, figures.deliveries(here).messages());
    }

    @Test
    void thresholds_atTheEnd_areMetOrCrossedAndMarked() throws Exception {
        var figures = run(new PerUserIterations(2, 5, PATIENCE, ms(0)), user -> {
            try (var socket = user.connect(user.pick())) {
                user.check("odd", user.iteration() % 2 == 1);
            }
        });
        // Of five iterations 0 … 4 two are odd.
        for (var met : List.of(new Threshold("checks", "rate>=0.4"), new Threshold("checks", "rate<0.41"),
            new Threshold("iterations", "count==10"),
            new Threshold("ws_connecting{server:here}", "p(99.9)<10000"), new Threshold("ws_connecting", "avg>0"),
            new Threshold("dropped_iterations", "count<1"))) {
            assertTrue(met.test(figures).met(), met.toString());
        }
        var crossed = new Threshold("ws_connecting{server:here}", "max<0.0001");
        assertEquals(false, crossed.test(figures).met());
        var marks = figures.k6(List.of(crossed)).metrics().stream().filter(metric -> metric.thresholds() != K6Figures.Thresholds.NONE)
            .toList();
        assertEquals(List.of("ws_connecting{server:here}"), marks.stream().map(K6Figures.Metric::name).toList());
        assertEquals(List.of(new K6Figures.Check("odd", 4, 6)), figures.k6(List.of()).checks());
        assertThrows(IllegalArgumentException.class, () -> new Threshold("checks", "p(101)<1"));
        assertThrows(IllegalArgumentException.class, () -> new Threshold("checks", "fast"));
        assertThrows(IllegalArgumentException.class, () -> new Threshold("checks", "avg<1").test(figures));
        assertThrows(IllegalArgumentException.class, () -> new Threshold("cheques", "rate<1").test(figures));
    }

    @Test
    void maxUsers_ofTheDocumentsThree_is750() {
        // The hundred-message users (200) may run until 2:00 + 3:30 + 0:30 = 6:00, when the third ramp has 5 + 15 + 20 = 40.
        UserScript nothing = _ -> { };
        var plan = new UserPlan(List.of(
            new UserScenario("a", Duration.ZERO, new ConstantUsers(80, Duration.ofSeconds(45)), nothing),
            new UserScenario("b", Duration.ofMinutes(2), new RampingUsers(5, Stream.of(20, 40, 60, 80, 100, 150, 200)
                .map(users -> UserScheduleTest.stage(30, users)).toList()), nothing),
            new UserScenario("c", Duration.ofMinutes(5), new RampingUsers(5, Stream.concat(Stream.of(20, 40, 60, 80),
                IntStream.rangeClosed(2, 15).mapToObj(i -> 50 * i)).map(users -> UserScheduleTest.stage(30, users)).toList()), nothing)),
                List.of(here), 1);
        assertEquals(750, plan.maxUsers());
        assertEquals(14 * 60 + 30, plan.endNs() / 1_000_000_000L);
    }

    @Test
    void server_thatRefusesOrCloses_failsSessionsAndTheRunGoesOn() throws Exception {
        int free;
        try (var taken = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = taken.getLocalPort();
        }
        var dead = new Target("dead", new WebSocketUrl("127.0.0.1", free, "/ws"));
        var lost = new Target("lost", new WebSocketUrl("127.0.0.1", room.url().port(), "/nowhere"));
        var figures =
            run(new UserPlan(List.of(new UserScenario("only", Duration.ZERO, new PerUserIterations(2, 6, PATIENCE, ms(0)), user -> {
            var target = List.of(dead, lost, here).get((int) user.iteration() % 3);
            try (var socket = user.connect(target)) {
                socket.send(Message.text("bye"));
                sendUntilClosed(user, socket);
            }
        })), List.of(here, dead, lost), 1));
        assertEquals(12, count(figures, "iterations")); // as in k6, an iteration that threw is complete
        assertEquals(new UserFigures.Sessions(12, 0, 0, 12), figures.sessions(""));
        assertEquals(4, figures.sessions("{server:dead}").failed());
        assertEquals(0, figures.scriptErrors());
        assertEquals(3, figures.notes().size(), figures.notes().toString());
        assertTrue(figures.notes().keySet().stream().anyMatch(note -> note.contains("1001 bye")), figures.notes().toString());
        assertTrue(figures.notes().keySet().stream().anyMatch(note -> note.contains("404")), figures.notes().toString());
        assertEquals(4, figures.sortedNs("ws_connecting").length);
    }

    @Test
    void script_thatThrows_isNotedAndComplete() throws Exception {
        var figures = run(new PerUserIterations(2, 3, PATIENCE, ms(0)), _ -> { throw new java.io.IOException("no such file"); });
        assertEquals(6, count(figures, "iterations"));
        assertEquals(6, figures.scriptErrors());
        assertEquals(Map.of("script of only: java.io.IOException: no such file", 6L), figures.notes());
    }

    private static void sendUntilClosed(User user, UserSocket socket) {
        while (true) {
            user.sleep(ms(10));
            socket.send(Message.text("anybody there?")); // throws once the server has closed it
        }
    }

    /** The server closes after the flood, so all of it has arrived when the connection is closed; the script keeps four. */
    @Test
    void flood_ofAServer_isCountedWholeAndKeptInBounds() throws Exception {
        var kept = new ArrayList<String>();
        var figures = run(new PerUserIterations(1, 1, PATIENCE, ms(0)), user -> {
            try (var socket = user.connect(user.pick(), 4)) {
                socket.send(Message.text("flood"));
                socket.send(Message.text("bye"));
                try {
                    sendUntilClosed(user, socket);
                } catch (SessionFailed _) {
                    while (true) kept.add(socket.receive(ms(0)).orElseThrow()); // throws after the last one
                }
            }
        });
        assertTrue(count(figures, "ws_msgs_received") >= ChatRoom.FLOOD, count(figures, "ws_msgs_received") + " received");
        assertEquals(List.of("0", "1", "2", "3"), kept);
        assertEquals(new UserFigures.Sessions(1, 0, 0, 1), figures.sessions(""));
        assertEquals(0, figures.scriptErrors());
    }

    /** All five listeners receive five broadcasts, then five are sent that nobody receives before the server dies. */
    @Test
    void server_thatDiesMidway_failsWhatIsOpenAndWhatComesAfter() throws Exception {
        var connected = new CountDownLatch(5);
        var begun = new CountDownLatch(5);
        var plan = new UserPlan(List.of(new UserScenario("only", Duration.ZERO, new PerUserIterations(5, 4, PATIENCE, ms(0)), user -> {
            try (var socket = user.connect(user.pick(), 5)) {
                connected.countDown();
                connected.await();
                socket.send(BROADCAST);
                for (int i = 0; i < 5; i++) socket.receive(PATIENCE).orElseThrow();
                socket.send(Message.broadcast("{\"action_type\": \"swallow\", \"body\": \"", "\"}"));
                begun.countDown();
                sendUntilClosed(user, socket);
            }
        })), List.of(here), 1);
        try (var users = new Users(plan, clock)) {
            var recorder = new Recorder(users.metrics());
            users.start(recorder);
            assertTrue(begun.await(60, TimeUnit.SECONDS));
            room.close();
            var figures = users.done().get(60, TimeUnit.SECONDS);
            recording = recorder.finish(clock.nanos());
            assertEquals(new UserFigures.Sessions(20, 0, 0, 20), figures.sessions("")); // 5 are cut and 15 refused
            assertEquals(20, recording.count(UserMetrics.of("here").failed()));
            assertEquals(20, count(figures, "iterations"));
            // Messages, expected at each listener, made; cut, and messages that not all received.
            assertEquals(new DeliveryTotals(10, 50, 25, 0, 25, 0, 0, 0, 0, 0, 5), figures.deliveries(here));
            assertEquals(15, figures.notes().entrySet().stream().filter(note -> note.getKey().contains("refused"))
                .mapToLong(Map.Entry::getValue).sum(), figures.notes().toString());
        }
    }

    /** The connection is reset while its loop is busy, so the write that comes next meets the reset before the loop can read it. */
    @Test
    void write_thatFindsTheConnectionReset_endsTheIteration() throws Exception {
        var figures = run(new PerUserIterations(1, 1, PATIENCE, ms(0)), user -> {
            try (var socket = user.connect(user.pick(), 1)) {
                socket.send(BROADCAST);
                socket.receive(PATIENCE).orElseThrow(); // the room knows this connection
                var loop = (SingleThreadEventExecutor) user.loop.loop;
                loop.execute(() -> {
                    while (loop.pendingTasks() == 0) Thread.onSpinWait(); // the next write is queued
                    room.reset();
                });
                socket.send(BROADCAST);
            }
        });
        assertEquals(new UserFigures.Sessions(1, 0, 0, 1), figures.sessions(""));
        assertEquals(new UserFigures.Ended(1, 0), figures.ended("only"));
        assertEquals(0, figures.scriptErrors());
    }
}
