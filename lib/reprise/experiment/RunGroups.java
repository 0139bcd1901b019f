package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import reprise.report.DocumentReport;
import reprise.report.RunGroup;
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
        return Repeats.report(folder, read(folder, folder.toString(), reports), folders(folder).size(), 1, List.of(), ends);
    }

    private static boolean isRun(Path folder) {
        return Files.exists(folder.resolve("run.json"));
    }

    /** The folders of runs that the folder is or has, in order. */
    static List<Path> folders(Path folder) {
        if (isRun(folder)) return List.of(folder);
        var all = new ArrayList<Path>();
        for (int number = 1; isRun(folder.resolve(String.valueOf(number))); number++) all.add(folder.resolve(String.valueOf(number)));
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
            var why = add(group, folder.relativize(each), each, report);
            if (!why.isEmpty()) left.add(each + " " + why);
        }
        if (group == null || group.size() == 0)
            throw new Failure.BadInput(folder + ": no run has come to its end (" + String.join("; ", left) + "); give one that has");
        return group;
    }

    /**
     * Adds a run that came to its end.
     *
     * @param name of its folder in the group
     * @return why it is left out; empty if it is not
     */
    static String add(RunGroup group, Path name, Path folder, DocumentReport report) throws IOException {
        var run = RunReports.read(folder, report);
        if (run.interrupted()) return "was interrupted";
        if (run.endedEarly().isPresent()) return "ended early: " + run.endedEarly().get();
        group.add(name, run, report);
        return "";
    }
}
