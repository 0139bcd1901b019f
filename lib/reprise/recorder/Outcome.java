package reprise.recorder;

/** A run's outcome in one word, at the top of run.json. */
public enum Outcome {
    /** Every judged claim is reproduced, and every finding holds. */
    REPRODUCED,
    /** At least one claim is not reproduced, or a finding does not hold. */
    NOT_REPRODUCED,
    /** The run left a claim open that it should answer, or left out a requested run. */
    INCOMPLETE,
    /** The user ended the run early. */
    INTERRUPTED,
    /** An error ended the run early. */
    ENDED_EARLY,
    /** No claim was judged: none was published, or none was requested. */
    NOT_JUDGED;

    static Outcome of(Run run) {
        var claims = run.claims();
        if (claims.stream().anyMatch(claim -> claim.verdict().isBad())) return NOT_REPRODUCED;
        if (run.interrupted()) return INTERRUPTED;
        if (run.endedEarly().isPresent()) return ENDED_EARLY;
        if (run.leavesOpen()) return INCOMPLETE;
        return claims.stream().anyMatch(claim -> claim.verdict().isGood()) ? REPRODUCED : NOT_JUDGED;
    }
}
