package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reprise.recorder.InvalidFile;
import reprise.recorder.Run;
import reprise.report.DocumentReport;
import reprise.report.RepeatsFile;
import reprise.report.RepeatsPlan;
import reprise.report.RunGroup;
import reprise.report.RunIndex;
import reprise.sut.Failure;

/** Reads the runs of a folder: one, or repeats in the folders 1, 2 and so on. */
public final class RunGroups {
    /** Finds the report of a recorded run. */
    @FunctionalInterface
    public interface Reports {
        DocumentReport of(Path folder) throws IOException;
    }

    private RunGroups() {}

    /** Whether the folder has repeats, and no run of its own. */
    public static boolean isOfRepeats(Path folder) {
        return !isRun(folder) && isRun(folder.resolve("1"));
    }

    /** Prints and writes the report of repeats again. @return the exit code */
    public static int reportAgain(Path folder, Reports reports, EndOptions ends) throws IOException {
        if (ends.junit != null) throw new Failure.BadInput(RepeatOptions.NO_SUITE);
        var runs = new RepeatedRuns(folder, reports, ends);
        for (var each : RunIndex.repeats(folder)) runs.add(each.getFileName().toString());
        if (runs.isEmpty())
            throw new Failure.BadInput(folder + ": no run has come to its end (" + String.join(" ", runs.notes()) + "); give one that has");
        return runs.report(plan(folder.resolve(RepeatsFile.NAME), folders(folder).size()));
    }

    private static RepeatsPlan plan(Path file, int found) throws IOException {
        try {
            return Files.exists(file) ? RepeatsPlan.read(file, found) : new RepeatsPlan(found, 1);
        } catch (InvalidFile e) {
            throw new Failure.BadInput(e.getMessage() + "\nput it right, or remove it: each claim must then hold in every run", e);
        }
    }

    private static boolean isRun(Path folder) {
        return Files.exists(folder.resolve("run.json"));
    }

    /** The folders of runs that the folder is or has, in order. */
    private static List<Path> folders(Path folder) throws IOException {
        if (isRun(folder)) return List.of(folder);
        var all = isOfRepeats(folder) ? RunIndex.repeats(folder).stream().filter(RunGroups::isRun).toList() : List.<Path>of();
        if (all.isEmpty())
            throw new Failure.BadInput(folder + " is no run and has no repeats: there is neither run.json nor 1/run.json in it; give the "
                + "folder of a run, or of one with --repeat");
        return all;
    }

    /**
     * All runs of a folder, without those that ended before their time, whose figures are of less.
     *
     * @param name of the group
     * @throws Failure.BadInput if it has none
     */
    static RunGroup read(Path folder, String name, Reports reports) throws IOException {
        var folders = folders(folder);
        RunGroup group = null;
        var left = new ArrayList<String>();
        for (var each : folders) {
            var report = reports.of(each);
            if (group == null) group = new RunGroup(name, report.scenario());
            add(group, folder.relativize(each), RunReports.read(each, report), report).ifPresent(why -> left.add(each + " " + why));
        }
        if (group == null || group.size() == 0)
            throw new Failure.BadInput(folder + ": no run has come to its end (" + String.join("; ", left) + "); give one that has");
        return group;
    }

    /**
     * Adds a run that came to its end.
     *
     * @param name of its folder in the group
     * @return why it is left out; absent if it is not
     */
    static Optional<String> add(RunGroup group, Path name, Run run, DocumentReport report) {
        if (run.interrupted()) return Optional.of("was interrupted");
        if (run.endedEarly().isPresent()) return run.endedEarly().map(why -> "ended early: " + why);
        group.add(name, run, report);
        return Optional.empty();
    }
}
