package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reprise.rendezvous.Starts;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/** When a load begins, as its options say; the rendezvous itself is tested in its room. */
final class StartOptionsTest {
    private static final ShareOptions SHARE = new ShareOptions("2/4", Map.of());
    private static final ZoneId ZONE = ZoneId.of("Asia/Kolkata"); // half an hour beside whole ones

    private static StartOptions options(String startAt, String rendezvous, Duration wait) {
        var options = new StartOptions(ZONE);
        options.startAt = startAt;
        options.rendezvous = rendezvous;
        options.wait = wait;
        return options;
    }

    private static List<String> told(StartOptions options, ShareOptions share) {
        return assertThrows(Failure.BadInput.class, () -> options.check(share)).getMessage().lines().toList();
    }

    private static Starts opened(String startAt, List<String> said) {
        var options = options(startAt, null, null);
        options.check(SHARE);
        return options.open(SHARE, Map.of(), new Interruption(), (_, _, what) -> said.add(what));
    }

    @Test
    void time_ofEachForm_isThatInstant() {
        var at = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
        var forms = new ArrayList<>(List.of(at.toString(), at.atZone(ZoneId.of("+01:00")).toOffsetDateTime().toString(),
            at.atZone(ZONE).toLocalDateTime().toString()));
        var today = LocalTime.ofInstant(at, ZONE);
        if (today.isAfter(LocalTime.of(0, 11))) forms.add(today.toString()); // else it is of yesterday
        for (var form : forms) {
            var said = new ArrayList<String>();
            try (var _ = opened(form, said)) {
                assertTrue(said.getFirst().startsWith("the load begins at " + at + ", in "), form + ": " + said);
            }
        }
    }

    @Test
    void start_atATime_isThatTimeByTheClock_forTheFirstPhaseAlone() throws Exception {
        var at = Instant.now().plusSeconds(3); // must not have passed when the option is checked
        try (var starts = opened(at.toString(), new ArrayList<>())) {
            var clock = starts.clock();
            long atNs = starts.arrive("one").get(60, TimeUnit.SECONDS);
            assertEquals(at.getEpochSecond() * 1_000_000_000L + at.getNano(), clock.wallNs(atNs));
            starts.started(atNs + 250_000);
            assertTrue(starts.arrive("two").isDone());
            assertEquals(List.of("Began 0.25 ms after " + at + " of --start-at, by this host's clock; whether other hosts' clocks agree "
                + "with it is not known"), starts.end().notes());
            assertEquals(List.of(), starts.end().notes());
        }
    }

    @Test
    void start_thatIsLate_saysSo() {
        var at = Instant.now().plusSeconds(60);
        var said = new ArrayList<String>();
        try (var starts = opened(at.toString(), said)) {
            starts.tells((_, severity, what) -> said.add(severity + ": " + what));
            starts.started(starts.clock().nanos() + 100_000_000_000L);
            assertTrue(said.getLast().startsWith("WARNING: Began "), said.toString());
            assertTrue(said.getLast().contains("by this host's clock, for it was not ready, or this host is overloaded"), said.toString());
        }
    }

    /** A phase whose time is known is prepared shortly before it. */
    @Test
    void preparation_beforeATime_beginsAsLateAsItMay() {
        try (var starts = opened(Instant.now().plusSeconds(3600).toString(), new ArrayList<>())) {
            long beforeNs = starts.clock().nanos();
            long beginNs = starts.expect(15_000_000_000L);
            assertTrue(beginNs - beforeNs > 3500e9 && beginNs - beforeNs <= 3585e9, (beginNs - beforeNs) / 1e9 + " s");
        }
    }

    @Test
    void times_thatCannotBe_areToldWithAnExample() {
        var past = told(options("2020-01-01T00:00:00Z", null, null), SHARE).getFirst();
        assertTrue(past.matches("--start-at is 2020-01-01T00:00:00Z; that was [0-9hms.]+ ago, at 2020-01-01T00:00:00Z; give a time to "
            + "come, for example 20[0-9T:-]+Z"), past);
        var far = told(options("2999-01-01T00:00:00Z", null, null), SHARE).getFirst();
        assertTrue(far.startsWith("--start-at is 2999-01-01T00:00:00Z; that is more than 7 days from now; give a time before, for "), far);
        for (var text : List.of("+10s", "soon", "25:00:00", "2026-13-01T00:00:00Z", ""))
            assertEquals(List.of("--start-at is " + text + "; it must be a time as 2026-01-31T20:30:00Z, or of today in this host's zone "
                + "(Asia/Kolkata) as 20:30:00"), told(options(text, null, null), SHARE));
    }

    @Test
    void places_thatCannotBe_areTold() {
        for (var text : List.of("here", "host:", ":7000", "::1:7000", "http://h:7000", "a b:7000", "h:7000x"))
            assertEquals(List.of("--rendezvous is " + text + "; it must be HOST:PORT, of the host where share 1 runs, for example "
                + "192.0.2.1:7000 or [2001:db8::1]:7000"), told(options(null, text, null), SHARE));
        for (var port : List.of("0", "65536", "99999"))
            assertEquals(List.of("--rendezvous is h:" + port + "; its port is " + port + "; the other shares have to know it: give one "
                + "of 1 to 65535, for example 192.0.2.1:7000"), told(options(null, "h:" + port, null), SHARE));
    }

    @Test
    void options_thatDoNotGoTogether_areToldAtOnce() {
        assertEquals(List.of("--start-at and --rendezvous both say when the load begins; give one of them",
            "--rendezvous is for the shares of a load; give each process its own too, for example --share 2/4",
            "--rendezvous-wait is 500ms; it must be 1s to 24h, for example 5m"),
            told(options(Instant.now().plusSeconds(60).toString(), "h:7000", Duration.ofMillis(500)), new ShareOptions(null, Map.of())));
        assertEquals(List.of("--rendezvous-wait is for --rendezvous; give that too, or leave it out"),
            told(options(null, null, Duration.ofSeconds(5)), SHARE));
        options(null, "h:7000", null).check(new ShareOptions("1/1", Map.of())); // a series of 1, 2 and 4 shares has one command
    }
}
