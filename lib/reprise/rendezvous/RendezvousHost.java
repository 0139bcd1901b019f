package reprise.rendezvous;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import reprise.recorder.Clock;
import reprise.recorder.Share;
import reprise.sut.Interruption;
import reprise.transport.OwnThreads;

/**
 * The end of a rendezvous to which all shares of a load connect, in the process of share 1, which connects to it as the others do. A thread
 * reads from each of them; their state is guarded by this. Who is no share of this load is turned away with a sentence, and told here.
 */
final class RendezvousHost implements AutoCloseable {
    private static final int GREETING_SEC = 5;
    private static final long LEAD_NS = 100_000_000L; // for the way to the slowest share
    private static final int UNCERTAINTIES = 4; // half a round trip each
    private static final long MOST_LEAD_NS = 2_000_000_000L;

    private final ServerSocket server;
    private final Share host;
    private final Map<String, String> load;
    private final Duration patience;
    private final Clock clock;
    private final Consumer<String> told;
    private final Gathering gathering;
    private final Map<Integer, SignalSocket> sockets = new TreeMap<>();
    private final Set<SignalSocket> all = ConcurrentHashMap.newKeySet();
    private final Set<String> turnedAway = new LinkedHashSet<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, OwnThreads.named("rendezvous-timer"));
    private final CountDownLatch left = new CountDownLatch(1);
    private boolean isComplete;
    private boolean isOver;
    private long uncertaintyNs;

    /**
     * @param server is listening, and closed with this
     * @param patience for all shares to come, and for the last at each phase
     * @param told takes a sentence for each connection that is turned away
     */
    RendezvousHost(ServerSocket server, Share host, Map<String, String> load, Duration patience, Clock clock, Consumer<String> told) {
        this.server = server;
        this.host = host;
        this.load = load;
        this.patience = patience;
        this.clock = clock;
        this.told = told;
        gathering = new Gathering(host.of(), patience.toNanos());
        timer.setRemoveOnCancelPolicy(true);
        timer.schedule(this::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
        OwnThreads.named("rendezvous-accept").newThread(this::accept).start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                OwnThreads.named("rendezvous-share").newThread(() -> serve(socket)).start();
            } catch (IOException _) {
                if (!server.isClosed()) Thread.onSpinWait(); // a connection that ended before it was taken
            }
        }
    }

    private void serve(Socket socket) {
        int share = 0;
        try (var peer = new SignalSocket(socket, clock)) {
            all.add(peer);
            var late = timer.schedule(peer::close, GREETING_SEC, TimeUnit.SECONDS);
            var hello = greeting(peer);
            late.cancel(false);
            if (hello == null) return;
            share = admitted(hello, peer);
            if (share > 0) listen(share, peer);
            all.remove(peer);
        } catch (IOException | RuntimeException _) {
            // it is gone, which is told below
        } finally {
            if (share > 0) leave(share);
        }
    }

    /** @return null from a stranger */
    private Signal.Hello greeting(SignalSocket peer) throws IOException {
        var from = peer.peer();
        try {
            var first = peer.read(Signal.PROTOCOL);
            if (first.isPresent() && first.get() instanceof Signal.Hello hello) return hello;
            told.accept(from + " is no share of this load: it closed the connection without a word");
        } catch (SignalSocket.Strange e) {
            told.accept(from + " is no share of this load: it sent " + e.getMessage() + "; it was turned away");
            peer.tell(new Signal.Refused("this is a rendezvous of Reprise's shares, " + Signal.PROTOCOL));
        } catch (IOException e) {
            told.accept(from + " is no share of this load: it sent nothing that a share sends within " + GREETING_SEC + " s");
        }
        return null;
    }

    /** @return the share's number; 0 if it is turned away */
    private synchronized int admitted(Signal.Hello hello, SignalSocket peer) {
        var wrong = refusal(hello);
        if (wrong.isEmpty()) {
            sockets.put(hello.share().number(), peer);
            peer.tell(new Signal.Welcome());
            if (!isComplete && gathering.isComplete()) {
                isComplete = true;
                sockets.values().forEach(each -> each.tell(new Signal.Complete()));
            }
            return hello.share().number();
        }
        told.accept("share " + hello.share() + " from " + peer.peer() + " was turned away: " + wrong);
        turnedAway.add("share " + hello.share() + " was turned away: " + wrong);
        peer.tell(new Signal.Refused(wrong));
        return 0;
    }

    private String refusal(Signal.Hello hello) {
        if (isOver) return "the rendezvous is over";
        if (hello.share().of() != host.of())
            return "it is one of " + hello.share().of() + " shares and share " + host + " one of " + host.of()
                + "; give all the same N of K/N";
        var differ = differing(hello.load()).stream().map(name -> "its " + name + " is " + hello.load().getOrDefault(name, "not given")
            + " and that of share " + host + " is " + load.getOrDefault(name, "not given")).collect(Collectors.joining(", "));
        if (!differ.isEmpty()) return differ + "; give all shares the same";
        if (isComplete && !sockets.containsKey(hello.share().number())) return "the load has begun without it";
        var other = sockets.get(hello.share().number());
        if (gathering.join(hello.share().number())) return "";
        return "share " + hello.share() + " is there already, from " + other.peer() + "; give each share a number of its own";
    }

    /** The names of what differs; of another script, or another version, that alone, for it has other names too. */
    private List<String> differing(Map<String, String> other) {
        var names = new LinkedHashSet<>(load.keySet());
        names.addAll(other.keySet());
        var differ = names.stream().filter(name -> !Objects.equals(load.get(name), other.get(name))).toList();
        return Rendezvous.FIRST.stream().filter(differ::contains).findFirst().map(List::of).orElse(differ);
    }

    private void listen(int share, SignalSocket peer) throws IOException {
        for (var next = peer.read(""); next.isPresent(); next = peer.read("")) {
            long atNs = peer.readAtNs();
            switch (next.get()) {
                case Signal.Ask _ -> peer.write(new Signal.Answer(clock.wallNs(atNs)));
                case Signal.Arrived(var phase, _, var uncertainty) -> arrived(share, phase, uncertainty, atNs);
                case Signal.Started(var phase, var startNs, var uncertainty) -> started(share, phase, startNs, uncertainty);
                case Signal.Bye _ -> {
                    bye(share);
                    return;
                }
                case Signal.Hello _, Signal.Welcome _, Signal.Refused _, Signal.Complete _, Signal.Over _, Signal.Answer _, Signal.Go _,
                    Signal.Apart _, Signal.Gone _ -> throw new IOException("a share says " + next.get());
            }
        }
    }

    private synchronized void arrived(int share, int phase, long uncertainty, long atNs) {
        uncertaintyNs = Math.max(uncertaintyNs, uncertainty);
        gathering.arrive(share, phase, atNs);
        timer.schedule(this::goOn, patience.toMillis() + 1, TimeUnit.MILLISECONDS);
        goOn();
    }

    private synchronized void goOn() {
        for (var going = gathering.next(clock.nanos()); going.isPresent(); going = gathering.next(clock.nanos())) {
            long leadNs = Math.min(MOST_LEAD_NS, LEAD_NS + UNCERTAINTIES * Math.min(uncertaintyNs, MOST_LEAD_NS));
            var go = new Signal.Go(going.get().phase(), clock.wallNs(clock.nanos()) + leadNs, going.get().without());
            going.get().shares().forEach(each -> sockets.get(each).tell(go));
        }
        for (var spread = gathering.spread(); spread.isPresent(); spread = gathering.spread()) {
            var its = spread.get();
            var apart = new Signal.Apart(its.phase(), its.spreadNs(), its.uncertaintyNs(), its.shares().size());
            its.shares().stream().map(sockets::get).filter(Objects::nonNull).forEach(each -> each.tell(apart));
        }
    }

    private synchronized void started(int share, int phase, long atNs, long uncertainty) {
        gathering.started(share, phase, atNs, uncertainty);
        goOn();
    }

    private synchronized void bye(int share) {
        gathering.leave(share);
        sockets.remove(share);
        goOn();
        tellWhoIsLeft();
    }

    /** Without a bye, or after it. */
    private synchronized void leave(int share) {
        if (!gathering.leave(share)) return;
        sockets.remove(share);
        if (isComplete) sockets.values().forEach(each -> each.tell(new Signal.Gone(share)));
        else told.accept("share " + share + "/" + host.of() + " left before all were there");
        goOn();
        tellWhoIsLeft();
    }

    private synchronized void tellWhoIsLeft() {
        if (sockets.keySet().stream().allMatch(each -> each == host.number())) left.countDown();
    }

    private synchronized void giveUp() {
        if (isComplete || isOver) return;
        isOver = true;
        var missing = gathering.missing().stream().map(number -> number + "/" + host.of()).toList();
        var why = (missing.size() == 1 ? "share " : "shares ") + String.join(", ", missing) + " did not come within "
            + patience.toSeconds() + " s; start " + (missing.size() == 1 ? "it" : "them") + " too, or give more time by --rendezvous-wait"
            + turnedAway.stream().map(each -> "; " + each).collect(Collectors.joining());
        sockets.values().forEach(each -> each.tell(new Signal.Over(why)));
    }

    /** Where share 1 itself finds this. */
    Place place() {
        return Place.of(server);
    }

    /** Blocks until all but share 1 have left, the time is up, or Ctrl-C; then closes this. */
    void leave(Duration most, Interruption interruption) {
        tellWhoIsLeft();
        try (var _ = interruption.whenAsked(left::countDown)) {
            left.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException _) {
            // it is closed nevertheless
        }
        timer.shutdownNow();
        all.forEach(SignalSocket::close);
    }
}
