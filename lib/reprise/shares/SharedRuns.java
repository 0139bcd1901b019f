package reprise.shares;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import reprise.recorder.InvalidFile;
import reprise.recorder.Origin;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.Share;
import reprise.recorder.Unjudged;
import reprise.sut.Failure;

/**
 * The shares of one load, read from their folders.
 *
 * @param parts in the order of their numbers
 * @param missing a sentence for each share that is not there
 */
public record SharedRuns(List<Part> parts, List<String> missing) {
    /** One share's run. */
    public record Part(Path folder, Share share, Run run) {
        String named() {
            return "share " + share;
        }

        /** When its last phase ended, s after its start. */
        double endSec() {
            double phases = run.details() instanceof Phases its
                ? its.phases().stream().mapToDouble(phase -> phase.startSec() + phase.lengthSec()).max().orElse(0) : 0;
            return phases > 0 ? phases : run.summary(Run.DURATION_SEC).orElse(run.seconds().size());
        }
    }

    /** Reads one share's run from its folder. */
    @FunctionalInterface
    public interface Reader {
        /** @throws Failure.BadInput if no run of the document is there */
        Run read(Path folder) throws IOException;
    }

    /** @throws Failure.BadInput with all reasons why these are not shares of one load */
    public static SharedRuns read(List<Path> folders, Reader reader) throws IOException {
        var parts = new ArrayList<Part>();
        var wrong = new ArrayList<String>();
        var without = new ArrayList<Path>(); // a run
        for (var folder : folders) {
            var run = finished(folder, reader);
            if (run.isEmpty()) {
                without.add(folder);
                continue;
            }
            var share = run.get().origin().share();
            if (share.isEmpty()) wrong.add(folder + " is a run by itself, no share of a load; report it alone");
            else parts.add(new Part(folder, share.get(), run.get()));
        }
        if (parts.isEmpty() && wrong.isEmpty())
            wrong.add("none of the folders has a whole run.json: " + String.join(", ", folders.stream().map(Path::toString).toList())
                + "; give those of a load's shares");
        parts.sort(Comparator.comparing(part -> part.share.number()));
        if (!parts.isEmpty()) check(parts, wrong);
        if (wrong.isEmpty() && !without.isEmpty() && parts.size() + without.size() > parts.getFirst().share.of())
            for (var folder : without) wrong.add(folder + " has no whole run.json, and with it there are more folders than the "
                + parts.getFirst().share.of() + " shares; leave it out");
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
        return new SharedRuns(List.copyOf(parts), missing(parts, without));
    }

    /** @return empty where it is absent, or cut off where its host died */
    private static Optional<Run> finished(Path folder, Reader reader) throws IOException {
        if (Files.isDirectory(folder) && !Files.exists(folder.resolve("run.json"))) return Optional.empty();
        try {
            return Optional.of(reader.read(folder));
        } catch (Failure.BadInput e) {
            if (InvalidFile.isCutOff(e)) return Optional.empty();
            throw e;
        }
    }

    private static void check(List<Part> parts, List<String> wrong) {
        var first = parts.getFirst();
        for (int i = 1; i < parts.size(); i++) {
            var part = parts.get(i);
            if (part.share.equals(parts.get(i - 1).share))
                wrong.add(parts.get(i - 1).folder + " and " + part.folder + " both are share " + part.share + "; give each share once");
            if (part.share.of() != first.share.of())
                wrong.add(first.folder + " is share " + first.share + " and " + part.folder + " is share " + part.share
                    + ": they are of two loads; give the shares of one");
            differs(first, part, "seed", each -> each.run.seed(), "start all shares with one --seed", wrong);
            differs(first, part, "version", each -> each.run.origin().tool().map(SharedRuns::words).orElse("unknown"),
                "start all shares with one version", wrong);
            differs(first, part, "length", each -> each.run.length().map(length -> length.plannedSec() + " s").orElse("unknown"),
                "give all shares the same", wrong);
            setUp(first, part, wrong);
            asked(first, part, wrong);
            asked(part, first, wrong);
        }
    }

    private static String words(Origin.Tool tool) {
        return tool.version() + tool.commit().map(commit -> " (" + commit + ")").orElse("");
    }

    private static void differs(Part first, Part other, String what, Function<Part, Object> of, String remedy, List<String> wrong) {
        if (!of.apply(first).equals(of.apply(other)))
            wrong.add("the " + what + " of " + first.folder + " is " + of.apply(first) + " and that of " + other.folder + " is "
                + of.apply(other) + ": they are no shares of one load; " + remedy);
    }

    private static void setUp(Part first, Part other, List<String> wrong) {
        var names = new LinkedHashMap<>(first.run.parameters());
        names.putAll(other.run.parameters());
        for (var name : names.keySet()) {
            var one = first.run.parameters().get(name);
            var another = other.run.parameters().get(name);
            if (!Objects.equals(String.valueOf(one), String.valueOf(another)))
                wrong.add(first.folder + " has " + name + " " + one + " and " + other.folder + " has " + another
                    + ": they are no shares of one load; give all shares the same options");
        }
    }

    /** What one measured, and the other was not asked for. */
    private static void asked(Part one, Part other, List<String> wrong) {
        if (!(one.run.details() instanceof Phases its) || !(other.run.details() instanceof Phases others)) return;
        var not = its.phases().stream().map(Phase::id).filter(id -> others.leftOut().get(id) instanceof Phases.LeftOut left
            && left.by() == Unjudged.By.REQUEST).toList();
        if (!not.isEmpty())
            wrong.add(one.folder + " has the phase " + not.getFirst() + (not.size() == 1 ? "" : " and " + (not.size() - 1) + " more")
                + ", and " + other.folder + " does not: " + others.leftOut().get(not.getFirst()).why()
                + "; they are no shares of one load; give all shares the same options");
    }

    private static List<String> missing(List<Part> parts, List<Path> without) {
        var unfinished = without.isEmpty() ? "" : " (there is no whole run.json in "
            + String.join(" and ", without.stream().map(Path::toString).toList()) + ": its process did not come to its end)";
        return IntStream.rangeClosed(1, parts.getFirst().share.of())
            .filter(number -> parts.stream().noneMatch(part -> part.share.number() == number))
            .mapToObj(number -> "share " + number + "/" + parts.getFirst().share.of() + " is missing" + unfinished).toList();
    }

    /** What ended shares before their time. */
    List<String> cutShort() {
        return parts.stream().flatMap(part -> (part.run.interrupted() ? Optional.of("was interrupted")
            : part.run.endedEarly().map(why -> "ended early: " + why)).map(why -> part.named() + " " + why).stream()).toList();
    }
}
