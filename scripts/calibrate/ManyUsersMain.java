package calibrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.recorder.Share;
import reprise.simulator.users.Executor;
import reprise.simulator.users.Message;
import reprise.simulator.users.SessionFailed;
import reprise.simulator.users.StampReader;
import reprise.simulator.users.Target;
import reprise.simulator.users.User;
import reprise.simulator.users.UserPlan;
import reprise.simulator.users.UserScenario;
import reprise.simulator.users.UserSocket;
import reprise.simulator.users.Users;
import reprise.testee.ParentCommands;
import reprise.transport.websocket.ClientSettings;
import reprise.transport.websocket.WebSocketUrl;

/**
 * The process that holds many users open: {@code ManyUsersMain SOURCES SHARE URL...}. It has a share of them, such as 1/3, and
 * connects from SOURCES loopback addresses in turn, 127.0.0.2 and on, to each server in turn. Its first line of output is {@code
 * {"freeDescriptors":N}}. It has two commands: {@code open N} makes its share of N users, after some that come and go, open a connection
 * each and, once all are open, send something that is answered to the sender alone; {@code close} makes them close. Each command is given
 * once, and its reply holds the counts as JSON. It ends as {@link ParentCommands} describes.
 */
final class ManyUsersMain {
    private static final Message DIRECT = Message.direct("{\"action_type\": \"direct\", \"body\": \"", "\"}");
    /** A burst would measure the servers' backlogs and their time-outs for pongs instead. */
    private static final int PER_SEC = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int WARM_UP_USERS = 1_000;
    private static final int KEPT_MESSAGES = 2; // a greeting and the answer

    private final Clock clock = Clock.system();
    private final List<Target> targets = new ArrayList<>();
    private final List<InetAddress> sources = new ArrayList<>();
    private final Share share;
    private Round round;

    private ManyUsersMain(int sourceCount, Share share, List<String> urls) throws UnknownHostException {
        this.share = share;
        for (int i = 0; i < sourceCount; i++) sources.add(InetAddress.getByName("127.0.0." + (2 + i)));
        for (var url : urls) targets.add(new Target("chat" + targets.size(), WebSocketUrl.parse(url)));
    }

    /** The open connections according to the users' engine, and how many of them were just answered. */
    record Opened(int open, int answered) {}

    /** The outcome of the sessions according to the users' engine, the connections still open, and the engine's notes. */
    record Closed(long attempts, long complete, long interrupted, long failed, int open, String notes) {}

    public static void main(String[] args) throws Exception {
        var parent = ParentCommands.arm();
        if (args.length < 3 || !args[0].matches("[1-9][0-9]?") || !args[1].matches("[1-9][0-9]?/[1-9][0-9]?")) {
            parent.end(ParentCommands.BAD_ARGUMENTS,
                "many users: arguments '" + String.join(" ", args) + "'; give SOURCES SHARE URL..., for example 4 1/2 "
                + "ws://127.0.0.1:8001/ws");
        }
        var many = new ManyUsersMain(Integer.parseInt(args[0]), Share.parse(args[1]), List.of(args).subList(2, args.length));
        parent.serve("{\"freeDescriptors\":" + freeDescriptors() + "}", many::answer);
        parent.end();
    }

    /** For all that so many users do: they connect, speak and close one after another. */
    static long mostSec(int users) {
        return 12 * PATIENCE.toSeconds() + 3 * users / PER_SEC;
    }

    private static long freeDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount() : Long.MAX_VALUE;
    }

    private String answer(String command) {
        try {
            if (command.matches("open [1-9][0-9]{0,5}") && round == null) return json(open(Integer.parseInt(command.substring(5))));
            if (command.equals("close") && round != null) return json(round.close());
            return "error: '" + command + "' is no command at this point; there are open N, then close";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "error: interrupted";
        } catch (ExecutionException | TimeoutException e) {
            return "error: the users have not ended: " + e;
        }
    }

    private static String json(Object counted) {
        try {
            return new ObjectMapper().writeValueAsString(counted);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("many users: counts cannot be written as JSON", e);
        }
    }

    /** A run warms up, too: until a script is compiled, its frames on a parked user's stack are several times as large. */
    private Opened open(int count) throws InterruptedException, ExecutionException, TimeoutException {
        var warm = new Round(Math.min(count, WARM_UP_USERS), Share.WHOLE);
        warm.open();
        warm.close();
        System.gc(); // what it left is none of the users'
        round = new Round(count, share);
        return round.open();
    }

    /** How long so many users take to come. */
    private static Duration coming(int users) {
        return Duration.ofNanos(users * (1_000_000_000L / PER_SEC));
    }

    /** So many users who come, speak when all are there, and go. */
    private final class Round {
        private final int count;
        private final int own; // of this process
        private final Share share;
        private final Users users;
        private final AtomicInteger come = new AtomicInteger(); // a user that has gone may come again for another
        private final AtomicInteger answered = new AtomicInteger();
        private final CountDownLatch tried;
        private final Semaphore turns = new Semaphore(0); // to speak
        private final CountDownLatch spoken;
        private final CountDownLatch closing = new CountDownLatch(1);

        Round(int count, Share share) {
            this.count = count;
            this.share = share;
            own = share.of(count);
            tried = new CountDownLatch(own);
            spoken = new CountDownLatch(own);
            var once = new Executor.ConstantArrivals(PER_SEC, Duration.ofSeconds(1), coming(count), count, count,
                Duration.ofSeconds(mostSec(count)));
            var scenario = new UserScenario("many", Duration.ZERO, once, this::iteration);
            int loops = new UserPlan(List.of(scenario), targets, 1).loops();
            var plan = new UserPlan(List.of(scenario), targets, 1, loops, sources, ClientSettings.K6, share);
            users = new Users(plan, clock, StampReader.JSON_BODY, PATIENCE);
        }

        Opened open() throws InterruptedException {
            users.start(new Recorder(users.metrics()));
            long mostMs = coming(count).plus(PATIENCE.multipliedBy(5)).toMillis();
            if (tried.await(mostMs, TimeUnit.MILLISECONDS)) {
                giveTurns();
                spoken.await(mostMs, TimeUnit.MILLISECONDS); // a user that is silent by then was not answered
            }
            return new Opened(stillOpen(), answered.get());
        }

        /** As fast as they came. */
        private void giveTurns() throws InterruptedException {
            long sinceNs = clock.nanos();
            for (int given = 0; given < own; Thread.sleep(1)) {
                int due = share.of((int) Math.min(count, (clock.nanos() - sinceNs) * PER_SEC / 1_000_000_000L));
                turns.release(due - given);
                given = due;
            }
        }

        Closed close() throws InterruptedException, ExecutionException, TimeoutException {
            closing.countDown();
            try (var all = users) {
                if (tried.getCount() > 0) all.stop(); // those that are open wait for the rest
                var figures = all.done().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                var sessions = figures.sessions("");
                return new Closed(sessions.attempts(), sessions.complete(), sessions.interrupted(), sessions.failed(), stillOpen(),
                    figures.notes().toString());
            }
        }

        private int stillOpen() {
            int open = 0;
            for (int i = 0; i < targets.size(); i++) open += users.deliveries().open(i);
            return open;
        }

        private void iteration(User user) throws InterruptedException {
            try (var socket = connect(user)) {
                turns.acquire();
                speak(socket);
                closing.await();
            }
        }

        private UserSocket connect(User user) {
            try {
                return user.connect(targets.get(come.getAndIncrement() % targets.size()), KEPT_MESSAGES);
            } catch (SessionFailed e) {
                spoken.countDown(); // it will not arrive
                throw e;
            } finally {
                tried.countDown();
            }
        }

        private void speak(UserSocket socket) {
            try {
                socket.send(DIRECT);
                var text = socket.receive(PATIENCE);
                while (text.isPresent() && !text.get().contains("\"direct\"")) text = socket.receive(PATIENCE);
                if (text.isPresent()) answered.incrementAndGet();
            } finally {
                spoken.countDown();
            }
        }
    }
}
