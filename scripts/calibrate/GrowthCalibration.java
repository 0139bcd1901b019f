package calibrate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reprise.sut.Brokers;
import reprise.sut.ChatUnderTest;
import reprise.transport.Sockets;

/**
 * Measures how the cost of a request, message, delivery or user grows with connections, bytes and listeners. Costs are CPU time of a whole
 * process, user and kernel, or its resident memory.
 */
public final class GrowthCalibration {
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final int LEAST_CONNECTIONS = 50;
    private static final int LEAST_BYTES = 1_000;
    private static final int LEAST_LISTENERS = 100;
    private static final int LEAST_USERS = 500;
    private static final int WINDOW = 6;
    private final LimitTable table;
    private final Duration each;
    private final Growth growth;

    /** @param each how long to measure a figure, {@code rounds} times */
    public GrowthCalibration(LimitTable table, Duration each, int rounds) {
        this.table = table;
        this.each = each;
        growth = new Growth(table, rounds);
    }

    public void print() throws Exception {
        load();
        broker();
        fanOut();
        // each time in processes of their own, for minutes
        new Growth(table, 1).rows(List.of(new Growth.Cost("users: memory of each, kB", 1)), LEAST_USERS, "users", users -> {
            var held = ManyUsers.hold(users, ManyUsers.MOST_PROCESSES);
            if (held.users() < users) table.remark("(" + ManyUsers.tooFew(held, users) + ")");
            return List.of(held.kiloBytesEach());
        });
    }

    private void load() throws Exception {
        var loops = Sockets.loops("load", 2);
        try (var router = HttpServer.router(); var bare = HttpServer.bare()) {
            growth.warmRows(List.of(new Growth.Cost("load: CPU for a request, us", 2),
                new Growth.Cost("caller: CPU for a request, us", 2)), LEAST_CONNECTIONS, "connections", connections -> {
                    var side = LoadSide.ours(LoadShape.adding(router, WrkPeer.Requests.FIXED, 2, connections, each), loops, WARM_UP);
                    return List.of(side.cpuUsPerRequest(), side.serverCpuUsPerRequest());
                });
            growth.warmRows(List.of(new Growth.Cost("load: CPU for a kB of bodies, us", 2)), LEAST_BYTES, "bytes", bytes -> {
                var shape = new LoadShape(bare, WrkPeer.Requests.FIXED, "x".repeat(bytes), HttpServer.ADD_REPLY, 2, LEAST_CONNECTIONS,
                    each);
                return List.of(LoadSide.ours(shape, loops, WARM_UP).cpuUsPerRequest() * LEAST_BYTES / bytes);
            });
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2000);
        }
    }

    private void broker() throws Exception {
        double seconds = each.toNanos() / 1e9;
        try (var brokers = Brokers.embedded("127.0.0.1", List.of(0))) {
            long pid = brokers.process().pid();
            growth.warmRows(List.of(new Growth.Cost("broker: CPU for a message, us", 2)), 1, "pairs of clients", pairs ->
                List.of(AmqpFlow.measure(brokers.url(), pairs, LEAST_BYTES, seconds, () -> Cpu.us(pid)).costUs()));
            growth.warmRows(List.of(new Growth.Cost("broker: CPU for a kB of bodies, us", 2)), LEAST_BYTES, "bytes", bytes ->
                List.of(AmqpFlow.measure(brokers.url(), 1, bytes, seconds, () -> Cpu.us(pid)).costUs() * LEAST_BYTES / bytes));
        }
    }

    private void fanOut() throws Exception {
        try (var chat = ChatUnderTest.embedded("chat", "queueing", "127.0.0.1", 0, 0, Optional.empty())) {
            long pid = chat.pid().getAsLong();
            long own = ProcessHandle.current().pid();
            growth.warmRows(List.of(new Growth.Cost("chat: CPU for a delivery, us", 2),
                new Growth.Cost("users: CPU for a delivery, us", 2)), LEAST_LISTENERS, "listeners", listeners -> {
                    var costs = List.<LongSupplier>of(() -> Cpu.us(pid), () -> Cpu.us(own));
                    return new FanOutUsers(chat.url(), listeners, WINDOW, each, costs).run().costsUs();
                });
        }
    }
}
