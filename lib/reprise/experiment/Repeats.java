package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import reprise.recorder.WholeFile;
import reprise.recorder.WholeFiles;
import reprise.report.OutcomeLine;
import reprise.report.RepeatsFile;
import reprise.report.RepeatsPaper;
import reprise.report.RunGroup;
import reprise.report.html.HtmlPaper;
import reprise.report.rst.RstPaper;
import reprise.report.text.ConsolePaper;
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
    private final List<String> notes = new ArrayList<>();
    private RunGroup group; // null before the first run

    Repeats(List<Long> seeds, double hold, RunGroups.Reports reports, EndOptions ends, Interruption interruption) {
        this.seeds = seeds;
        this.hold = hold;
        this.reports = reports;
        this.ends = ends;
        this.interruption = interruption;
    }

    /** @param seeded takes the seed of the next run @return the exit code */
    int perform(Path folder, LongConsumer seeded, Once once) throws Exception {
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
            keep(folder, name);
        }
        int exitCode = group == null || group.size() == 0 ? Failure.NOT_REPRODUCED : report(folder, group, seeds.size(), hold, notes, ends);
        if (!failures.isEmpty())
            throw new Failure.Environment(String.join("\n", notes) + "\nthe other runs are reported in " + folder, failures.getFirst());
        return exitCode;
    }

    private void keep(Path folder, String name) throws IOException {
        var own = folder.resolve(name);
        if (!Files.exists(own.resolve("run.json"))) {
            notes.add("Run " + name + " left no figures.");
            return;
        }
        var report = reports.of(own);
        if (group == null) group = new RunGroup(folder.toString(), report.scenario());
        var left = RunGroups.add(group, Path.of(name), own, report);
        if (left.isEmpty()) {
            var last = group.members().getLast();
            System.out.println("Run " + name + " of " + seeds.size() + ": " + OutcomeLine.of(last.run(), last.outcomes()).text());
        } else {
            notes.add("Run " + name + " " + left + ". What it recorded is in its folder, and in no figure here.");
        }
    }

    /** Prints and writes the report of repeats. @return the exit code */
    static int report(Path folder, RunGroup group, int planned, double hold, List<String> notes, EndOptions ends) throws IOException {
        var repeats = new RepeatsPaper(group, planned, hold, notes);
        var paper = repeats.paper();
        System.out.println();
        System.out.print(ConsolePaper.text(paper, Terminal.hasColour(), Terminal.columns(), folder.resolve("report.html").toString()));
        new WholeFiles().add(() -> WholeFile.write(folder.resolve("repeats.json"), RepeatsFile.text(repeats)))
            .add(() -> WholeFile.write(folder.resolve("report.html"), HtmlPaper.text(paper)))
            .add(() -> WholeFile.write(folder.resolve("report.rst"), RstPaper.text(paper))).orThrow();
        ends.tell(RepeatsFile.text(repeats), paper.outcome().text(), folder.resolve("report.html"));
        return repeats.holds() ? Failure.REPRODUCED : Failure.NOT_REPRODUCED;
    }
}
