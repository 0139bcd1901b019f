package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reprise.scripts.ScriptProcess.Script.HTTP_LOAD;
import static reprise.scripts.ScriptProcess.Script.PUBLISH;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.experiment.HelpPages;
import reprise.peers.Children;

/** {@code --help} of the tools, each in a process of its own, and the completion in a real bash. */
@Tag("child")
@Order(7)
final class HelpTest {
    @TempDir
    private Path temp;

    @ParameterizedTest
    @EnumSource(names = {"AMQP_CLUSTER", "HTTP_LOAD", "PUBLISH"})
    void help_ofEachToolAndCommand_hasHeadingsExitCodesAndExamples(ScriptProcess.Script script) throws Exception {
        var commands = HelpPages.check(script.alias(), words -> {
            var ended = ScriptProcess.run(script, temp, words);
            assertEquals(0, ended.exitCode(), ended.err());
            return ended.out();
        });
        assertEquals(script == PUBLISH, commands.isEmpty()); // its two words come first, and it has no commands
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
        var process = Children.process(command).redirectErrorStream(true).start();
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
