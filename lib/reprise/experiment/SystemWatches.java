package reprise.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reprise.recorder.RunColumn;
import reprise.sut.Watch;

/** What systems tell about themselves in the seconds of a phase. Used by the live thread. */
final class SystemWatches {
    private final List<Watch> watches = new ArrayList<>();
    private final Map<Integer, Map<String, Double>> told = new LinkedHashMap<>(); // by second

    void add(Watch watch) {
        watches.add(watch);
    }

    void begin() {
        told.clear();
        watches.forEach(Watch::begin);
    }

    void second(int index) {
        for (var watch : watches) told.computeIfAbsent(index, _ -> new LinkedHashMap<>()).putAll(watch.second(index));
    }

    /** The phase's rows with these columns. */
    List<Map<String, Double>> into(List<Map<String, Double>> rows) {
        return rows.stream().map(row -> {
            var more = new LinkedHashMap<>(row);
            more.putAll(told.getOrDefault(row.get(RunColumn.SECOND.key()).intValue(), Map.of()));
            return (Map<String, Double>) more;
        }).toList();
    }
}
