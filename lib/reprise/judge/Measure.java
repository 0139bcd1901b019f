package reprise.judge;

import java.util.List;
import java.util.function.Function;
import reprise.recorder.Unit;

/** A quantity and the function that computes it from a run of the document's type. */
public record Measure<R>(Quantity quantity, Function<R, Reading> of) {
    public Measure(String id, String label, Unit unit, int decimals, Function<R, Reading> of) {
        this(new Quantity(id, label, unit, decimals), of);
    }

    public String id() {
        return quantity.id();
    }

    public Reading of(R run) {
        return of.apply(run);
    }

    public static <R> List<Quantity> quantities(List<Measure<R>> measures) {
        return measures.stream().map(Measure::quantity).toList();
    }
}
