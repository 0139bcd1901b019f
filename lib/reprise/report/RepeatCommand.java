package reprise.report;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reprise.recorder.Origin;
import reprise.recorder.Run;

/** The command that performs something again, into a folder of its own: a line for a shell in the checkout. */
public final class RepeatCommand {
    /** Options with a value that are for one end alone, or for a beginning that has passed. */
    private static final Set<String> OF_ITS_END = Set.of("--out", "--junit", "--start-at");
    /** And those that belong to one run, or to several together. */
    private static final Set<String> OF_ITS_RUNS = Set.of("--seed", "--seeds", "--repeat", "--hold");

    private RepeatCommand() {}

    /** With the seed of this run, also of one of several; empty for a run that does not know its command. */
    public static String of(Run run) {
        var words = Origin.without(OF_ITS_RUNS, Origin.without(OF_ITS_END, run.origin().command()));
        boolean hasNone = run.seed() == 0 && !givesSeed(run.origin().command()); // a load without random choices takes no such option
        return line(words.isEmpty() || hasNone ? words : seeded(words, run.seed()));
    }

    private static boolean givesSeed(List<String> words) {
        return words.stream().anyMatch(word -> word.matches("--seeds?(=.*)?"));
    }

    /** For all runs of a group with their seeds; empty if they do not know their command. */
    public static String of(RunGroup group) {
        var first = group.members().getFirst();
        var words = Origin.without(OF_ITS_END, first.run().origin().command());
        boolean isSeeded = givesSeed(words);
        boolean isOfFirst = first.folder().endsWith("1"); // the others' seeds follow it
        return line(words.isEmpty() || isSeeded || !isOfFirst ? words : seeded(words, first.run().seed()));
    }

    /** @param given the script and its arguments; empty for nothing */
    static String of(List<String> given) {
        return line(Origin.without(OF_ITS_END, given));
    }

    private static List<String> seeded(List<String> words, long seed) {
        return Stream.concat(words.stream(), Stream.of("--seed", String.valueOf(seed))).toList();
    }

    private static String line(List<String> words) {
        if (words.isEmpty()) return "";
        return "./jbang " + words.stream().map(Markup::clean).map(RepeatCommand::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
