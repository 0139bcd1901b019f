package reprise.report;

import java.util.Collections;
import java.util.List;
import reprise.judge.Claim;
import reprise.judge.Quantity;

/** Checks what a script declares in its report. */
final class Declared {
    private Declared() {}

    static void checkDistinct(String what, List<String> ids) {
        ids.stream().filter(id -> Collections.frequency(ids, id) > 1).findFirst().ifPresent(id -> {
            throw new IllegalArgumentException("two " + what + " are called " + id + "; give each an id of its own");
        });
    }

    static void check(Claim claim, List<Quantity> measures) {
        var about = claim.measure();
        var measure = measures.stream().filter(each -> each.id().equals(about.id())).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("the claim " + claim.id() + " is about the measure " + about.id()
                + ", which the report does not have; there are " + String.join(", ", Quantity.ids(measures))));
        if (!measure.unit().equals(about.unit()))
            throw new IllegalArgumentException("the claim " + claim.id() + " is in '" + about.unit().symbol() + "'; its measure "
                + about.id() + " is in '" + measure.unit().symbol() + "'");
    }
}
