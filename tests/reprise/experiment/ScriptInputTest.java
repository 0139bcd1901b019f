package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user gives to the scripts and they cannot use, and what {@code --explain} prints: nothing is sent, started or made. */
@Tag("alone")
final class ScriptInputTest {
    private static final String CAST_FAILOVER = "rpc-cast-failover", FAMILY = "rpc-failover-family", CALLER = "rest-caller",
        BROADCAST = "ws-broadcast";
    @TempDir
    Path temp;

    private static CapturedRun run(String script, String... args) {
        return CapturedRun.of(CompiledScript.script(script), args);
    }

    private static CapturedRun isTwo(String script, String sentence, String... args) {
        var ended = run(script, args);
        assertEquals(2, ended.exitCode(), ended.out() + ended.err());
        assertTrue(ended.err().contains(sentence), ended.err());
        assertFalse(ended.err().contains("\tat "), ended.err());
        return ended;
    }

    /** The command names a folder for the run, which must not exist afterwards. */
    private void isTwoBeforeItsRun(String script, String sentence, String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--out", temp.resolve("run").toString()));
        assertEquals("", isTwo(script, sentence, all.toArray(String[]::new)).out());
        assertFalse(Files.exists(temp.resolve("run")), sentence);
    }

    private static String explained(String script, String... args) {
        var ended = run(script, args);
        assertEquals(0, ended.exitCode(), ended.err());
        return ended.out();
    }

    // ---- rpc-cast-failover and its family

    @Test
    void failover_badValues_areTwoWithTheValueAndTheRemedy() {
        isTwo(CAST_FAILOVER, "--rate is -5; it must be above 0", "--rate", "-5", "--threads", "0");
        isTwo(CAST_FAILOVER, "--threads is 0; it must be 1 to 1000", "--rate", "-5", "--threads", "0");
        isTwo(CAST_FAILOVER, "--kill-at is 30s, not before the end of the run at 20s", "--quick", "--kill-at", "30s");
        isTwo(CAST_FAILOVER, "'soon' is not a duration; write for example", "--duration", "soon");
        isTwo(CAST_FAILOVER, "--kill is for brokers that are there", "--kill", "true");
        isTwo(CAST_FAILOVER, "Unknown options: '--speed'", "--speed", "9");
        isTwo(CAST_FAILOVER, "--url: port of h is \"x\"", "--url", "amqp://h:x/");
        isTwo(CAST_FAILOVER, "Missing required parameter: 'RUN_DIR'", "report");
    }

    @Test
    void earlierRuns_thatCannotBeComparedOrHaveNoSuchMetric_areTwo() {
        var run = "tests/golden/runs/rpc-cast-failover--cast/run";
        isTwo(CAST_FAILOVER, "compare has one folder, " + run + "; give those of two runs or more, the old one first", "compare", run);
        isTwo(CAST_FAILOVER, "compare has no folder; give those of two runs", "compare");
        isTwo(CAST_FAILOVER, "it is a run of rest-caller, not of rpc-cast-failover; use that script", "compare", run,
            "tests/golden/runs/rest-caller--document/run");
        isTwo(CAST_FAILOVER, "--fail-if is 'p99(latencyy) > 5ms'; nothing here is called latencyy; there are the timings latency, ",
            "report", run, "--fail-if", "p99(latencyy) > 5ms");
    }

    @Test
    void failover_scenarioThatIsBroken_isTwoWithAllThatIsWrong() throws Exception {
        var sound = Files.readString(Path.of("tests/golden/scenarios/rpc-cast-failover.json"));
        var file = Files.writeString(temp.resolve("broken.json"), sound.replace("\"ratePerSec\": 1056", "\"ratePerSec\": -5")
            .replace("\"killAt\": \"12s\"", "\"killAt\": \"12s\", \"colour\": \"red\""));
        var told = isTwo(CAST_FAILOVER, "load.ratePerSec is -5; it must be", "--scenario", file.toString()).err();
        assertTrue(told.contains("colour"), told);
        Files.writeString(file, sound.replace("\"distinctBodies\": 1000", "\"distinctBodies\": 7"));
        isTwo(CAST_FAILOVER, "parameters.load.distinctBodies is 7; it must be 1000", "--scenario", file.toString());
        isTwo(CAST_FAILOVER, "there is no such file", "--scenario", temp.resolve("none.json").toString());
        isTwo(CAST_FAILOVER, "broken.json", "--scenario", Files.writeString(file, "{").toString());
    }

    @Test
    void failover_outThatCannotBeUsed_isTwoBeforeAnythingRuns() throws Exception {
        Files.writeString(temp.resolve("something"), "x");
        isTwo(CAST_FAILOVER, "has something in it", "--quick", "--out", temp.toString());
        isTwo(CAST_FAILOVER, "cannot be written", "--quick", "--out", "/proc/nowhere");
    }

    @Test
    void failover_explained_printsPlanAndClaims() {
        var told = explained(CAST_FAILOVER, "--explain", "--time-scale", "0.5");
        assertTrue(told.matches("(?s).*duration +60.5s.*killAt +6s.*"), told);
        assertTrue(told.contains("holds when the longest gap between two completed sends is between 1.5 and 2.6 s"), told);
        var before = explained(CAST_FAILOVER, "--explain", "--time-scale", "0.5", "--scenario",
            Path.of("tests/golden/scenarios/rpc-cast-failover.json").toAbsolutePath().toString());
        assertEquals(before, told, "the script's set-up and claims are those that its scenario's file had");
    }

    @Test
    void failover_optionsThatCannotBe_areTwoBeforeAnythingIsSentOrMade() {
        var sentence = "--topology cmss2-km needs 3 nodes, and --url has 2; name 3, the master first, or choose cmsm-km, which needs one";
        isTwoBeforeItsRun(FAMILY, "'--kind': expected one of [CAST, CALL, NOTIFY, FANOUT] (case-insensitive) but was 'shout'", "--kind",
            "shout");
        isTwoBeforeItsRun(CAST_FAILOVER, "--chaos: the run lasts 5.0 s; it must be at least 7.5 s", "--chaos", "1", "--duration", "5s");
        isTwoBeforeItsRun(FAMILY, "--kill-at is 30s", "--quick", "--kill-at", "30s");
        isTwoBeforeItsRun(FAMILY, sentence, "--topology", "cmss2-km", "--url", "amqp://127.0.0.1:1,127.0.0.1:2/");
        isTwoBeforeItsRun(FAMILY, sentence, "client", "--topology", "cmss2-km", "--url", "amqp://127.0.0.1:1,127.0.0.1:2/");
    }

    /** Each form in which a script reports it; MovedOptionsTest has each option's sentence. */
    @Test
    void failover_whatHasMoved_isTwoWithTheCommandThatDoesIt() {
        isTwoBeforeItsRun(CAST_FAILOVER, "give rpc-failover-family --kind call --quick --out ", "--kind", "call", "--quick");
        isTwoBeforeItsRun(CAST_FAILOVER, "give rpc-failover-family server --mirrored --out ", "server", "--mirrored");
        isTwoBeforeItsRun(CAST_FAILOVER, "give amqp-cluster --ports 0 --user u:*** --out ", "cluster", "--ports", "0", "--user",
            "u:secret");
        var familys = "tests/golden/runs/rpc-failover-family--chaos/run";
        isTwo(CAST_FAILOVER, "give rpc-failover-family report " + familys + "\n", "report", familys);
    }

    @Test
    void throughput_onlyOfNoPhase_isTwoAndNamesThem() {
        var told = isTwo("rpc-throughput", "--only has the word 'nonsense'; there are cmsm, call, 50, ", "--scenario",
            "scenarios/rpc-throughput.json", "--only", "call,nonsense").err();
        assertTrue(told.contains("cs1ss2-ha") && told.contains("notify"), told);
    }

    // ---- rest-caller

    @Test
    void caller_badValues_areTwoWithTheValueAndTheRemedy() {
        var told = isTwo(CALLER, "--only has the word 'remote'; there are local-sequential, local-sequential-add2, ", "--only", "remote",
            "--target", "host:80", "--target-shared", "x").err();
        assertTrue(told.contains("--target: the URL is \"host:80\"") && told.contains("--target-shared"), told);
        isTwo(CALLER, "--target-shared is given without --target", "--target-shared", "http://127.0.0.1:8080");
        isTwo(CALLER, "give host and port alone", "--target", "http://127.0.0.1:8080/call");
        isTwo(CALLER, "there is no such file", "--scenario", temp.resolve("none.json").toString());
        var load = isTwo(CALLER, "-c is 2; it must be at least -t, which is 4", "load", "-t4", "-c2", "--rate", "-3", "-H", "nocolon",
            "--body", "x", "--procedure", "y", "ftp://h").err();
        for (var part : List.of("--rate is -3;", "-H: header \"nocolon\" has no colon", "--body and --procedure both",
            "URL: the URL is \"ftp://h\"")) {
            assertTrue(load.contains(part), load);
        }
        isTwo(CALLER, "--without is 'pow2'; it must be one of add2, sub2, mul2, div2", "serve", "--without", "pow2");
    }

    @Test
    void load_whatWrkTakes_isTakenOrToldWhatToUseInstead() {
        var lua = isTwo(CALLER, "-s is post.lua; wrk's Lua scripts are not run.", "load", "-s", "post.lua", "--method", "head",
            "--expect", "@" + temp.resolve("none"), "-c1k", "-t2k", "http://127.0.0.1:1/").err();
        for (var part : List.of("--body (@FILE", "--expect is given with --method HEAD",
            "--expect is @" + temp.resolve("none") + ", and that file cannot be read: no such file",
            "-c is 1000; it must be at least -t, which is 2000")) {
            assertTrue(lua.contains(part), lua);
        }
    }

    @Test
    void caller_explained_printsRunsAndClaims() {
        var told = explained(CALLER, "--explain", "--only", "shared,local-sequential-mul2");
        assertTrue(told.matches("(?s).*Phases\\n  local-sequential-mul2 +-t1 -c1 +loopback callee: Unix socket, MessagePack\\n  "
            + "shared-sequential .*\\n  shared-concurrent .*"), told);
        assertTrue(told.contains("not judged: "), told);
        assertFalse(told.contains("starting the router"), told);
    }

    // ---- ws-broadcast

    @Test
    void broadcast_badValues_areTwoWithTheValueAndTheRemedy() {
        var told = isTwo(BROADCAST, "--users-scale is 0; it must be above 0", "--users-scale", "0", "--only", "everybody", "--target",
            "a=http://h", "--metrics", "b=http://h/m", "--pid", "a=x").err();
        for (var part : List.of("--only is 'everybody'; it must be one of constVUWith3DirectMessage", "--target a: ws url: http://h",
            "there is no --target b", "--pid a: 'x' is no process")) {
            assertTrue(told.contains(part), part + " in " + told);
        }
        isTwo(BROADCAST, "--time-scale sets the length, and so does --quick", "--quick", "--time-scale", "0.5");
        isTwo(BROADCAST, "--style is 'polite'; it must be awaiting or queueing", "serve", "--style", "polite");
        isTwo(BROADCAST, "there is no such file", "--scenario", temp.resolve("none.json").toString());
    }

    @Test
    void broadcast_explained_printsScenariosAndClaims() {
        var told = explained(BROADCAST, "--explain", "--as-described", "--users-scale", "2");
        assertTrue(told.contains("rampUp50WithSingleMessage    from 5m for 9m, at most 1500 users"), told);
        assertTrue(told.contains("receive, send again"), told);
    }
}
