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
 * Writes the files of a run, or of several one after the other: each is tried, and those that could not be written are told together. One
 * thread.
 */
final class KeptFiles {
    private final List<FileSystemException> lost = new ArrayList<>();
    private final List<FileSystemException> reports = new ArrayList<>();

    /** First what was measured: the reports can be written again from it. */
    void keep(Path folder, Run judged, DocumentReport report, RunFiles.Measured measured) throws IOException {
        lost.addAll(new WholeFiles()
            .add(() -> RunFile.write(folder.resolve("run.json"), judged))
            .add(() -> HistogramLog.write(folder.resolve("latency.hlog"), measured.intervals(), measured.startWallNs()))
            .add(() -> measured.more().into(folder)).unwritten());
        reports(folder, judged, report);
    }

    /** Of a run that has its files. */
    void reports(Path folder, Run judged, DocumentReport report) throws IOException {
        reports.addAll(new WholeFiles().add(() -> Reports.write(folder, judged, report)).unwritten());
    }

    private Stream<FileSystemException> all() {
        return Stream.concat(lost.stream(), reports.stream());
    }

    /** A sentence each and the remedy; empty when all were written. */
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
