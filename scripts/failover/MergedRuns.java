package failover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import reprise.experiment.EndOptions;
import reprise.experiment.RunFolder;
import reprise.experiment.RunReports;
import reprise.experiment.ShareReports;
import reprise.judge.Measure;
import reprise.recorder.FiledRun;
import reprise.recorder.HistogramLog;
import reprise.recorder.InvalidFile;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.Share;
import reprise.report.DocumentReport;
import reprise.report.Report;
import reprise.simulator.rpc.LedgerFigures;
import reprise.sut.Failure;

/**
 * Merges a client's and a server's run folder, or those of a load's shares, into a further one, which is a run like any other. They are not
 * changed.
 */
final class MergedRuns {
    private MergedRuns() {}

    /**
     * Reports an earlier run in one folder; a client's and a server's folder, or those of shares, are merged into a run of their own.
     *
     * @param measures of a merged run
     * @param out the folder of the merged run, or null for one beside the first
     */
    static int again(List<Path> folders, Path out, EndOptions ends, DocumentReport report, List<Measure<Run>> measures)
        throws IOException {
        checkBothEnded(folders, report);
        if (folders.size() > 1) return isPair(folders, report) ? write(folders.getFirst(), folders.getLast(), out, ends, report, measures)
            : shares(folders, out, ends, report);
        if (out != null && head(folders.getFirst(), report).flatMap(run -> run.origin().share()).isPresent())
            return shares(folders, out, ends, report); // the only one that is left
        if (out != null)
            throw new Failure.BadInput("--out is " + out
                + "; it is for runs that are merged: give the other role's folder too, or all shares', or leave --out out");
        return RunReports.again(folders.getFirst(), report, ends);
    }

    /** @throws Failure.BadInput if the host of one of two roles died, for there is nothing then to merge the other with */
    private static void checkBothEnded(List<Path> folders, DocumentReport report) throws IOException {
        if (folders.size() != 2) return;
        for (int i = 0; i < 2; i++) {
            var other = folders.get(1 - i);
            var run = head(folders.get(i), report).filter(MergedRuns::isOfOneRole);
            if (run.isPresent() && Files.isDirectory(other) && head(other, report).isEmpty())
                throw new Failure.BadInput(other + " has no whole run.json: its process did not come to its end; " + folders.get(i)
                    + " is a run of " + RoleRun.role(run.get()).words() + ": report it alone");
        }
    }

    private static boolean isOfOneRole(Run run) {
        return EnumSet.of(RoleRun.Role.CLIENT, RoleRun.Role.SERVER).contains(RoleRun.role(run));
    }

    /** A client's and a server's run, of one share if of any; or two that are no shares, of which {@link PairCheck} tells what is wrong. */
    private static boolean isPair(List<Path> folders, DocumentReport report) throws IOException {
        var shares = new ArrayList<Optional<Share>>();
        for (var folder : folders) {
            head(folder, report).ifPresent(run -> shares.add(run.origin().share()));
        }
        if (shares.stream().noneMatch(Optional::isPresent)) {
            if (folders.size() > 2) throw new Failure.BadInput("report got " + folders.size() + " folders ("
                + folders.stream().map(Path::toString).collect(Collectors.joining(", ")) + "), and none is a share of a load; give the "
                + "folder of one run, a client's and a server's to be merged, or those of all shares");
            return true;
        }
        return folders.size() == 2 && shares.size() == 2 && shares.getFirst().equals(shares.getLast())
            && roles(folders, report).size() == 2;
    }

    private static Set<RoleRun.Role> roles(List<Path> folders, DocumentReport report) throws IOException {
        var roles = EnumSet.noneOf(RoleRun.Role.class);
        for (var folder : folders) head(folder, report).ifPresent(run -> roles.add(RoleRun.role(run)));
        return roles;
    }

    /** @return empty if the run did not come to its end */
    private static Optional<Run> head(Path folder, DocumentReport report) throws IOException {
        var file = folder.resolve("run.json");
        if (!Files.isReadable(file)) return Optional.empty();
        try {
            RunReports.check(folder, report);
            return Optional.of(RunFile.read(file, LedgerFigures.reader()));
        } catch (InvalidFile | Failure.BadInput e) {
            if (InvalidFile.isCutOff(e)) return Optional.empty();
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    private static int shares(List<Path> folders, Path out, EndOptions ends, DocumentReport report) throws IOException {
        if (!(report instanceof Report ofOne)) throw new Failure.BadInput(folders.getFirst() + " is a run of several kinds of broker, each "
            + "started by itself, which has no shares; report it alone");
        for (var folder : folders) {
            var run = head(folder, report);
            if (run.isEmpty()) continue;
            if (isOfOneRole(run.get()))
                throw new Failure.BadInput(folder + " is a run of " + RoleRun.role(run.get()).words() + " alone; merge those of each share "
                    + "first, by report CLIENT_DIR SERVER_DIR --out DIR, and give these folders");
        }
        return ShareReports.merged(folders, out, ofOne, ends);
    }

    /** @param out the requested folder, or null for one beside the first */
    private static int write(Path first, Path second, Path out, EndOptions ends, DocumentReport report, List<Measure<Run>> measures)
        throws IOException {
        var a = read(first, report);
        var b = read(second, report);
        var problems = PairCheck.problems(a, b);
        if (!problems.isEmpty()) throw new Failure.BadInput(String.join("\n", problems));
        var merged = a.role() == RoleRun.Role.CLIENT ? RunMerge.of(a, b, measures) : RunMerge.of(b, a, measures);
        var name = report.scenario().id() + "-merged";
        var now = LocalDateTime.now();
        var folder = RunFolder.prepare(out != null ? out : RunFolder.beside(first, name, now), name, now);
        return RunReports.write(folder, ends.limited(merged.run()), report,
            new RunReports.Measured(HistogramLog.intervals(merged.recording()), merged.startWallNs()), ends);
    }

    private static RoleRun read(Path folder, DocumentReport report) throws IOException {
        RunReports.check(folder, report);
        try {
            return new RoleRun(folder.toString(), FiledRun.read(folder, report.details()));
        } catch (InvalidFile e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }
}
