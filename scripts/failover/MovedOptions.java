package failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import reprise.experiment.RunOptions;
import reprise.recorder.Secrets;
import reprise.sut.Failure;

/**
 * The options that rpc-cast-failover had when it performed all eighteen reports. Their error names the command of the script that has them
 * now.
 */
public final class MovedOptions {
    private static final Set<String> NAMES = Set.of("--kind", "--topology", "--mirrored", "--family", "--placement", "--timeout");
    private static final String FAMILY = "rpc-failover-family";

    @Option(names = "--kind", arity = "0..1", hidden = true) String kind;
    @Option(names = "--topology", arity = "0..1", hidden = true) String topology;
    @Option(names = "--mirrored", hidden = true) boolean mirrored;
    @Option(names = "--family", hidden = true) boolean family;
    @Option(names = "--placement", arity = "0..1", hidden = true) String placement;
    @Option(names = "--timeout", arity = "0..1", hidden = true) String timeout;
    @Spec(Spec.Target.MIXEE) CommandSpec command;

    /** @throws Failure.BadInput naming the same command of the family's script */
    public void check(FailoverOptions pair) {
        var moved = command.commandLine().getParseResult().matchedOptions().stream().map(OptionSpec::longestName)
            .filter(NAMES::contains).collect(Collectors.toCollection(ArrayList::new));
        if (pair.broker.size() > 1) moved.add("--broker with two kinds");
        if (pair.queues.size() > 1) moved.add("--queues with several kinds");
        if (moved.isEmpty()) return;
        var words = new ArrayList<>(given(command));
        words.remove("--family");
        // Without these options that script performs all eighteen; here the default was the document's.
        boolean isDocument = kind == null && topology == null && !mirrored && !family;
        if (isDocument) words.addAll(command.parent() == null ? 0 : 1, List.of("--kind", "cast"));
        throw new Failure.BadInput(String.join(", ", moved).replaceFirst(", ([^,]*)$", " and $1") + (moved.size() == 1 ? " is" : " are")
            + " for " + FAMILY
            + ", the script of the test plan's other reports; give " + line(FAMILY, words));
    }

    /** The arguments after the script's name, without passwords. */
    private static List<String> given(CommandSpec command) {
        return RunOptions.origin(command).command().stream().skip(1).map(Secrets::hiddenInWord).toList();
    }

    /** The command line in shell syntax. */
    private static String line(String script, List<String> words) {
        return script + words.stream().map(word -> word.matches("[\\w@%+=:,./*-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
            .map(word -> " " + word).collect(Collectors.joining());
    }

    /** The role that is a script of its own now. */
    @Command(name = "cluster", hidden = true)
    public static final class Cluster implements Callable<Integer> {
        @Unmatched List<String> options;
        @Spec CommandSpec command;

        @Override
        public Integer call() {
            var words = new ArrayList<>(given(command));
            words.remove("cluster");
            throw new Failure.BadInput("cluster is a script of its own; give " + line("amqp-cluster", words));
        }
    }
}
