package reprise.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reprise.sut.Failure;

/** Checks the lengths that a script's author gives. */
final class ScriptLengths {
    private ScriptLengths() {}

    /** @throws Failure.BadInput naming the methods whose lengths are not above 0 */
    static void check(Script script) {
        var wrong = new ArrayList<String>();
        check(script, "documentedLength()", script.documentedLength(), wrong);
        check(script, "quickLength()", script.quickLength(), wrong);
        if (wrong.isEmpty())
            check(script, "expected(" + DurationOption.text(script.length()) + ")", script.expected(script.length()), wrong);
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
    }

    private static void check(Script script, String method, Duration length, List<String> wrong) {
        if (!length.isPositive())
            wrong.add(script.getClass().getSimpleName() + "." + method + " is " + DurationOption.text(length)
                + "; it must be above 0, for example Duration.ofSeconds(20)");
    }
}
