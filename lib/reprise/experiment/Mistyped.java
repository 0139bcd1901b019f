package reprise.experiment;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The option or command that a mistyped word may mean: all but a third of its letters can be put right, or it begins like it. */
final class Mistyped {
    private Mistyped() {}

    /** @param args of the command, among them words that it does not know */
    static Optional<String> meant(CommandSpec command, String... args) {
        var options = command.options().stream().filter(option -> !option.hidden()).flatMap(option -> Stream.of(option.names()))
            .filter(name -> name.startsWith("--")).toList();
        var commands = command.subcommands().entrySet().stream().filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey).toList();
        return Stream.of(args).map(arg -> arg.replaceFirst("=.*", "")).filter(word -> command.findOption(word) == null
                && !command.subcommands().containsKey(word))
            .flatMap(word -> nearest(word, word.startsWith("--") ? options : commands).stream()).findFirst();
    }

    private static Optional<String> nearest(String word, List<String> known) {
        var letters = word.replaceFirst("^-*", "");
        return known.stream().filter(name -> distance(word, name) <= Math.max(1, letters.length() / 3)
                || letters.length() > 1 && name.startsWith(word))
            .min(Comparator.comparingInt(name -> distance(word, name)));
    }

    /** Letters to add, remove or change, or neighbours to swap: Damerau and Levenshtein's, each place changed once. */
    private static int distance(String one, String other) {
        var changes = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    changes[i][j] = i + j;
                    continue;
                }
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                changes[i][j] = Math.min(changes[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(changes[i][j - 1], changes[i - 1][j]));
                if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1))
                    changes[i][j] = Math.min(changes[i][j], changes[i - 2][j - 2] + 1);
            }
        }
        return changes[one.length()][other.length()];
    }
}
