package reprise.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import reprise.recorder.Secrets;

/** A run's command line as run.json keeps it, so that a reader can repeat it. */
final class GivenCommand {
    /** Their values are a name, a colon and a secret. */
    private static final Set<String> SECRET = Set.of("-H", "--header", "--user");
    /** A short option whose value is in the same word: {@code -HCookie:secret}. */
    private static final Pattern ATTACHED = Pattern.compile("(-[A-Za-z])[^:]+:.*");

    private GivenCommand() {}

    /** @param command the script's command or one of its subcommands */
    static List<String> of(CommandSpec command) {
        var words = new ArrayList<>(List.of(command.root().name()));
        boolean secret = false;
        for (var word : command.root().commandLine().getParseResult().originalArgs()) {
            words.add(secret || isJoined(word) ? word.replaceFirst("(?s):.*", ":***") : Secrets.hiddenInWord(word));
            secret = SECRET.contains(word);
        }
        return words;
    }

    private static boolean isJoined(String word) {
        int equals = word.indexOf('=');
        var attached = ATTACHED.matcher(word);
        return equals > 0 && SECRET.contains(word.substring(0, equals)) || attached.matches() && SECRET.contains(attached.group(1));
    }
}
