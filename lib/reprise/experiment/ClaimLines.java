package reprise.experiment;

import java.util.Locale;
import reprise.judge.Claim;

/** A claim as {@code --explain} has it: the statement, and below it what would be judged. */
final class ClaimLines {
    private ClaimLines() {}

    static String explained(Claim claim) {
        return String.format(Locale.ROOT, "  %s%n    %s%n", claim.statement(), claim.explained());
    }
}
