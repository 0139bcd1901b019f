package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --help} of the scripts and their commands, and what a mistyped word is answered with. */
@Tag("alone")
final class HelpPagesTest {
    private static final String CAST_FAILOVER = "rpc-cast-failover";

    private static CapturedRun run(String script, String... args) {
        return CapturedRun.of(CompiledScript.script(script), args);
    }

    private static String help(String script, String... words) {
        var ended = run(script, words);
        assertEquals(0, ended.exitCode(), ended.err());
        return ended.out();
    }

    @ParameterizedTest
    @ValueSource(strings = {CAST_FAILOVER, "rpc-failover-family", "rpc-throughput", "rest-caller", "ws-broadcast"})
    void help_ofEachScriptAndCommand_hasHeadingsExitCodesAndExamples(String script) throws Exception {
        var commands = HelpPages.check(script, words -> help(script, words));
        assertTrue(commands.containsAll(List.of("report", "compare")), commands.toString());
    }

    @Test
    void help_ofAPart_listsOnlyWhatItTakes() {
        var whole = help(CAST_FAILOVER, "--help");
        var server = help(CAST_FAILOVER, "server", "--help");
        var client = help(CAST_FAILOVER, "client", "--help");
        for (var ofClient : List.of("--rate", "--threads", "--kill=", "--kill-at"))
            assertTrue(whole.contains(ofClient) && client.contains(ofClient) && !server.contains(ofClient), ofClient);
        for (var ofWhole : List.of("--repeat", "--seeds", "--hold", "--broker", "--chaos", "--restart-after"))
            assertTrue(whole.contains(ofWhole) && !client.contains(ofWhole) && !server.contains(ofWhole), ofWhole);
        // a hidden one still has its own sentence
        run(CAST_FAILOVER, "client", "--url", "amqp://127.0.0.1:1/", "--repeat", "2").fails(2,
            "--repeat and --seeds are for the whole experiment; the client alone is performed once");
    }

    @ParameterizedTest
    @CsvSource({"--qick, --quick", "--josn, --json",
        "--dur, --duration", "reprot, rpc-cast-failover report", "clinet, rpc-cast-failover client"})
    void mistypedWord_isAnsweredByTheOneThatIsMeant(String word, String meant) {
        run(CAST_FAILOVER, word).fails(2, "\nDid you mean " + meant + "?\nTry 'rpc-cast-failover --help'.\n");
    }

    @Test
    void wordThatIsNearNothing_hasNoSuggestion() {
        var ended = run(CAST_FAILOVER, "--xyzzy");
        ended.fails(2, "Unknown option: '--xyzzy'");
        assertFalse(ended.err().contains("Did you mean"), ended.err());
    }
}
