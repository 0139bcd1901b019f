package calibrate;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that do a system no good, on blocking sockets of virtual threads, from its start to {@link #close}: slow readers, who ask
 * again and again and take an octet at a time; peers who vanish, and neither read, write nor close after their opening; and one who opens
 * and drops connections, every second time by a reset. One whom the system ends comes again, but for those who have vanished. Thread-safe.
 */
final class Pests implements AutoCloseable {
    private static final int SLOW_READERS = 2;
    private static final int VANISHED = 20;
    private static final int RECEIVE_BYTES = 4096;
    private static final long OCTET_NS = 20_000_000;
    private static final long ASK_NS = 10_000_000;
    private static final long DROP_NS = 10_000_000;
    private static final long AGAIN_NS = 1_000_000_000;

    /**
     * What they say in the system's protocol, without awaiting an answer.
     *
     * @param asking what a slow reader repeats; it costs the system an answer each
     * @param waitsForReaders whether everybody there waits for one who does not read, by the system's nature: then only the dropper comes
     */
    record Words(String host, int port, byte[] opening, byte[] asking, boolean waitsForReaders) {}

    /** @param slow times that a slow reader began; {@code dropped} connections of the one who drops them; {@code asked} by slow readers */
    record Counts(long slow, long asked, long vanished, long dropped) {}

    private final List<Words> systems;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet(); // those that go on
    private final AtomicLong slow = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong vanished = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean ending;

    private Pests(List<Words> systems) {
        this.systems = systems;
    }

    /** They begin at once, and go on until they are closed. */
    static Pests at(List<Words> systems) {
        var pests = new Pests(systems);
        for (var words : systems) {
            pests.begin(() -> pests.drop(words));
            if (words.waitsForReaders) continue;
            for (int i = 0; i < SLOW_READERS; i++) pests.begin(() -> pests.readSlowly(words));
            pests.begin(() -> pests.vanish(words));
        }
        return pests;
    }

    private void begin(Runnable work) {
        var thread = Thread.ofVirtual().name("pest").unstarted(() -> {
            try {
                work.run();
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
    }

    Counts counts() {
        return new Counts(slow.get(), asked.get(), vanished.get(), dropped.get());
    }

    private Socket opened(Words words) throws IOException {
        var socket = new Socket();
        open.add(socket);
        socket.setReceiveBufferSize(RECEIVE_BYTES);
        socket.connect(new InetSocketAddress(words.host, words.port), (int) TimeUnit.SECONDS.toMillis(5));
        socket.getOutputStream().write(words.opening);
        return socket;
    }

    private void closed(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone all the same
        }
    }

    private void readSlowly(Words words) {
        while (!ending) {
            Socket socket = null;
            try {
                socket = opened(words);
                slow.incrementAndGet();
                var asking = socket;
                begin(() -> ask(asking, words.asking)); // until the system reads no more of it, and then it waits as long as that
                while (!ending && socket.getInputStream().read() >= 0) LockSupport.parkNanos(OCTET_NS);
            } catch (IOException _) {
                // the system had enough of it
            } finally {
                if (socket != null) closed(socket);
            }
            LockSupport.parkNanos(AGAIN_NS);
        }
    }

    private void ask(Socket socket, byte[] words) {
        try {
            while (!ending && !socket.isClosed()) {
                socket.getOutputStream().write(words);
                asked.incrementAndGet();
                LockSupport.parkNanos(ASK_NS);
            }
        } catch (IOException _) {
            // its connection has ended
        }
    }

    private void vanish(Words words) {
        for (int i = 0; i < VANISHED && !ending; i++) {
            try {
                opened(words);
                vanished.incrementAndGet();
            } catch (IOException _) {
                // the system takes no more of them
            }
        }
    }

    private void drop(Words words) {
        for (long number = 0; !ending; number++) {
            Socket socket = null;
            try {
                socket = opened(words);
                if (number % 2 == 0) socket.setSoLinger(true, 0); // closing resets it
                dropped.incrementAndGet();
            } catch (IOException _) {
                // the system takes no more of them just now
            } finally {
                if (socket != null) closed(socket);
            }
            LockSupport.parkNanos(DROP_NS);
        }
    }

    @Override
    public void close() {
        ending = true;
        open.forEach(this::closed);
        for (var thread : threads) {
            thread.interrupt();
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
