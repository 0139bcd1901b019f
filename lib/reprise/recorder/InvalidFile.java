package reprise.recorder;

import java.util.List;

/** An unusable file with all its problems, one per line: {@code run.json: line 7: seed is "x"; it must be …}. */
public final class InvalidFile extends RuntimeException {
    private final transient List<String> problems;

    public InvalidFile(List<String> problems, Throwable cause) {
        super(String.join("\n", problems), cause);
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
