package reprise.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reprise.recorder.InvalidFile;
import reprise.recorder.JsonFile;
import reprise.recorder.RunHead;

/**
 * The runs in a folder, the newest first.
 *
 * @param unreadable names of folders whose run.json is none
 */
public record RunIndex(List<Entry> runs, List<String> unreadable) {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");
    private static final DateTimeFormatter STARTED = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    /**
     * One run, or one folder of repeats.
     *
     * @param name of its folder
     * @param head of repeats that of the first run
     * @param repeats how many runs it has; 0 for a run
     * @param haveHeld whether the claims held in as many repeats as was asked for; absent for a run, and if nothing tells
     */
    public record Entry(String name, RunHead head, int repeats, Optional<Boolean> haveHeld) {
        /** By the clock of this host. */
        public String started() {
            return STARTED.format(head.startedAt().atZone(ZoneId.systemDefault()));
        }

        public String took() {
            long sec = Math.max(0, Math.round(head.took().toMillis() / 1e3));
            return (sec < 120 ? sec + " s" : sec < 7200 ? sec / 60 + " min" : sec / 3600 + " h") + (repeats > 1 ? " each" : "");
        }

        /** Of repeats whether the claims held in them; if nothing tells that of the first run. */
        public String outcome() {
            return haveHeld.map(held -> held ? "reproduced" : "not-reproduced").orElse(head.outcome())
                + (repeats > 0 ? ", " + repeats + (repeats == 1 ? " run" : " runs") : "");
        }

        public String tags() {
            return head.tags().entrySet().stream().map(tag -> tag.getKey() + "=" + tag.getValue()).collect(Collectors.joining(" "));
        }
    }

    /** Those in a folder, each in one of its own. */
    public static RunIndex of(Path folder) throws IOException {
        var runs = new ArrayList<Entry>();
        var unreadable = new ArrayList<String>();
        try (var all = Files.list(folder)) {
            for (var each : all.filter(Files::isDirectory).sorted().toList()) {
                boolean isRun = Files.exists(each.resolve("run.json"));
                var file = isRun ? each.resolve("run.json") : each.resolve("1/run.json");
                if (!Files.exists(file)) continue;
                var name = each.getFileName().toString();
                int repeats = isRun ? 0 : (int) repeats(each).stream().filter(run -> Files.exists(run.resolve("run.json"))).count();
                head(file).ifPresentOrElse(head -> runs.add(new Entry(name, head, repeats, isRun ? Optional.empty()
                    : haveHeld(each.resolve(RepeatsFile.NAME), head))), () -> unreadable.add(name));
            }
        }
        runs.sort(Comparator.comparing((Entry entry) -> entry.head.startedAt()).reversed());
        return new RunIndex(runs, unreadable);
    }

    private static Optional<RunHead> head(Path file) {
        try {
            return RunHead.read(file);
        } catch (IOException cutOrUnreadable) {
            return Optional.empty();
        }
    }

    /** What no run judged did not hold either: that is the first run's to say. */
    private static Optional<Boolean> haveHeld(Path file, RunHead head) {
        record Kept(Optional<Boolean> held) {}
        try {
            return head.outcome().equals("not-judged") ? Optional.empty() : JsonFile.read(file).take(Kept.class).held();
        } catch (IOException | InvalidFile cutOrUnreadable) {
            return Optional.empty();
        }
    }

    /** The folders of repeats in one, by their numbers; one that left no run is among them. */
    public static List<Path> repeats(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(each -> NUMBER.matcher(each.getFileName().toString()).matches() && Files.isDirectory(each))
                .sorted(Comparator.comparingInt(each -> Integer.parseInt(each.getFileName().toString()))).toList();
        }
    }

    /** A line for each. @param columns the most that a line has */
    public String text(int columns) {
        var out = new StringBuilder();
        var rows = Stream.concat(Stream.of(List.of("", "started", "script", "outcome", "took", "folder", "tags")), runs.stream()
            .map(run -> List.of(String.valueOf(runs.indexOf(run) + 1), run.started(), run.head.script(), run.outcome(), run.took(),
                run.name, run.tags()))).toList();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
                boolean right = i == 0 || i == 4;
                line.append(right ? " ".repeat(width - row.get(i).length()) : "").append(Markup.clean(row.get(i)))
                    .append(right ? "" : " ".repeat(width - row.get(i).length())).append("  ");
            }
            var text = line.toString().stripTrailing();
            out.append(text.length() <= columns ? text : text.substring(0, columns - 1) + "…").append('\n');
        }
        for (var name : unreadable) out.append(name).append(": its run.json cannot be read\n");
        return out.toString();
    }
}
