package reprise.experiment;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The option or command that a mistyped word may mean: all but a third of its letters can be put right, or it begins like it. picocli's own
 * suggestions have options with the same two first letters alone, and three commands for any word.
 */
final class Mistyped {
    /** Letters to add, remove or change, or neighbours to swap. */
    private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();

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
        return known.stream().filter(name -> DISTANCE.apply(word, name) <= Math.max(1, letters.length() / 3)
                || letters.length() > 1 && name.startsWith(word))
            .min(Comparator.comparingInt(name -> DISTANCE.apply(word, name)));
    }
}
