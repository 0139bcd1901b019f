package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.scripts.ScriptProcess.Script.HTTP_LOAD;
import static reprise.scripts.ScriptProcess.Script.PUBLISH;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code --help}, what a mistyped word is answered with, and the completion in a real bash. */
@Tag("waits")
@Order(7)
final class HelpTest {
    private static final Pattern COMMAND = Pattern.compile("^  ([a-z]+)  +\\S", Pattern.MULTILINE);

    @TempDir
    private Path temp;

    private String help(ScriptProcess.Script script, String... command) throws Exception {
        var words = new ArrayList<>(List.of(command));
        words.add("--help");
        var ended = ScriptProcess.run(script, temp, words.toArray(String[]::new));
        assertEquals(0, ended.exitCode(), ended.err());
        ended.out().lines().forEach(line -> assertTrue(line.length() <= 80, line));
        var usage = "Usage: " + script.alias() + (command.length == 0 ? "" : " " + String.join(" ", command)) + " [OPTIONS]";
        assertTrue(ended.out().startsWith(usage), ended.out());
        assertTrue(ended.out().lines().findFirst().orElseThrow().length() < 70, "usage in a line");
        return ended.out();
    }

    @ParameterizedTest
    @EnumSource
    void help_ofEachScriptAndCommand_hasHeadingsExitCodesAndExamples(ScriptProcess.Script script) throws Exception {
        var help = help(script);
        assertTrue(help.contains("\nHelp:\n  -h, --help "), help);
        assertTrue(help.contains("\nExit code:\n  0 "), help);
        assertTrue(help.contains("\nExamples:\n  " + script.alias()), help);
        if (script == PUBLISH) return; // its two words come first, and it has no commands
        var commands = COMMAND.matcher(help.substring(help.indexOf("\nCommands:\n"), help.indexOf("\nExit code:\n"))).results()
            .map(found -> found.group(1)).toList();
        assertTrue(commands.contains("completion"), help);
        for (var command : commands) assertTrue(help(script, command).contains("\nHelp:\n"), command);
    }

    @Test
    void help_ofAPart_listsOnlyWhatItTakes() throws Exception {
        var whole = help(RPC_CAST_FAILOVER);
        var server = help(RPC_CAST_FAILOVER, "server");
        var client = help(RPC_CAST_FAILOVER, "client");
        for (var ofClient : List.of("--rate", "--threads", "--kill=", "--kill-at"))
            assertTrue(whole.contains(ofClient) && client.contains(ofClient) && !server.contains(ofClient), ofClient);
        for (var ofWhole : List.of("--repeat", "--seeds", "--hold", "--broker", "--chaos", "--restart-after"))
            assertTrue(whole.contains(ofWhole) && !client.contains(ofWhole) && !server.contains(ofWhole), ofWhole);
        // a hidden one still has its own sentence
        ScriptProcess.fails(RPC_CAST_FAILOVER, temp, 2, "--repeat and --seeds are for the whole experiment; the client alone is "
            + "performed once", "client", "--url", "amqp://127.0.0.1:1/", "--repeat", "2");
    }

    @ParameterizedTest
    @CsvSource({"--qick, --quick", "--dur, --duration", "reprot, rpc-cast-failover report", "clinet, rpc-cast-failover client"})
    void mistypedWord_isAnsweredByTheOneThatIsMeant(String word, String meant) throws Exception {
        ScriptProcess.fails(RPC_CAST_FAILOVER, temp, 2, "\nDid you mean " + meant + "?\nTry 'rpc-cast-failover --help'.\n", word);
    }

    @Test
    void wordThatIsNearNothing_hasNoSuggestion() throws Exception {
        var ended = ScriptProcess.fails(RPC_CAST_FAILOVER, temp, 2, "Unknown option: '--xyzzy'", "--xyzzy");
        assertFalse(ended.err().contains("Did you mean"), ended.err());
    }

    /** What bash offers for the last of these words, by the function that it would call. */
    private static final String TRY = """
        shopt -s extglob
        compopt() { :; } # which wants to be called by readline
        for file in "$1" "$2"; do source "$file"; done
        shift 2
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
        spec=$(complete -p -- "$1") || exit 9
        function=${spec##*-F }; "${function%% *}" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """;

    private List<String> completed(List<Path> files, String words) throws Exception {
        var command = new ArrayList<>(List.of("bash", "--norc", "-c", TRY, "bash"));
        files.forEach(file -> command.add(file.toString()));
        command.addAll(Arrays.asList(words.split(" ", -1)));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    @Test
    void completion_inBash_isThatOfTheScript_alsoBehindOurLauncher() throws Exception {
        var files = new ArrayList<Path>();
        for (var script : List.of(RPC_CAST_FAILOVER, HTTP_LOAD)) {
            var ended = ScriptProcess.run(script, temp, "completion");
            assertEquals(0, ended.exitCode(), ended.err());
            files.add(Files.writeString(temp.resolve(script.alias() + ".bash"), ended.out()));
        }
        for (var before : List.of("", "./jbang ")) {
            assertEquals(List.of("--duration"), completed(files, before + "rpc-cast-failover --du"));
            assertEquals(List.of("client"), completed(files, before + "rpc-cast-failover cl"));
            assertEquals(List.of("kill", "freeze"), completed(files, before + "rpc-cast-failover --fault "));
            assertEquals(List.of("--kill-at", "--kill"), completed(files, before + "rpc-cast-failover client --ki"));
            assertEquals(List.of(), completed(files, before + "rpc-cast-failover server --ki"));
            assertEquals(List.of("--json", "--junit"), completed(files, before + "http-load report --j"));
        }
        assertEquals(List.of("http-load"), completed(files, "./jbang htt"));
    }
}
