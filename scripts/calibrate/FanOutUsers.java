package calibrate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.simulator.users.Executor;
import reprise.simulator.users.Message;
import reprise.simulator.users.StampReader;
import reprise.simulator.users.Target;
import reprise.simulator.users.User;
import reprise.simulator.users.UserFigures;
import reprise.simulator.users.UserPlan;
import reprise.simulator.users.UserScenario;
import reprise.simulator.users.UserSocket;
import reprise.simulator.users.Users;
import reprise.sut.Failure;
import reprise.transport.websocket.WebSocketUrl;

/**
 * A chat server's fan-out to virtual users, with each delivery timed and counted as in a run. All users listen; some send, each the
 * next broadcast when its own last one has returned, so that the number of broadcasts in flight equals the number of senders. For
 * one measurement; users have threads of their own.
 */
final class FanOutUsers {
    private static final Message DIRECT = Message.direct("{\"action_type\": \"direct\", \"body\": \"", "\"}");
    private static final Message BROADCAST = Message.broadcast("{\"action_type\": \"broadcast\", \"body\": \"", "\"}");
    private static final Pattern USER_ID = Pattern.compile("\"user_id\":(\\d+)");
    private static final int KEPT_MESSAGES = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** For the last deliveries after each sender has received its own: they are one turn of the server's loop away. */
    private static final Duration LAST_DELIVERIES = Duration.ofMillis(500);

    private final Clock clock = Clock.system();
    private final Target target;
    private final int listeners;
    private final int senders;
    private final Duration time;
    private final CountDownLatch open;
    private final CountDownLatch sent;
    private final AtomicLong beganNs = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong endedNs = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger frameBytes = new AtomicInteger();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<LongSupplier> costsUs;
    private volatile List<Long> costsUsAtBegin;
    private volatile List<Long> costsUsAtEnd;

    /**
     * @param frameBytes of a broadcast on the wire
     * @param loops that serve the users' sockets
     * @param costsUs for each delivery, in the order of the costs: what each grew by while the users broadcast, not while they connected
     */
    record Result(long messages, long deliveries, double perSec, int frameBytes, int loops, List<Double> costsUs) {}

    FanOutUsers(WebSocketUrl url, int listeners, int senders, Duration time) {
        this(url, listeners, senders, time, List.of());
    }

    /** @param costsUs count upward, such as a process's CPU time */
    FanOutUsers(WebSocketUrl url, int listeners, int senders, Duration time, List<LongSupplier> costsUs) {
        this.costsUs = costsUs;
        target = new Target("chat", url);
        this.listeners = listeners;
        this.senders = senders;
        this.time = time;
        open = new CountDownLatch(listeners);
        sent = new CountDownLatch(senders);
    }

    /** @throws Failure.Environment unless every broadcast reached every listener exactly once */
    Result run() {
        var once = new Executor.PerUserIterations(listeners, 1, time.plus(PATIENCE.multipliedBy(2)), Duration.ofSeconds(1));
        var plan = new UserPlan(List.of(new UserScenario("listeners", Duration.ZERO, once, this::iteration)), List.of(target), 1);
        try (var users = new Users(plan, clock, StampReader.JSON_BODY, PATIENCE)) {
            users.start(new Recorder(users.metrics()));
            var figures = users.done().join();
            check(figures);
            var totals = figures.deliveries(target);
            return new Result(totals.messages(), totals.made(), totals.made() * 1e9 / (endedNs.get() - beganNs.get()), frameBytes.get(),
                plan.loops(), costsUs(totals.made()));
        }
    }

    private List<Double> costsUs(double deliveries) {
        return IntStream.range(0, costsUs.size()).mapToObj(i -> (costsUsAtEnd.get(i) - costsUsAtBegin.get(i)) / deliveries).toList();
    }

    private List<Long> costsUsNow() {
        return costsUs.stream().map(LongSupplier::getAsLong).toList();
    }

    private void check(UserFigures figures) {
        var totals = figures.deliveries(target);
        var sessions = figures.sessions("");
        if (totals.addsUp() && totals.made() == totals.messages() * listeners && totals.lost() + totals.early() + totals.duplicates()
            + totals.untracked() == 0
            && totals.messages() > senders && sessions.complete() == listeners && figures.scriptErrors() == 0) return;
        throw new Failure.Environment("fan-out: not every broadcast reached each of " + listeners + " listeners once: " + totals + ", "
            + sessions + ", "
            + figures.scriptErrors() + " users gave up; " + figures.notes());
    }

    private void iteration(User user) throws InterruptedException {
        boolean sends = user.number() <= senders;
        try (var socket = user.connect(target, sends ? KEPT_MESSAGES : 0)) {
            open.countDown();
            await(open, "connections are not open");
            if (sends) send(socket);
            if (!sent.await(time.plus(PATIENCE).toNanos(), TimeUnit.NANOSECONDS))
                throw new IllegalStateException(sent.getCount() + " senders have not ended");
            user.sleep(LAST_DELIVERIES);
        }
    }

    private static void await(CountDownLatch latch, String what) throws InterruptedException {
        if (!latch.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) throw new IllegalStateException(latch.getCount() + " " + what);
    }

    private void send(UserSocket socket) {
        socket.send(DIRECT); // its answer tells the user's id
        var id = USER_ID.matcher(await(socket, text -> text.contains("\"direct\"")));
        if (!id.find()) throw new IllegalStateException("the answer to a direct message names no user_id");
        var own = "\"user_id\":" + id.group(1) + ",";
        if (begun.compareAndSet(false, true)) costsUsAtBegin = costsUsNow();
        long startNs = clock.nanos();
        beganNs.accumulateAndGet(startNs, Math::min);
        String last = "";
        long endNs = startNs + time.toNanos();
        for (int made = 0; made < 2 || clock.nanos() < endNs; made++) { // the second shows that the loop closes, however slow the host is
            socket.send(BROADCAST);
            last = await(socket, text -> text.contains(own));
        }
        endedNs.accumulateAndGet(clock.nanos(), Math::max);
        frameBytes.set(last.length() + (last.length() < 126 ? 2 : 4)); // ASCII; RFC 6455, 5.2
        if (ended.incrementAndGet() == senders) costsUsAtEnd = costsUsNow();
        sent.countDown();
    }

    private static String await(UserSocket socket, Predicate<String> which) {
        for (var text = socket.receive(PATIENCE); text.isPresent(); text = socket.receive(PATIENCE)) {
            if (which.test(text.get())) return text.get();
        }
        throw new IllegalStateException("nothing came back in " + PATIENCE);
    }
}
