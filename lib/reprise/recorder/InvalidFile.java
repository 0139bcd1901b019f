package reprise.recorder;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** An unusable file with all its problems, one per line: {@code run.json: line 7: seed is "x"; it must be …}. */
public final class InvalidFile extends RuntimeException {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final transient List<String> problems;

    public InvalidFile(List<String> problems, Throwable cause) {
        super(String.join("\n", problems.stream().map(InvalidFile::inOneLine).toList()), cause);
        this.problems = problems.stream().map(InvalidFile::inOneLine).toList();
    }

    /** A key or text of the file may have line ends, and other control characters, which a terminal would obey. */
    private static String inOneLine(String problem) {
        return CONTROL.matcher(problem).replaceAll(each -> String.format(Locale.ROOT, "\\\\u%04x", (int) each.group().charAt(0)));
    }

    public List<String> problems() {
        return problems;
    }
}
