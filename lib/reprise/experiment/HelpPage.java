package reprise.experiment;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import reprise.sut.Failure;

/**
 * What {@code --help} prints: the usage in a line, the options below the headings of {@link OptionGroup}, the commands, examples, and the
 * exit codes. At most 80 columns wide.
 */
final class HelpPage {
    private static final int WIDTH = 80;
    private static final Set<String> OF_HELP = Set.of("--help", "--version", "--verbose");
    private static final Map<String, String> EXIT_CODES = new LinkedHashMap<>();

    private static final Map<String, String> OF_TOOLS = new LinkedHashMap<>();

    static {
        OF_TOOLS.put("0", "done");
        OF_TOOLS.put(String.valueOf(Failure.BAD_INPUT), "bad input");
        OF_TOOLS.put(String.valueOf(Failure.ENVIRONMENT), "the machine or a peer did not do what is needed");
        EXIT_CODES.put(String.valueOf(Failure.REPRODUCED), "every judged claim was reproduced, and no --fail-if was met");
        EXIT_CODES.put(String.valueOf(Failure.NOT_REPRODUCED), "some were not, or one was met");
        EXIT_CODES.put(String.valueOf(Failure.BAD_INPUT), "bad input; nothing was run");
        EXIT_CODES.put(String.valueOf(Failure.ENVIRONMENT), "the machine or a peer did not do what the run needs");
    }

    private HelpPage() {}

    /** Sets it for a command and those below it. */
    static void set(CommandLine command) {
        var spec = command.getCommandSpec();
        var page = spec.usageMessage();
        page.width(WIDTH).abbreviateSynopsis(true).sortOptions(false).commandListHeading("%nCommands:%n");
        page.sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpPage::options);
        page.sectionMap().put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING,
            help -> help.commandSpec().positionalParameters().isEmpty() ? "" : System.lineSeparator());
        if (spec.userObject() instanceof Script) {
            page.exitCodeList(EXIT_CODES);
            if (page.footer().length == 0 && spec.parent() == null) page.footer(examples(spec.name()));
        } else if (spec.parent() == null && page.exitCodeList().isEmpty()) {
            page.exitCodeList(OF_TOOLS);
        }
        if (!page.exitCodeList().isEmpty()) page.exitCodeListHeading("%nExit code:%n");
        if (page.footer().length > 0) page.footerHeading("%nExamples:%n");
        command.getSubcommands().values().forEach(HelpPage::set);
    }

    private static String[] examples(String name) {
        return new String[] {
            "  " + name + " --quick                 a first look",
            "  " + name + " --explain               the plan and the claims",
            "  " + name + " --repeat 5 --quick      how sure is it",
            "  " + name + " report RUN_DIR          the reports again",
            "  " + name + " compare RUN_DIR RUN_DIR what differs",
        };
    }

    private static String options(Help help) {
        var spec = help.commandSpec();
        var all = spec.options().stream().filter(option -> !option.hidden()).toList();
        var groups = new EnumMap<OptionGroup, List<OptionSpec>>(OptionGroup.class);
        for (var option : all) groups.computeIfAbsent(group(option), _ -> new ArrayList<>()).add(option);
        var text = new StringBuilder();
        groups.forEach((group, options) -> {
            var layout = help.createDefaultLayout(all, spec.positionalParameters(), help.colorScheme());
            layout.addOptions(options, help.parameterLabelRenderer());
            text.append(System.lineSeparator()).append(help.colorScheme().text(group.heading() + ":")).append(System.lineSeparator())
                .append(layout);
        });
        return text.toString();
    }

    private static OptionGroup group(OptionSpec option) {
        if (OF_HELP.contains(option.longestName())) return OptionGroup.HELP;
        if (!(option.userObject() instanceof Field field)) return OptionGroup.OWN;
        var own = field.getAnnotation(OptionGroup.In.class);
        var ofAll = field.getDeclaringClass().getAnnotation(OptionGroup.In.class);
        return own != null ? own.value() : ofAll != null ? ofAll.value() : OptionGroup.OWN;
    }

    /** Leaves options out that the command refuses in a sentence of its own. */
    static void hide(CommandSpec spec, Set<String> options) {
        for (var option : List.copyOf(spec.options())) {
            if (!options.contains(option.longestName())) continue;
            spec.remove(option);
            spec.addOption(OptionSpec.builder(option).hidden(true).build());
        }
    }
}
