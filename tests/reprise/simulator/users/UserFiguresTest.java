package reprise.simulator.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import reprise.simulator.users.Executor.ConstantUsers;
import reprise.simulator.users.Executor.PerUserIterations;
import reprise.simulator.users.Executor.RampingUsers;
import reprise.transport.websocket.WebSocketUrl;

/** What is counted and timed of a run, and that it adds up. */
final class UserFiguresTest extends AgainstChatRoom {
    @Test
    void broadcasts_ofTwentyUsers_addUpInEveryFigure() throws Exception {
        var figures = run(new ConstantUsers(20, ms(1000)), user -> {
            user.sleep(ms(20));
            try (var socket = user.connect(user.pick())) {
                user.check("connected", true);
                socket.send(BROADCAST);
                user.sleep(ms(50));
            }
        });
        assertEquals(Map.of(), figures.notes());
        var sessions = figures.sessions("");
        long iterations = count(figures, "iterations");
        assertTrue(iterations > 100, iterations + " iterations");
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
        assertTrue(deliveries.made() > 10 * iterations, deliveries.toString());
        assertEquals(0, deliveries.cut() + deliveries.late() + deliveries.duplicates() + deliveries.untracked());
        var recording = figures.recording();
        assertEquals(deliveries.made(), recording.count("deliveries here"));
        assertEquals(deliveries.made(), recording.whole("delivery here").getTotalCount());
        assertEquals(iterations, recording.whole("session here").getTotalCount());
        assertEquals(count(figures, "data_sent"), recording.count("dataSent here"));
        assertEquals(count(figures, "data_received"), recording.count("dataReceived here"));
        assertEquals(iterations, recording.count("opened here"));
        assertEquals(iterations, recording.count("closed here"));
        assertEquals(count(figures, "ws_msgs_received"), recording.count("messagesReceived here"));
        assertEquals(deliveries.made() + deliveries.early(), count(figures, "ws_msgs_received"));
        assertTrue(figures.lastListener().whole("lastListener here").getTotalCount() > 0.9 * iterations);
        assertTrue(recording.odd().none(), recording.odd().toString());
        // Out: request, message of 6 + 36 + 19 + 2 octets, close frame of 8.
        assertTrue(count(figures, "data_sent") > iterations * (100 + 63 + 8), "sent " + count(figures, "data_sent"));
        assertTrue(count(figures, "data_received") > deliveries.made() * 59);
    }

    @Test
    void direct_repliesAreTimedForTheirSenderAlone() throws Exception {
        var figures = run(new PerUserIterations(4, 5, ms(5000), ms(0)), user -> {
            try (var socket = user.connect(user.pick(), 4)) {
                socket.send(DIRECT);
                var reply = socket.receive(ms(2000));
                user.check("has a stamp", reply.orElse("").matches(".*\"body\": \"\\d{19}\"}"));
            }
        });
        assertEquals(new K6Figures.Rate(20, 0), figures.metric("checks").orElseThrow());
        assertEquals(20, figures.recording().whole("direct here").getTotalCount());
        assertEquals(0, figures.deliveries(here).messages());
    }

    @Test
    void thresholds_atTheEnd_areMetOrCrossedAndMarked() throws Exception {
        var figures = run(new PerUserIterations(2, 5, ms(5000), ms(0)), user -> {
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
        // The hundred-message users (200) may go on to 2:00 + 3:30 + 0:30 = 6:00, when the third ramp has 5 + 15 + 20 = 40.
        Script nothing = _ -> { };
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
            run(new UserPlan(List.of(new UserScenario("only", Duration.ZERO, new PerUserIterations(2, 6, ms(10_000), ms(0)), user -> {
            var target = List.of(dead, lost, here).get((int) user.iteration() % 3);
            try (var socket = user.connect(target)) {
                socket.send(Message.text("bye"));
                for (int i = 0; i < 100; i++) {
                    user.sleep(ms(10));
                    socket.send(Message.text("anybody there?")); // throws once the server has closed it
                }
                user.check("was closed", false);
            }
        })), List.of(here, dead, lost), 1));
        assertEquals(12, count(figures, "iterations")); // as in k6, one that threw is complete
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
        var figures = run(new PerUserIterations(2, 3, ms(5000), ms(0)), _ -> { throw new java.io.IOException("no such file"); });
        assertEquals(6, count(figures, "iterations"));
        assertEquals(6, figures.scriptErrors());
        assertEquals(Map.of("script of only: java.io.IOException: no such file", 6L), figures.notes());
    }

    @Test
    void flood_ofAServer_isCountedWholeAndKeptInBounds() throws Exception {
        var kept = new ArrayList<String>();
        var figures = run(new PerUserIterations(1, 1, ms(10_000), ms(0)), user -> {
            try (var socket = user.connect(user.pick(), 4)) {
                socket.send(Message.text("flood"));
                user.sleep(ms(200)); // most of it comes now, and only four are kept
                while (kept.isEmpty() || !kept.getLast().equals("over")) {
                    socket.send(Message.text("over")); // echoed behind all of it
                    for (var next = socket.receive(ms(50)); next.isPresent(); next = socket.receive(ms(0))) kept.add(next.get());
                }
            }
        });
        assertTrue(count(figures, "ws_msgs_received") > ChatRoom.FLOOD, count(figures, "ws_msgs_received") + " received");
        assertEquals(List.of("0", "1", "2", "3"), kept.subList(0, 4));
        assertTrue(kept.size() < ChatRoom.FLOOD, kept.size() + " kept");
    }

    @Test
    void server_thatDiesMidway_failsWhatIsOpenAndWhatComesAfter() throws Exception {
        var begun = new CountDownLatch(5);
        var plan = new UserPlan(List.of(new UserScenario("only", Duration.ZERO, new ConstantUsers(5, ms(2000), ms(5000)), user -> {
            user.sleep(ms(10));
            try (var socket = user.connect(user.pick())) {
                socket.send(Message.broadcast("{\"action_type\": \"swallow\", \"body\": \"", "\"}")); // five listeners wait for it
                begun.countDown();
                while (true) { // the room may take a second to end
                    user.sleep(ms(10));
                    socket.send(BROADCAST);
                }
            }
        })), List.of(here), 1);
        try (var users = new Users(plan, clock, StampReader.JSON_BODY, 5_000_000_000L)) {
            var done = users.start();
            assertTrue(begun.await(10, TimeUnit.SECONDS));
            room.close();
            var figures = done.get(10, TimeUnit.SECONDS);
            var sessions = figures.sessions("");
            assertTrue(sessions.addsUp(), sessions.toString());
            assertEquals(0, sessions.complete());
            assertTrue(sessions.failed() > 10, sessions.toString());
            assertEquals(sessions.failed(), figures.recording().count("failed here"));
            assertEquals(sessions.failed(), count(figures, "iterations"));
            var totals = figures.deliveries(here);
            assertTrue(totals.addsUp() && totals.cut() > 0, totals.toString());
            assertTrue(figures.notes().keySet().stream().anyMatch(note -> note.contains("refused")), figures.notes().toString());
        }
    }
}
