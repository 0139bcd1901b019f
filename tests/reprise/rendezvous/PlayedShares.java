package reprise.rendezvous;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reprise.recorder.Clock;
import reprise.recorder.Share;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/** Shares as threads, over real sockets, with clocks that are apart. */
abstract class PlayedShares {
    static final Duration LONG = Duration.ofSeconds(60);
    static final Duration SHORT = Duration.ofSeconds(5);
    static final long NS_APART = 1_000_000_007L;
    static final Map<String, String> LOAD = Map.of("script", "probe", "seed", "1");

    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final Map<Integer, Interruption> interruptions = new HashMap<>(); // by share
    final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    final List<Rendezvous> open = new CopyOnWriteArrayList<>();
    Place place;

    @BeforeEach
    void choose() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            place = new Place("127.0.0.1", free.getLocalPort());
        }
    }

    @AfterEach
    void end() {
        interruptions.values().forEach(each -> each.asked().complete(null)); // nobody waits for the others
        open.forEach(Rendezvous::close);
        threads.shutdownNow();
    }

    /** A share's clock differs from the others' by so many seconds, and its ns count from elsewhere. */
    static Clock apart(int share) {
        return new Clock() {
            @Override
            public long nanos() {
                return System.nanoTime() + share * NS_APART;
            }

            @Override
            public long wallNs(long nanos) {
                return nanos + share * share * 90_000_000_000L;
            }
        };
    }

    /** The host's clock minus a share's: 1 s and 1 * 90 s, and k s and k * k * 90 s. */
    static double aheadMs(int share) {
        return (1 - share) * 1_000.000007 + (1 - share * share) * 90_000.0;
    }

    Rendezvous joined(int number, int of, Map<String, String> load, Duration patience) {
        var its = Rendezvous.join(place, new Share(number, of), load, patience, apart(number),
            interruptions.computeIfAbsent(number, _ -> new Interruption()), (_, _, what) -> told.add(number + ": " + what));
        open.add(its);
        return its;
    }

    Future<Rendezvous> joining(int number, int of) {
        interruptions.put(number, new Interruption());
        return threads.submit(() -> joined(number, of, LOAD, LONG));
    }

    List<Rendezvous> all(int of) throws Exception {
        var joining = new ArrayList<Future<Rendezvous>>();
        for (int number = of; number >= 1; number--) joining.addFirst(joining(number, of)); // share 1 comes last
        var all = new ArrayList<Rendezvous>();
        for (var each : joining) all.add(each.get(60, TimeUnit.SECONDS));
        return all;
    }

    /** Begins a phase as a load does. @return when, ns of this process */
    Future<Long> begun(int number, Rendezvous share, String label) {
        return threads.submit(() -> {
            long atNs = share.arrive(label).get(60, TimeUnit.SECONDS);
            for (long leftNs; (leftNs = atNs - share.clock().nanos()) > 0; ) LockSupport.parkNanos(leftNs);
            long nowNs = share.clock().nanos();
            share.started(nowNs);
            return nowNs - number * NS_APART;
        });
    }

    String awaitTold(String beginning) throws InterruptedException {
        for (var next = told.poll(60, TimeUnit.SECONDS); next != null; next = told.poll(60, TimeUnit.SECONDS))
            if (next.startsWith(beginning)) return next;
        throw new AssertionError("nobody said " + beginning);
    }

    static Failure failed(Future<?> future) {
        return (Failure) assertThrows(ExecutionException.class, () -> future.get(60, TimeUnit.SECONDS)).getCause();
    }
}
