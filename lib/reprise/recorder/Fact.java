package reprise.recorder;

/**
 * A typed handle of a figure that a load adds to its phase.
 * {@snippet :
 * static final Fact RETRIES = new Fact("retries", Unit.COUNT);
 * public Facts facts(Recording phase) { return Facts.NONE.with(RETRIES, retries); }
 * PhaseReadings.fact(run, "cast", RETRIES);
 * }
 *
 * @param name in run.json, with the unit unless it is a count: {@code warmUpSec}
 */
public record Fact(String name, Unit unit) {
    /** Figures that belong together, as a record of numbers and of such records; in run.json each by its path: {@code wrk.tookUs}. */
    public record Group<T extends Record>(String name, Class<T> type) {}
}
