package reprise.judge;

import static com.fasterxml.jackson.annotation.Nulls.AS_EMPTY;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import reprise.recorder.JsonFile;
import reprise.recorder.Limits;

/**
 * A claim in a scenario file: a judged one, one that is only shown, or a finding of ours. Its bound is {@code exactly}; or {@code atLeast}
 * and {@code atMost}, which are included; or {@code above} and {@code below}, which are excluded. One of each pair is sufficient. Earlier
 * versions named the first pair min and max and also stated the bound in words and the unit, which are now derived.
 */
@JsonIgnoreProperties("holds")
public record ClaimKeys(String id, String statement, @JsonSetter(nulls = AS_EMPTY) boolean ours, Optional<Boolean> judged,
                        OptionalDouble published, Optional<String> unit, @Limits(most = 6, example = 1) OptionalInt decimals,
                        String measure, OptionalDouble exactly, @JsonAlias("min") OptionalDouble atLeast,
                        @JsonAlias("max") OptionalDouble atMost, OptionalDouble above, OptionalDouble below,
                        Optional<String> basis, @JsonSetter(nulls = AS_EMPTY) boolean factor, Optional<String> why) {
    private static final String BOUNDS = "exactly, or atLeast and atMost, or above and below (of two one is enough)";

    /** The claims at {@code path}; problems are added to the file. @param measures the measures that a claim may name */
    public static List<Claim> claims(JsonFile file, String path, List<ClaimKeys> all, List<Quantity> measures) {
        file.checkDistinct(path, "id", all, ClaimKeys::id);
        var claims = new ArrayList<Claim>();
        for (int i = 0; i < all.size(); i++) {
            var at = path + "[" + i + "]";
            var keys = all.get(i);
            if (keys == null) continue; // this problem is reported already
            keys.checkKind(file, at);
            keys.checkBound(file, at);
            var measure = measures.stream().filter(each -> each.id().equals(keys.measure)).findFirst();
            if (measure.isEmpty()) {
                file.problem(at + ".measure", "is \"" + keys.measure + "\"; it must be one of "
                    + String.join(", ", Quantity.ids(measures)));
            }
            measure.ifPresent(of -> keys.checkUnit(file, at, of.unit().symbol()));
            if (file.isSound(at)) claims.add(keys.claim(measure.orElseThrow()));
        }
        return List.copyOf(claims);
    }

    private boolean isShown() {
        return !ours && !judged.orElse(true);
    }

    private void checkKind(JsonFile file, String at) {
        if (!ours && published.isEmpty())
            file.problem(at + ".published", "is missing; it must be a number, for example 1.5, or the claim ours");
        if (ours && published.isPresent())
            file.problem(at + ".published", "is there, and the claim is ours; leave one of the two out");
        if (isShown() && why.isEmpty())
            file.problem(at + ".why", "is missing; what is not judged must have a reason, for example \"a property of their hosts\"");
        if (!isShown() && why.isPresent())
            file.problem(at + ".why", "is there, and the claim is judged; leave it out, or add \"judged\": false");
        if (factor && (ours || isShown()))
            file.problem(at + ".factor", "is true, and the claim is not judged by a published figure; leave it out");
        if (isShown() && basis.isPresent()) file.problem(at + ".basis", "is there, and the claim is not judged; leave it out");
    }

    private void checkBound(JsonFile file, String at) {
        long kinds = List.of(exactly.isPresent(), atLeast.isPresent() || atMost.isPresent(), above.isPresent() || below.isPresent())
            .stream()
            .filter(isGiven -> isGiven).count();
        if (isShown() && kinds > 0) file.problem(at, "has a bound and is not judged; leave one of the two out");
        if (!isShown() && kinds == 0) file.problem(at, "has no bound; it must have " + BOUNDS);
        if (kinds > 1) file.problem(at, "has bounds that do not go together; it must have " + BOUNDS);
        if (atLeast.orElse(-Double.MAX_VALUE) > atMost.orElse(Double.MAX_VALUE))
            file.problem(at + ".atMost", "is " + atMost.getAsDouble() + "; it must be at least atLeast, which is " + atLeast.getAsDouble());
        if (above.orElse(-Double.MAX_VALUE) >= below.orElse(Double.MAX_VALUE))
            file.problem(at + ".below", "is " + below.getAsDouble() + "; it must be more than above, which is " + above.getAsDouble());
    }

    /** The unit is the measure's; a claim may repeat it. */
    private void checkUnit(JsonFile file, String at, String symbol) {
        if (unit.isPresent() && !unit.get().equals(symbol))
            file.problem(at + ".unit", "is \"" + unit.get() + "\"; it must be left out, or \"" + symbol + "\" as of its measure");
    }

    private Claim claim(Quantity of) {
        int shown = decimals.orElse(of.decimals());
        if (isShown()) return new Claim.Shown(id, statement, published.getAsDouble(), shown, of, why.orElseThrow());
        var from = basis.orElse("");
        return ours ? new Claim.Finding(id, statement, shown, of, bound(), from)
            : new Claim.Judged(id, statement, published.getAsDouble(), shown, of, bound(), from, factor);
    }

    private Bound bound() {
        if (exactly.isPresent()) return new Bound.Exactly(exactly.getAsDouble());
        if (atLeast.isPresent() && atMost.isPresent()) {
            return atLeast.equals(atMost) ? new Bound.Exactly(atMost.getAsDouble())
                : new Bound.Between(atLeast.getAsDouble(), atMost.getAsDouble());
        }
        if (above.isPresent() && below.isPresent()) return new Bound.Within(above.getAsDouble(), below.getAsDouble());
        if (atLeast.isPresent()) return new Bound.AtLeast(atLeast.getAsDouble());
        if (atMost.isPresent()) return new Bound.AtMost(atMost.getAsDouble());
        return above.isPresent() ? new Bound.Above(above.getAsDouble()) : new Bound.Below(below.getAsDouble());
    }
}
