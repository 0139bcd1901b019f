package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.PhaseReadings;
import reprise.judge.Quantity;
import reprise.judge.Scenario;
import reprise.recorder.Counter;
import reprise.recorder.Run;
import reprise.recorder.Unit;
import reprise.report.Report;
import reprise.report.Section;
import reprise.simulator.rpc.MessageKind;
import reprise.transport.amqp.AmqpUrl;

/** A script as its author has it, with its faults: each is a sentence with his line, and what was recorded is kept. */
@Tag("alone")
final class ScriptTest {
    private static final Path THIS = Path.of("tests/reprise/experiment/ScriptTest.java");
    private static final Measure<Run> SENT = new Measure<>("sent", "the number sent", Unit.COUNT, 0,
        run -> PhaseReadings.count(run, "one", CountingLoad.SENT));

    @TempDir
    Path temp;

    @Command(name = "probe")
    private abstract static class Probe extends Script {
        @Override
        protected Report report(Scenario document) {
            return Report.of(document.claiming(List.of(new Claim.Finding("some", "Something is sent", SENT.quantity(),
                new Bound.Above(0)))), List.of(SENT));
        }

        @Override
        protected Map<String, Object> parameters() {
            return setUp("rate", 1000);
        }

        @Override
        protected Duration documentedLength() {
            return Duration.ofMillis(200);
        }

        @Override
        protected Duration expected(Duration length) {
            return length;
        }

        @Override
        protected void perform(Experiment x) throws Exception {
            x.measure("one", new CountingLoad(1_000_000), length());
        }
    }

    private CapturedRun run(Script script, String... args) throws IOException {
        var scenario = Files.writeString(temp.resolve("probe.json"), """
            {"id": "probe", "title": "A probe", "source": "ours", "performed": "It was sent.",
             "published": {"summary": []}, "claims": []}""");
        var all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--scenario", scenario.toString()));
        return CapturedRun.of(script, all.toArray(String[]::new));
    }

    private JsonNode kept() throws IOException {
        return new ObjectMapper().readTree(temp.resolve("run/run.json").toFile());
    }

    private String out() {
        return temp.resolve("run").toString();
    }

    /** Ends with that code and sentence, which begins with the script's line that has this mark. */
    private CapturedRun fails(Script script, int exitCode, String mark, String sentence) throws IOException {
        var ended = run(script, "--out", out());
        int line = 1 + Files.readAllLines(THIS).stream().map(text -> text.endsWith("// " + mark)).toList().indexOf(true);
        assertEquals(exitCode, ended.exitCode(), ended.err());
        assertTrue(ended.err().startsWith("probe: ScriptTest.java:" + line + ": " + sentence), line + ": " + ended.err());
        assertFalse(ended.err().contains("\tat "), ended.err());
        return ended;
    }

    @Command(name = "probe")
    private static final class Sound extends Probe {}

    @Test
    void script_thatIsSound_reportsAgainTheSame() throws IOException {
        var ended = run(new Sound(), "--out", out());
        assertEquals(0, ended.exitCode(), ended.err());
        var page = Files.readString(temp.resolve("run/report.html"));
        var again = run(new Sound(), "report", out());
        assertEquals(0, again.exitCode(), again.err());
        assertTrue(ended.out().endsWith(again.out()), again.out() + "\nat first\n" + ended.out());
        assertEquals(page, Files.readString(temp.resolve("run/report.html")));
        var sent = kept().path("phases").path(0).path("counts").path("sent");
        assertEquals(sent.longValue(), kept().path("measures").path("sent").longValue());
    }

    @Test
    void explain_showsSetUpAndClaims_andRunsNothing() throws IOException {
        var ended = run(new Sound(), "--explain", "--out", out());
        assertEquals(0, ended.exitCode(), ended.err());
        assertTrue(ended.out().contains("  rate               1000\n"), ended.out());
        assertTrue(ended.out().contains("holds when the number sent is above 0"), ended.out());
        assertFalse(Files.exists(temp.resolve("run")));
    }

    @Command(name = "probe")
    private static final class Broken extends Probe {
        @Override
        protected void perform(Experiment x) throws Exception {
            super.perform(x);
            String nothing = null;
            nothing.length(); // broken method
        }
    }

    @Test
    void exception_inTheMethod_isToldWithItsLine_andThePhaseBeforeIsKept() throws IOException {
        fails(new Broken(), 3, "broken method", "the method ended with java.lang.NullPointerException: ");
        assertTrue(kept().path("phases").path(0).path("counts").path("sent").longValue() > 0);
        assertEquals("ended-early", kept().path("outcome").textValue());
        assertFalse(kept().path("interrupted").booleanValue(), "the user did not");
        var why = kept().path("endedEarly").textValue();
        assertTrue(why.startsWith("ScriptTest.java:"), why);
        for (var file : List.of("report.html", "report.rst"))
            assertTrue(Files.readString(temp.resolve("run").resolve(file)).contains("Ended early: ScriptTest.java:"), file);
        assertTrue(Files.exists(temp.resolve("run/report.html")));
    }

    @Command(name = "probe")
    private static final class Asserting extends Probe {
        @Override
        protected void perform(Experiment x) throws Exception {
            super.perform(x);
            throw new AssertionError("no such thing"); // assertion
        }
    }

    @Test
    void error_inTheMethod_isToldAsAnExceptionIs() throws IOException {
        fails(new Asserting(), 3, "assertion", "the method ended with java.lang.AssertionError: no such thing");
        assertEquals(1, kept().path("phases").size());
    }

    @Command(name = "probe")
    private static final class Twice extends Probe {
        @Override
        protected void perform(Experiment x) throws Exception {
            super.perform(x);
            x.measure("one", new CountingLoad(1), length()); // twice
        }
    }

    @Test
    void phase_ofAnIdThatWasGiven_isBadInput() throws IOException {
        fails(new Twice(), 2, "twice", "two phases are called one; give each an id of its own");
        assertEquals(1, kept().path("phases").size());
    }

    @Command(name = "probe")
    private static final class BadMoment extends Probe {
        @Override
        protected void perform(Experiment x) {
            x.measure("one", new CountingLoad(1), Duration.ofSeconds(60), Moment.at(Duration.ofMillis(20), () -> {
                throw new IllegalStateException("no node"); // bad moment
            }));
        }
    }

    @Test
    void moment_thatThrows_isToldWithItsOwnLine() throws IOException {
        fails(new BadMoment(), 3, "bad moment", "the moment at 20ms ended with java.lang.IllegalStateException: no node");
        assertEquals(1, kept().path("phases").size());
    }

    @Command(name = "probe")
    private static final class Unheard extends Probe {
        private final int port;

        Unheard(int port) {
            this.port = port;
        }

        @Override
        protected void perform(Experiment x) throws Exception {
            super.perform(x);
            var nobody = AmqpUrl.guest(List.of(new AmqpUrl.Host("127.0.0.1", port)));
            x.measure("two", RpcPair.of(RpcPair.Plan.unpaced(MessageKind.CAST, 1, 1), nobody, x), length()); // unheard
        }
    }

    @Test
    void phase_whoseBrokerIsNotThere_isToldWithItsAddress_andThePhaseBeforeIsKept() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        fails(new Unheard(closed), 3, "unheard", "127.0.0.1:" + closed + ": connection refused; is a broker running there?");
        assertEquals(1, kept().path("phases").size());
        assertEquals("it could not begin", kept().path("leftOut").path("two").path("why").textValue());
    }

    @Command(name = "probe")
    private static final class Strange extends Probe {
        @Override
        protected Report report(Scenario document) {
            return Report.of(document.claiming(List.of(new Claim.Finding("some", "Something is late", // strange claim
                new Quantity("late", "the delay", Unit.MS, 1), new Bound.Above(0)))), List.of(SENT));
        }
    }

    @Command(name = "probe")
    private static final class OtherUnit extends Probe {
        @Override
        protected Report report(Scenario document) {
            return Report.of(document.claiming(List.of(new Claim.Finding("some", "Something is sent", // other unit
                new Quantity("sent", "the number sent", Unit.MS, 1), new Bound.Above(0)))), List.of(SENT));
        }
    }

    @Test
    void claim_onAMeasureThatIsNot_orOfAnotherUnit_isToldBeforeTheRun() throws IOException {
        fails(new Strange(), 2, "strange claim",
            "the claim some is about the measure late, which the report does not have; there are sent");
        fails(new OtherUnit(), 2, "other unit", "the claim some is in 'ms'; its measure sent is in ''");
        assertFalse(Files.exists(temp.resolve("run")));
    }

    @Command(name = "probe")
    private static final class Miscounted extends Probe {
        @Override
        protected Report report(Scenario document) {
            return super.report(document).section(run -> new Section.Sentences("Received", List.of(
                PhaseReadings.count(run, "one", new Counter("received", Unit.COUNT, 1)).toString()))); // no such counter
        }
    }

    @Test
    void section_thatCannotBeMade_isTold_andTheRunKept() throws IOException {
        fails(new Miscounted(), 2, "no such counter", "phase one: no counter received; there are [sent]");
        assertEquals(1, kept().path("phases").size());
        assertEquals(0, run(new Sound(), "report", out()).exitCode(), "mended, it reports the run again");
    }

    /** An option before a command is not the command's: it would be ignored. */
    @Test
    void options_beforeACommand_areToldWithWhereTheyBelong() throws Exception {
        var whole = new Probe() {
            @Override
            protected List<Part> parts() {
                return List.of(new Part("half", "A half alone.", new Sound()));
            }
        };
        var before = run(whole, "--seed", "5", "half");
        assertEquals(2, before.exitCode(), before.err());
        assertTrue(before.err().contains("--seed stands before half, which has options of its own; give it behind: probe half --seed N"),
            before.err());
        var none = run(whole, "--quick", "report", "nowhere");
        assertEquals(2, none.exitCode(), none.err());
        assertTrue(none.err().contains("--quick stands before report, which has options of its own; leave it out, report has no such "
            + "option"), none.err());
        assertEquals(0, run(whole, "half", "--quick", "--out", out()).exitCode());
    }
}
