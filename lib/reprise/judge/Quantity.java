package reprise.judge;

import java.util.List;
import reprise.recorder.Unit;

/**
 * The description of a measured figure; a claim needs nothing else of a measure.
 *
 * @param id its name in run.json and in a scenario's claims
 * @param label the subject of a sentence that continues with "is"
 * @param decimals its form if the document has none
 */
public record Quantity(String id, String label, Unit unit, int decimals) {
    /** The same under another id. */
    public Quantity named(String other) {
        return new Quantity(other, label, unit, decimals);
    }

    public static List<String> ids(List<Quantity> quantities) {
        return quantities.stream().map(Quantity::id).toList();
    }

    /** The same with another label. */
    public Quantity labelled(String other) {
        return new Quantity(id, other, unit, decimals);
    }
}
