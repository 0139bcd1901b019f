package reprise.recorder;

/**
 * A typed handle of a counter, for recorders, recordings, rows and reports. {@code at} is its position in a recorder of the {@link Metrics}
 * that it was made for; in a file or a merged recording the position may differ, and the counter is found by its name.
 */
public record Counter(String name, Unit unit, int at) implements RunColumn {
    /** The key of a counter in a row is its name. */
    @Override
    public String key() {
        return name;
    }

    @Override
    public String label() {
        return RunColumn.words(name);
    }
}
