package reprise.rendezvous;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import reprise.recorder.Clock;
import reprise.recorder.ClockOffset;
import reprise.recorder.Event;
import reprise.recorder.EventLog;
import reprise.recorder.Share;
import reprise.recorder.ShareClock;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.transport.OwnThreads;
import reprise.transport.SocketTrouble;

/**
 * The phases of a share begin together with those of the other shares. They meet at share 1, which listens; each compares its clock with
 * share 1's, by round trips as in NTP; when all have arrived at a phase, share 1 sets a time by its clock, and each begins at that time by
 * its own monotonic clock. A share that is late or gone is named, and the others go on without it.
 * {@snippet :
 * try (var starts = Rendezvous.join(place, new Share(2, 4), load, Duration.ofMinutes(2), clock, interruption, log)) {
 *     long atNs = starts.arrive("cast").join();
 * }
 * }
 */
public final class Rendezvous implements Starts, HostLink.Told {
    /** The names of what a script and a version of it are, by which the other names of a load are chosen. */
    public static final String SCRIPT = "script";
    public static final String VERSION = "version";
    static final List<String> FIRST = List.of(SCRIPT, VERSION);

    private static final int FIRST_TRIPS = 32; // of which some load classes
    private static final int TRIPS = 8;
    private static final long SPREAD_MS = 10_000;
    private static final Duration LEAVE = Duration.ofSeconds(30);
    private static final double MS = 1e6;

    private final Place place;
    private final Share share;
    private final Duration patience;
    private final Clock clock;
    private final Interruption interruption;
    private volatile EventLog log;
    private volatile Optional<RendezvousHost> host = Optional.empty();
    private volatile Optional<HostLink> link = Optional.empty();
    private final List<ShareClock.Offset> offsets = new ArrayList<>();
    private final List<ShareClock.Start> starts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>(); // guarded by itself
    private final Set<Integer> gone = ConcurrentHashMap.newKeySet(); // shares of which that was told
    private Optional<CompletableFuture<Optional<ShareClock.Start>>> begun = Optional.empty();
    private int phase;
    private String label = "";

    private Rendezvous(Place place, Share share, Duration patience, Clock clock, Interruption interruption, EventLog log) {
        this.place = place;
        this.share = share;
        this.patience = patience;
        this.clock = clock;
        this.interruption = interruption;
        this.log = log;
    }

    /**
     * Blocks until all shares are there, or Ctrl-C.
     *
     * @param load what must be the same for all shares, by its name
     * @param patience for all shares to come, and for the last one at each phase
     * @throws Failure with the shares that did not come, or the reason why this one cannot meet them
     */
    public static Rendezvous join(Place place, Share share, Map<String, String> load, Duration patience, Clock clock,
                                  Interruption interruption, EventLog log) {
        var its = new Rendezvous(place, share, patience, clock, interruption, log);
        var joined = new CompletableFuture<Void>();
        OwnThreads.named("rendezvous").newThread(() -> its.join(load, joined)).start(); // a name may take long to be resolved
        try {
            CompletableFuture.anyOf(joined, interruption.asked()).join();
            if (joined.isDone()) return its;
            throw new Failure.Environment("interrupted while waiting for the other shares");
        } catch (CompletionException e) {
            its.end(Duration.ZERO);
            throw e.getCause() instanceof Failure failure ? failure : new IllegalStateException(e.getCause());
        } catch (Failure e) {
            its.end(Duration.ZERO);
            throw e;
        }
    }

    private void join(Map<String, String> load, CompletableFuture<Void> joined) {
        try {
            long untilNs = clock.nanos() + patience.toNanos();
            if (share.number() == 1) host = Optional.of(joining(place, untilNs).listen(load));
            var socket = joining(host.map(RendezvousHost::place).orElse(place), untilNs).connect();
            var its = new HostLink(place, share, socket, clock, this);
            link = Optional.of(its);
            its.greet(load);
            if (!compare(FIRST_TRIPS)) throw new Failure.Environment("--rendezvous: share 1/" + share.of() + " at " + place
                + " does not tell its time; look at that host, and start all shares again");
            if (!its.areAllThere()) log.note(clock.nanos(), Event.Severity.NORMAL, "share " + share + " waits for the others at " + place);
            its.awaitAll(Math.max(0, untilNs - clock.nanos()) / 1_000_000);
            log.note(clock.nanos(), Event.Severity.NORMAL, "all " + share.of() + " shares are there" + (host.isPresent() ? ""
                : "; " + clock(offsets.getLast())));
            joined.complete(null);
        } catch (IOException e) {
            joined.completeExceptionally(new Failure.Environment("--rendezvous: the connection to share 1/" + share.of() + " at " + place
                + " broke: " + SocketTrouble.why(e) + "; start all shares again", e));
        } catch (Throwable e) {
            joined.completeExceptionally(e);
        }
    }

    private Joining joining(Place at, long untilNs) {
        return new Joining(at, share, patience, untilNs, clock, interruption, log);
    }

    private HostLink link() {
        return link.orElseThrow();
    }

    // ---- what the host says, on the link's thread

    @Override
    public void gone(int number) {
        gone.add(number);
        say(Event.Severity.ALARM, "share " + number + "/" + share.of() + " is gone; the others go on without it");
    }

    @Override
    public void lost(String why) {
        say(Event.Severity.ALARM, why + "; phases begin without waiting for the others from now on");
    }

    private void say(Event.Severity severity, String what) {
        synchronized (notes) {
            notes.add(Character.toUpperCase(what.charAt(0)) + what.substring(1));
        }
        log.note(clock.nanos(), severity, what);
    }

    // ---- clocks

    /** @return whether the host answered */
    private boolean compare(int trips) {
        var offset = link().compare(trips);
        offset.map(this::offset).ifPresent(offsets::add);
        return offset.isPresent();
    }

    private ShareClock.Offset offset(ClockOffset.Result best) {
        return new ShareClock.Offset(Instant.ofEpochSecond(0, clock.wallNs(clock.nanos())), best.offsetNs() / MS,
            best.uncertaintyNs() / MS);
    }

    /** The host's clock minus this one's, ns. */
    private long aheadNs() {
        return Math.round(offsets.getLast().aheadMs() * MS);
    }

    private long uncertaintyNs() {
        return Math.round(offsets.getLast().uncertaintyMs() * MS);
    }

    private static String clock(ShareClock.Offset offset) {
        return "this host's clock was " + offset.words("share 1");
    }

    // ---- phases

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public void tells(EventLog its) {
        log = its;
    }

    @Override
    public CompletableFuture<Long> arrive(String of) {
        label = of;
        if (link().isLost()) return CompletableFuture.completedFuture(clock.nanos());
        compare(TRIPS);
        long aheadNs = aheadNs();
        return link().arrive(new Signal.Arrived(phase, of, uncertaintyNs()), patience.toMillis()).thenApply(go -> {
            var untold = go.stream().flatMap(its -> its.without().stream()).filter(number -> !gone.contains(number)).toList();
            if (!untold.isEmpty()) say(Event.Severity.ALARM, "the phase" + (of.isEmpty() ? "" : " " + of) + " begins without share "
                + untold.stream().map(number -> number + "/" + share.of()).collect(Collectors.joining(", ")));
            return go.map(its -> its.atNs() - aheadNs - clock.wallNs(0)).orElseGet(clock::nanos);
        });
    }

    @Override
    public void started(long atNs) {
        int its = phase++;
        var name = label;
        if (link().isLost()) return;
        begun = Optional.of(link().started(new Signal.Started(its, clock.wallNs(atNs) + aheadNs(), uncertaintyNs())).thenApply(apart -> {
            var start = apart.filter(each -> each.shares() > 0).map(each -> new ShareClock.Start(name, each.shares(), each.spreadNs() / MS,
                each.uncertaintyNs() / MS));
            start.ifPresent(each -> log.note(clock.nanos(), Event.Severity.NORMAL, each.words(share)));
            return start;
        }));
    }

    @Override
    public void skip() {
        phase++;
    }

    @Override
    public void ended() {
        begun.ifPresent(coming -> {
            try {
                coming.get(SPREAD_MS, TimeUnit.MILLISECONDS).ifPresent(starts::add);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException _) {
                // another share has not said when it began
            }
        });
        begun = Optional.empty();
    }

    @Override
    public Ended end() {
        ended();
        compare(TRIPS);
        var its = new ShareClock("share 1/" + share.of() + " at " + place, offsets, starts);
        starts.clear();
        var said = new ArrayList<String>();
        said.add(told(its));
        synchronized (notes) {
            said.addAll(notes);
            notes.clear();
        }
        return new Ended(Optional.of(its), said);
    }

    private String told(ShareClock its) {
        var by = its.starts().stream().collect(Collectors.groupingBy(ShareClock.Start::shares, TreeMap::new, Collectors.toList()));
        var began = (by.isEmpty() ? "No phase was begun together"
            : by.descendingMap().values().stream().map(this::told).collect(Collectors.joining("; ")))
            + ", at the rendezvous of " + its.host();
        return share.number() == 1 ? began : began + "; " + clock(its.offsets().getFirst()) + its.driftWords();
    }

    /** @param alike starts of as many shares */
    private String told(List<ShareClock.Start> alike) {
        var worst = alike.stream().max(Comparator.comparingDouble(ShareClock.Start::spreadMs)).orElseThrow();
        return worst.words(share) + (alike.size() == 1 ? "" : (worst.shares() == 1 ? "" : ", or less,") + " in each of " + alike.size()
            + " phases");
    }

    /** The host waits for the others, which may still ask for the time. */
    @Override
    public void close() {
        end(LEAVE);
    }

    private void end(Duration most) {
        link.ifPresent(HostLink::leave);
        host.ifPresent(its -> its.leave(most, interruption));
        link.ifPresent(HostLink::close);
    }
}
