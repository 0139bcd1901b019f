package reprise.experiment;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A script's command {@code completion}: what makes bash complete its options and commands, behind its name and behind
 * {@code ./jbang NAME}.
 */
@Command(name = "completion", mixinStandardHelpOptions = true,
    description = "Prints the completion of options and commands in bash.")
final class Completion implements Callable<Integer> {
    /** NAME's words are those behind it, also where ./jbang stands before it. */
    private static final String BEHIND_JBANG = """

        # Behind ./jbang, which starts it in a checkout.
        declare -A _reprise_scripts
        _reprise_scripts[NAME]=FUNCTION
        function _complete_reprise_jbang() {
          local complete=${_reprise_scripts[${COMP_WORDS[1]:-none}]:-}
          if [ "$COMP_CWORD" -gt 1 ] && [ -n "$complete" ]; then
            COMP_LINE=${COMP_LINE#*"${COMP_WORDS[0]}" }
            COMP_WORDS=("${COMP_WORDS[@]:1}")
            COMP_CWORD=$((COMP_CWORD - 1))
            "$complete"
          elif [ "$COMP_CWORD" -eq 1 ]; then
            COMPREPLY=($(compgen -W "${!_reprise_scripts[*]}" -- "${COMP_WORDS[1]}"))
          fi
        }
        complete -o default -F _complete_reprise_jbang ./jbang
        """;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var name = spec.root().name();
        System.out.print(AutoComplete.bash(name, spec.root().commandLine()));
        System.out.print(BEHIND_JBANG.replace("NAME", name).replace("FUNCTION", "_complete_" + name));
        return 0;
    }
}
