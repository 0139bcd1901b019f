package reprise.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import reprise.report.OutcomeLine;
import reprise.report.RepeatsPlan;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/**
 * Performs an experiment several times, each time with systems, a folder and a seed of its own, and reports all runs together. A run that
 * fails is told and the next begins, unless it is the first. After an interruption what ran is reported. Called from one thread.
 */
public final class Repeats {
    /** One run, which writes its files into this folder and takes its seed from the options. Of repeats its exit code is not needed. */
    @FunctionalInterface
    public interface Once {
        int perform(Path folder) throws Exception;
    }

    private final List<Long> seeds;
    private final double hold;
    private final RunGroups.Reports reports;
    private final EndOptions ends;
    private final Interruption interruption;

    Repeats(List<Long> seeds, double hold, RunGroups.Reports reports, EndOptions ends, Interruption interruption) {
        this.seeds = seeds;
        this.hold = hold;
        this.reports = reports;
        this.ends = ends;
        this.interruption = interruption;
    }

    /** @param seeded takes the seed of the next run @return the exit code */
    int perform(Path folder, LongConsumer seeded, Once once) throws Exception {
        var runs = new RepeatedRuns(folder, reports, ends);
        var failures = new ArrayList<Failure>();
        for (int i = 0; i < seeds.size() && !interruption.isAsked(); i++) {
            var name = String.valueOf(i + 1);
            System.out.printf(Locale.ROOT, "%nRun %s of %d, seed %d%n", name, seeds.size(), seeds.get(i));
            seeded.accept(seeds.get(i));
            try {
                once.perform(Files.createDirectories(folder.resolve(name)));
            } catch (Failure failure) {
                if (i == 0) throw failure;
                failures.add(failure);
            }
            runs.add(name).ifPresent(ended -> System.out.println("Run " + name + " of " + seeds.size() + ": "
                + OutcomeLine.of(ended.run(), ended.outcomes()).text()));
        }
        int exitCode = runs.isEmpty() ? Failure.NOT_REPRODUCED : runs.report(new RepeatsPlan(seeds.size(), hold));
        if (!failures.isEmpty())
            throw new Failure.Environment(String.join("\n", runs.notes()) + "\nthe other runs are reported in " + folder,
                failures.getFirst());
        return exitCode;
    }
}
