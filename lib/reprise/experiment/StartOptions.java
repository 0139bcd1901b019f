package reprise.experiment;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Option;
import reprise.recorder.Clock;
import reprise.recorder.Event;
import reprise.recorder.EventLog;
import reprise.rendezvous.Appointment;
import reprise.rendezvous.Place;
import reprise.rendezvous.Rendezvous;
import reprise.rendezvous.Starts;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/** When the load begins: at once, at a time, or together with the other shares of it. */
@OptionGroup.In(OptionGroup.RUN)
public final class StartOptions {
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration USUAL_WAIT = Duration.ofMinutes(2);

    @Option(names = "--start-at", paramLabel = "TIME", description = "Begin the load at TIME by this host's clock: 2026-01-31T20:30:00Z, "
        + "or 20:30:00 of today in this host's zone. Default: at once")
    String startAt;

    @Option(names = "--rendezvous", paramLabel = "HOST:PORT", description = "Begin each phase together with the other shares. Share 1 runs "
        + "on HOST and listens there, the others connect, in any order. Default: do not wait")
    String rendezvous;

    @Option(names = "--rendezvous-wait", paramLabel = "TIME", description = "How long to wait there for all shares, and for the last of "
        + "them at each phase. Default: 2m")
    Duration wait;

    private final ZoneId zone;

    public StartOptions() {
        this(ZoneId.systemDefault());
    }

    /** @param zone of a time without one */
    StartOptions(ZoneId zone) {
        this.zone = zone;
    }

    /** Adds a sentence to {@code wrong} for each option that cannot be used. */
    void check(ShareOptions shares, StringBuilder wrong) {
        problems(shares).forEach(each -> wrong.append(each).append('\n'));
    }

    /** @throws Failure.BadInput with all that cannot be used */
    public void check(ShareOptions shares) {
        var wrong = problems(shares);
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
    }

    private List<String> problems(ShareOptions shares) {
        var wrong = new ArrayList<String>();
        if (startAt != null && rendezvous != null)
            wrong.add("--start-at and --rendezvous both say when the load begins; give one of them");
        if (startAt != null) tried(wrong, "--start-at is " + startAt + "; ", () -> time(Instant.now()));
        if (rendezvous != null) tried(wrong, "--rendezvous is " + rendezvous + "; ", () -> Place.parse(rendezvous));
        if (rendezvous != null && !shares.isGiven())
            wrong.add("--rendezvous is for the shares of a load; give each process its own too, for example --share 2/4");
        if (wait != null && rendezvous == null) wrong.add("--rendezvous-wait is for --rendezvous; give that too, or leave it out");
        if (wait != null && (wait.toMillis() < 1000 || wait.toHours() > 24))
            wrong.add("--rendezvous-wait is " + DurationOption.text(wait) + "; it must be 1s to 24h, for example 5m");
        return wrong;
    }

    private static void tried(List<String> wrong, String option, Supplier<?> read) {
        try {
            read.get();
        } catch (IllegalArgumentException e) {
            wrong.add(option + e.getMessage());
        }
    }

    /** @throws IllegalArgumentException if the text is no time, or one that has passed */
    private Instant time(Instant now) {
        var at = read(text -> OffsetDateTime.parse(text).toInstant()).or(() -> read(text -> LocalDateTime.parse(text).atZone(zone)
            .toInstant())).or(() -> read(text -> LocalTime.parse(text).atDate(LocalDate.ofInstant(now, zone)).atZone(zone).toInstant()))
            .orElseThrow(() -> new IllegalArgumentException("it must be a time as 2026-01-31T20:30:00Z, or of today in this host's zone ("
                + zone + ") as 20:30:00"));
        var example = "for example " + now.plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
        if (!at.isAfter(now)) throw new IllegalArgumentException("that was " + DurationOption.text(Duration.between(at, now)
            .truncatedTo(ChronoUnit.MILLIS)) + " ago, at " + at + "; give a time to come, " + example);
        if (Duration.between(now, at).compareTo(LONGEST) > 0)
            throw new IllegalArgumentException("that is more than " + LONGEST.toDays() + " days from now; give a time before, " + example);
        return at;
    }

    private Optional<Instant> read(Function<String, Instant> as) {
        try {
            return Optional.of(as.apply(startAt));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /**
     * Waits for the other shares where there is a rendezvous. After {@link #check}.
     *
     * @param load what must be the same for all shares, by its name
     * @param log takes what happens until a run begins
     */
    public Starts open(ShareOptions shares, Map<String, String> load, Interruption interruption, EventLog log) {
        var clock = Clock.system();
        if (startAt != null) {
            var now = Instant.now();
            var at = time(now);
            log.note(clock.nanos(), Event.Severity.NORMAL, "the load begins at " + at + ", in " + DurationOption.text(
                Duration.between(now, at).truncatedTo(ChronoUnit.MILLIS)) + " by this host's clock");
            return new Appointment(at, clock);
        }
        if (rendezvous == null) return Starts.atOnce();
        return Rendezvous.join(Place.parse(rendezvous), shares.share(), load, wait == null ? USUAL_WAIT : wait, clock, interruption, log);
    }
}
