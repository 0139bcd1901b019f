package reprise.rendezvous;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.recorder.Event;
import reprise.recorder.EventLog;

/** The first phase of a script begins at a time by this host's clock, the following ones as soon as they can. */
public final class Appointment implements Starts {
    private static final long BEFORE_NS = 100_000_000L; // it completes, and the load waits for the rest, ready
    private static final double LATE_MS = 10;

    private final Instant at;
    private final Clock clock;
    private volatile EventLog log = (_, _, _) -> { };
    private boolean isKept;
    private Optional<String> told = Optional.empty();

    public Appointment(Instant at, Clock clock) {
        this.at = at;
        this.clock = clock;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public void tells(EventLog its) {
        log = its;
    }

    private long atNs() {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano() - clock.wallNs(0);
    }

    @Override
    public long expect(long takesNs) {
        return isKept ? clock.nanos() : Math.max(clock.nanos(), atNs() - takesNs);
    }

    @Override
    public CompletableFuture<Long> arrive(String label) {
        if (isKept) return CompletableFuture.completedFuture(clock.nanos());
        long atNs = atNs();
        return new CompletableFuture<Long>().completeOnTimeout(atNs, Math.max(0, atNs - BEFORE_NS - clock.nanos()), TimeUnit.NANOSECONDS);
    }

    @Override
    public void started(long startNs) {
        if (isKept) return;
        isKept = true;
        double lateMs = (startNs - atNs()) / 1e6;
        told = Optional.of(String.format(Locale.ROOT, "Began %.2f ms after %s of --start-at, by this host's clock%s; whether other hosts' "
            + "clocks agree with it is not known", lateMs, at,
            lateMs > LATE_MS ? ", for it was not ready, or this host is overloaded" : ""));
        log.note(startNs, lateMs > LATE_MS ? Event.Severity.WARNING : Event.Severity.NORMAL, told.get());
    }

    @Override
    public Ended end() {
        var notes = told.stream().toList();
        told = Optional.empty();
        return new Ended(Optional.empty(), notes);
    }

    @Override
    public void close() {}
}
