package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import reprise.recorder.Run;

/** The command that performs a run again, into a folder of its own. */
public final class RepeatCommand {
    /** Options with a value that belong to one run, or to several together. */
    private static final Set<String> OF_THAT_RUN = Set.of("--out", "--junit", "--seed", "--seeds", "--repeat", "--hold");

    private RepeatCommand() {}

    /** A line for a shell in the checkout, with the seed; empty for a run that does not know its command. */
    public static String of(Run run) {
        var given = run.origin().command();
        if (given.isEmpty()) return "";
        var words = new ArrayList<String>();
        for (int i = 0; i < given.size(); i++) {
            if (OF_THAT_RUN.contains(given.get(i))) i++;
            else if (!OF_THAT_RUN.contains(given.get(i).split("=", 2)[0])) words.add(given.get(i));
        }
        words.addAll(List.of("--seed", String.valueOf(run.seed())));
        return "./jbang " + words.stream().map(Markup::clean).map(RepeatCommand::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
