package reprise.experiment;

import java.util.Arrays;
import java.util.Optional;
import reprise.simulator.Unreachable;
import reprise.sut.Failure;

/** What a script's method or report threw, as a sentence with the script's line, so that its author can mend it. */
final class ScriptFault {
    private ScriptFault() {}

    /** The line is that of the deepest cause that has one. @param what threw it */
    static Failure of(Class<?> script, String what, Throwable thrown) {
        var at = "";
        for (var cause = thrown; cause != null; cause = cause.getCause()) at = line(script, cause).orElse(at);
        return switch (thrown) {
            case Failure.BadInput failure -> new Failure.BadInput(at + failure.getMessage(), failure);
            case Failure failure -> new Failure.Environment(at + failure.getMessage(), failure);
            case Unreachable unreachable -> new Failure.Environment(at + unreachable.getMessage(), unreachable);
            case IllegalArgumentException wrong -> new Failure.BadInput(at + wrong.getMessage(), wrong);
            default -> new Failure.Environment(at + ScriptRunner.usedUp(thrown).map(ScriptRunner::memory)
                .orElse(what + " ended with " + thrown), thrown);
        };
    }

    /** The script's own frame, including those of its lambdas and nested classes. */
    private static Optional<String> line(Class<?> script, Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
            .filter(frame -> (frame.getClassName() + "$").startsWith(script.getName() + "$"))
            .findFirst().map(frame -> frame.getFileName() + ":" + frame.getLineNumber() + ": ");
    }
}
