package reprise.judge;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import reprise.recorder.Run;
import reprise.recorder.Unjudged;

/** The readings of a run's measures by their ids, in order. */
public record Readings(Map<String, Reading> byId) {
    public static final Readings NONE = new Readings(Map.of());

    public Readings {
        byId = Collections.unmodifiableMap(new LinkedHashMap<>(byId));
    }

    public static <R> Readings of(List<Measure<R>> measures, R run) {
        var byId = new LinkedHashMap<String, Reading>();
        for (var measure : measures) byId.put(measure.id(), measure.of(run));
        return new Readings(byId);
    }

    /** The run with its measures. One that the run withdraws, as its data is unsound, has the run's reason. */
    public static Run into(Run run, List<Measure<Run>> measures) {
        var readings = of(measures, run);
        for (var withdrawn : run.unmeasured().entrySet())
            readings = readings.without(Set.of(withdrawn.getKey()), withdrawn.getValue());
        return run.withMeasures(readings.values(), readings.unmeasured());
    }

    /** The same reading, or why it is none: a figure must be a number. */
    public static Reading finite(Reading reading) {
        var figure = reading.figure();
        return figure.isEmpty() || Double.isFinite(figure.getAsDouble()) ? reading
            : Reading.byRun("its measure gave " + figure.getAsDouble() + ", which is no figure");
    }

    public Readings with(String id, Reading reading) {
        var more = new LinkedHashMap<>(byId);
        more.put(id, reading);
        return new Readings(more);
    }

    /** Withdraws the readings of these measures, because their data is unsound. */
    public Readings without(Collection<String> ids, Unjudged why) {
        var fewer = new LinkedHashMap<>(byId);
        fewer.replaceAll((id, reading) -> ids.contains(id) ? new Reading.Missing(why) : reading);
        return new Readings(fewer);
    }

    /** All figures as run.json keeps them, including those that are only shown. */
    public Map<String, Double> values() {
        var values = new LinkedHashMap<String, Double>();
        byId.forEach((id, reading) -> reading.figure().ifPresent(figure -> values.put(id, figure)));
        return Collections.unmodifiableMap(values);
    }

    /** Why the other readings are no answers. */
    public Map<String, Unjudged> unmeasured() {
        var unmeasured = new LinkedHashMap<String, Unjudged>();
        byId.forEach((id, reading) -> reading.reason().ifPresent(why -> unmeasured.put(id, why)));
        return Collections.unmodifiableMap(unmeasured);
    }
}
