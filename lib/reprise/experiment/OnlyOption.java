package reprise.experiment;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * {@code --only}: the phases that the user asks for, by words that a phase has: parts of its id, its group.
 * {@snippet :
 * @Mixin OnlyOption only = new OnlyOption();
 * protected void check(List<String> wrong) { only.check(words, wrong); }
 * if (!only.asks(List.of("call", "50"))) x.notAsked("call.50", OnlyOption.WHY);
 * }
 */
@OptionGroup.In(OptionGroup.RUN)
public final class OnlyOption {
    /** Why a phase was not asked for. */
    public static final String WHY = "--only did not ask for it";

    static final String NAME = "--only";

    @Option(names = NAME, paramLabel = "WORD,...", hideParamSyntax = true, split = ",",
        description = "Only phases that have one of these words; a word that none has is answered by those that there are.")
    List<String> words = List.of();

    /** Adds a sentence to {@code wrong} for each word that no phase has. */
    public void check(List<String> known, List<String> wrong) {
        for (var word : words)
            if (!known.contains(word)) wrong.add("--only has the word '" + word + "'; there are " + String.join(", ", known));
    }

    /** The words that the user gave to a script that has this option, in one order. @param script null for a program without a command */
    static Optional<String> given(CommandSpec script) {
        return Optional.ofNullable(script).map(its -> its.findOption(NAME)).map(option -> option.<List<String>>getValue())
            .filter(words -> !words.isEmpty()).map(words -> words.stream().distinct().sorted().collect(Collectors.joining(",")));
    }

    /** Whether a phase with these words is asked for. */
    public boolean asks(List<String> its) {
        return words.isEmpty() || words.stream().anyMatch(its::contains);
    }
}
