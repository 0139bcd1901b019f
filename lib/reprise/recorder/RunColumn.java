package reprise.recorder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A column of a run's seconds in run.json and series.csv: its key and its unit. A counter is one; a timing has one for each {@link
 * Statistic}; a process has one for CPU and one for memory. Only this type and {@link Timing} know how keys are built and what the
 * keys of earlier runs mean.
 */
public interface RunColumn {
    /** The row's second, counted from 0 at the run's start; every row has it. */
    RunColumn SECOND = of("second", Unit.COUNT);

    /** The number of the row's phase, counted from 1, in a run of phases. */
    RunColumn PHASE = of("phase", Unit.COUNT);

    String key();

    Unit unit();

    /** The column's heading, without the unit. */
    String label();

    /** A column that only one document has. */
    static RunColumn of(String key, Unit unit) {
        return of(key, words(key), unit);
    }

    static RunColumn of(String key, String label, Unit unit) {
        return new Plain(key, label, unit);
    }

    /**
     * A key as words. The part after a blank is a user's name and stays as it is: {@code messagesSent myServer} is "messages sent
     * myServer".
     */
    /** Its name in words: {@code read bytes} of {@code readBytes}. */
    static String words(String name) {
        int end = name.indexOf(' ') < 0 ? name.length() : name.indexOf(' ');
        var words = new StringBuilder();
        for (char letter : name.substring(0, end).toCharArray()) {
            if (Character.isUpperCase(letter)) words.append(' ').append(Character.toLowerCase(letter));
            else words.append(letter);
        }
        return words + name.substring(end);
    }

    /** 100 % is one core. */
    static RunColumn cpu(String process) {
        return of(process + Plain.CPU, process + " CPU", Unit.PERCENT);
    }

    /** The resident set size. */
    static RunColumn memory(String process) {
        return of(process + Plain.MEMORY, process + " memory", Unit.MIB);
    }

    /** The processes that were sampled in any of these rows. */
    static List<String> processes(List<Map<String, Double>> rows) {
        return keys(rows).filter(key -> key.endsWith(Plain.CPU)).map(key -> key.substring(0, key.length() - Plain.CPU.length())).toList();
    }

    /** The remaining keys, which are neither the second nor of a process nor of a timing. Files do not contain their units. */
    static List<Counter> counters(List<Map<String, Double>> rows, List<Timing> timings) {
        var counters = new ArrayList<Counter>();
        keys(rows).filter(key -> !key.equals(SECOND.key()) && !key.endsWith(Plain.CPU) && !key.endsWith(Plain.MEMORY)
            && timings.stream().flatMap(timing -> Stream.of(Statistic.values()).map(timing::column))
                .noneMatch(column -> column.key().equals(key)))
            .forEach(key -> counters.add(new Counter(key, Unit.COUNT, counters.size())));
        return counters;
    }

    /** The columns of all these rows, in order. Files contain units only for processes and timings. */
    static List<RunColumn> all(List<Map<String, Double>> rows) {
        var known = Stream.concat(processes(rows).stream().flatMap(process -> Stream.of(cpu(process), memory(process))),
            Timing.timed(keys(rows).toList()).flatMap(timing -> Stream.of(Statistic.values()).map(timing::column)))
            .collect(Collectors.toMap(RunColumn::key, column -> column));
        return keys(rows).map(key -> known.getOrDefault(key, of(key, Unit.COUNT))).toList();
    }

    private static Stream<String> keys(List<Map<String, Double>> rows) {
        return rows.stream().flatMap(row -> row.keySet().stream()).distinct();
    }

    /** A column known by its key only. */
    record Plain(String key, String label, Unit unit) implements RunColumn {
        private static final String CPU = "CpuPercent";
        private static final String MEMORY = "RssMiB";
    }
}
