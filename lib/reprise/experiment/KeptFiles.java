package reprise.experiment;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import reprise.recorder.HistogramLog;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.WholeFiles;
import reprise.report.DocumentReport;
import reprise.sut.Failure;

/**
 * Writes the files of one run or of several runs in turn. It tries every file and reports all that could not be written together. Used by
 * one thread.
 */
public final class KeptFiles {
    private final List<FileSystemException> lost = new ArrayList<>();
    private final List<FileSystemException> reports = new ArrayList<>();

    /** Writes the measured data first, because the reports can be written again from it. */
    public void keep(Path folder, Run judged, DocumentReport report, RunReports.Measured measured) throws IOException {
        try {
            lost.addAll(new WholeFiles()
                .add(() -> RunFile.write(folder.resolve("run.json"), judged))
                .add(() -> HistogramLog.write(folder.resolve("latency.hlog"), measured.intervals(), measured.startWallNs()))
                .add(() -> measured.more().into(folder)).unwritten());
        } finally { // whatever a file of the script's own throws
            reports(folder, judged, report);
        }
    }

    /** Writes the reports of a run whose files exist already. */
    void reports(Path folder, Run judged, DocumentReport report) throws IOException {
        reports.addAll(new WholeFiles().add(() -> ReportFiles.write(folder, judged, report)).unwritten());
    }

    private Stream<FileSystemException> all() {
        return Stream.concat(lost.stream(), reports.stream());
    }

    /** A sentence for each file that could not be written, and the remedy; empty when all were written. */
    Optional<Failure> failure() {
        if (all().findAny().isEmpty()) return Optional.empty();
        var sentences = all().map(file -> file.getFile() + " cannot be written: " + file.getReason());
        return Optional.of(new Failure.Environment(String.join("\n", Stream.concat(sentences, Stream.of(remedy())).toList()),
            all().findFirst().orElseThrow()));
    }

    private String remedy() {
        if (!lost.isEmpty()) return "make room and let it be written there, or name another folder with --out, and run again";
        var folders = reports.stream().map(file -> Path.of(file.getFile()).getParent()).distinct().map(folder -> "'report " + folder + "'");
        return "make room and let it be written there; then " + String.join(" and ", folders.toList()) + " writes the reports again";
    }
}
