package calibrate;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import reprise.sut.ChatUnderTest;
import reprise.sut.Failure;

/**
 * Measures the chat server and the virtual users on this host: fan-out compared with bare Netty, and the number of users that one
 * process holds.
 */
public final class BroadcastCalibration {
    private static final int LISTENERS = 1_000;
    /** Broadcasts in flight, for either side. */
    private static final int WINDOW = 6;
    private static final int USERS = 20_000;
    private static final int MANY_USERS = 50_000;
    private final LimitTable table;
    private final Duration each;
    private final int rounds;

    /** @param each how long to measure a figure, {@code rounds} times */
    public BroadcastCalibration(LimitTable table, Duration each, int rounds) {
        this.table = table;
        this.each = each;
        this.rounds = rounds;
    }

    /** Prints a failed measurement with its cause instead of a row. */
    public void print() {
        try {
            fanOut();
        } catch (Failure.Environment | IOException e) {
            table.remark("(fan-out is not measured: " + e.getMessage() + ")");
        }
        users(USERS, 1);
    }

    /** More users than one process may have files open: several have one share each. */
    public void shares() {
        users(MANY_USERS, ManyUsers.MOST_PROCESSES);
    }

    private void users(int wanted, int mostProcesses) {
        try {
            var held = ManyUsers.hold(wanted, mostProcesses);
            table.row(String.format(Locale.ROOT, "users: %,d open, processes: %d; memory, MB", held.users(), held.processes()),
                held.residentBytes() / 1e6, 0, "");
            table.row("users: memory of each, kB", held.kiloBytesEach(), 1, "<= 12");
            if (held.users() < wanted) table.remark("(" + ManyUsers.tooFew(held, wanted) + ")");
        } catch (Failure.Environment e) {
            table.remark("(users that are held open are not measured: " + e.getMessage() + ")");
        }
    }

    private void fanOut() throws IOException {
        try (var chat = ChatUnderTest.embedded("chat", "queueing", "127.0.0.1", 0, 0, Optional.empty())) {
            var warm = ours(chat); // the first round warms up and reveals the size of a frame
            try (var limit = FanOutLimit.start(warm.frameBytes())) {
                limit.read(LISTENERS, WINDOW, warm.loops(), each);
                var limits = new double[rounds];
                var users = new double[rounds];
                for (int i = 0; i < rounds; i++) {
                    limits[i] = limit.read(LISTENERS, WINDOW, warm.loops(), each).perSec();
                    users[i] = ours(chat).perSec();
                }
                table.row("fan-out: deliveries to 1,000 listeners, 1/s; bare Netty", LimitTable.median(users), LimitTable.median(limits),
                    ">= 0.9");
            }
        }
    }

    private FanOutUsers.Result ours(ChatUnderTest chat) {
        return new FanOutUsers(chat.url(), LISTENERS, WINDOW, each).run();
    }
}
