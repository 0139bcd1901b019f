package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code --help} of a script or tool must have. */
public final class HelpPages {
    private static final Pattern COMMAND = Pattern.compile("^  ([a-z]+)  +\\S", Pattern.MULTILINE);

    private HelpPages() {}

    /** What a command line that ends with 0 prints on standard output. */
    @FunctionalInterface
    public interface Tool {
        String said(String... words) throws Exception;
    }

    /** The page of the tool, or of a command of its. */
    public static String page(String name, Tool tool, String... command) throws Exception {
        var page = tool.said(Stream.concat(Stream.of(command), Stream.of("--help")).toArray(String[]::new));
        page.lines().forEach(line -> assertTrue(line.length() <= 80, line));
        var usage = "Usage: " + name + (command.length == 0 ? "" : " " + String.join(" ", command)) + " [OPTIONS]";
        assertTrue(page.startsWith(usage), page);
        assertTrue(page.lines().findFirst().orElseThrow().length() < 70, "usage in a line");
        return page;
    }

    /** Checks the page of the tool and of each of its commands. @return the commands */
    public static List<String> check(String name, Tool tool) throws Exception {
        var page = page(name, tool);
        assertTrue(page.contains("\nHelp:\n  -h, --help "), page);
        assertTrue(page.contains("\nExit code:\n  0 "), page);
        assertTrue(page.contains("\nExamples:\n  " + name), page);
        int first = page.indexOf("\nCommands:\n");
        if (first < 0) return List.of();
        var commands = COMMAND.matcher(page.substring(first, page.indexOf("\nExit code:\n"))).results().map(found -> found.group(1))
            .toList();
        for (var command : commands) assertTrue(page(name, tool, command).contains("\nHelp:\n"), command);
        assertEquals(1, commands.stream().filter("completion"::equals).count(), page);
        return commands;
    }
}
