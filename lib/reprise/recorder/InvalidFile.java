package reprise.recorder;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** An unusable file with all its problems, one per line: {@code run.json: line 7: seed is "x"; it must be …}. */
public final class InvalidFile extends RuntimeException {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final transient List<String> problems;
    private final boolean isCutOff;

    public InvalidFile(List<String> problems, Throwable cause) {
        this(problems, cause, false);
    }

    /** @param isCutOff whether it is empty, or ends within a value, as where its writer died */
    InvalidFile(List<String> problems, Throwable cause, boolean isCutOff) {
        super(String.join("\n", problems.stream().map(InvalidFile::inOneLine).toList()), cause);
        this.problems = problems.stream().map(InvalidFile::inOneLine).toList();
        this.isCutOff = isCutOff;
    }

    /** Whether the reason of this is a file whose writer did not come to its end. */
    public static boolean isCutOff(Throwable why) {
        return why instanceof InvalidFile file ? file.isCutOff : why.getCause() != null && isCutOff(why.getCause());
    }

    /** A key or text of the file may have line ends, and other control characters, which a terminal would obey. */
    private static String inOneLine(String problem) {
        return CONTROL.matcher(problem).replaceAll(each -> String.format(Locale.ROOT, "\\\\u%04x", (int) each.group().charAt(0)));
    }

    public List<String> problems() {
        return problems;
    }
}
