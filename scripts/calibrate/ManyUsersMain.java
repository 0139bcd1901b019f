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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
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
import reprise.simulator.users.UserFigures;
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
 * {"freeDescriptors":N}}. It has two commands: {@code open N} makes its share of N users open a connection each and, once all are
 * open, send something that is answered to the sender alone; {@code close} makes them close. Each command is given once, and its reply
 * holds the counts as JSON. It ends as {@link ParentCommands} describes.
 */
final class ManyUsersMain {
    private static final Message DIRECT = Message.direct("{\"action_type\": \"direct\", \"body\": \"", "\"}");
    /** A burst would measure the servers' backlogs and their time-outs for pongs instead. */
    private static final long PER_SEC = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int KEPT_MESSAGES = 2; // a greeting and the answer

    private final Clock clock = Clock.system();
    private final List<Target> targets = new ArrayList<>();
    private final List<InetAddress> sources = new ArrayList<>();
    private final Share share;
    private final AtomicInteger answered = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private Users users;
    private CompletableFuture<UserFigures> done;
    private CountDownLatch tried;
    private CountDownLatch spoken;

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
            if (command.matches("open [1-9][0-9]{0,5}") && users == null) return json(open(Integer.parseInt(command.substring(5))));
            if (command.equals("close") && users != null) return json(close());
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

    private Opened open(int count) throws InterruptedException {
        tried = new CountDownLatch(share.of(count));
        spoken = new CountDownLatch(share.of(count));
        var once = new Executor.PerUserIterations(count, 1, Duration.ofSeconds(mostSec(count)), Duration.ofSeconds(1));
        var scenario = new UserScenario("many", Duration.ZERO, once, this::iteration);
        int loops = new UserPlan(List.of(scenario), targets, 1).loops();
        var plan = new UserPlan(List.of(scenario), targets, 1, loops, sources, ClientSettings.K6, share);
        users = new Users(plan, clock, StampReader.JSON_BODY, PATIENCE);
        users.start(new Recorder(users.metrics()));
        done = users.done();
        long mostMs = count * 1_000L / PER_SEC + 5 * PATIENCE.toMillis();
        // a user that is silent by then was not answered
        if (tried.await(mostMs, TimeUnit.MILLISECONDS)) spoken.await(mostMs, TimeUnit.MILLISECONDS);
        return new Opened(stillOpen(), answered.get());
    }

    private Closed close() throws InterruptedException, ExecutionException, TimeoutException {
        closing.countDown();
        try (var all = users) {
            if (tried.getCount() > 0) all.stop(); // those that are open wait for the rest
            var figures = done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
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
        var turn = Duration.ofNanos(user.number() * (1_000_000_000L / PER_SEC));
        user.sleep(turn);
        try (var socket = connect(user)) {
            tried.await();
            user.sleep(turn);
            speak(socket);
            closing.await();
        }
    }

    private UserSocket connect(User user) {
        try {
            return user.connect(targets.get(user.number() % targets.size()), KEPT_MESSAGES);
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
