package reprise.experiment;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import reprise.recorder.WholeFile;
import reprise.sut.Failure;

/**
 * The folder for a run's files: {@code --out DIR}, or {@code runs/NAME-TIMESTAMP/}. It is created and tried before the run, so that no run
 * is lost to an unusable folder.
 */
public final class RunFolder {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    /** Less than the smallest run writes, so that a full disk is reported before the run. */
    private static final int TRIAL_BYTES = 1 << 14;

    private RunFolder() {}

    /** {@code NAME-TIMESTAMP} in the parent folder of another run. */
    public static Path beside(Path run, String name, LocalDateTime now) {
        return run.toAbsolutePath().normalize().resolveSibling(name + "-" + STAMP.format(now));
    }

    /** @param wanted the requested folder, or null for the default */
    public static Path prepare(Path wanted, String scenario, LocalDateTime now) {
        var folder = wanted != null ? wanted : Path.of("runs", scenario + "-" + STAMP.format(now));
        try {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw new Failure.BadInput("--out: " + folder + " is a file; give a folder that is empty or does not exist");
            }
            Files.createDirectories(folder);
            try (var content = Files.list(folder)) {
                if (content.findAny().isPresent()) {
                    throw new Failure.BadInput("--out: " + folder + " has something in it; give a folder that is empty or does not exist");
                }
            }
        } catch (IOException e) {
            if (isFull(folder))
                throw new Failure.Environment("--out: " + folder + " cannot be made: " + WholeFile.reason(e)
                    + "; make room there, or name another folder with --out", e);
            throw new Failure.BadInput("--out: " + folder + " cannot be written (" + e.getClass().getSimpleName() + ": "
                + e.getMessage() + "); give a folder that you may write", e);
        }
        tryToWrite(folder);
        return folder;
    }

    /** Whether the disk of the future folder has no space left. */
    private static boolean isFull(Path folder) {
        var there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) there = there.getParent();
        try {
            var disk = Files.getFileStore(there);
            return disk.getTotalSpace() > 0 && disk.getUsableSpace() == 0; // /proc and the like have no space at all
        } catch (IOException unknown) {
            return false;
        }
    }

    private static void tryToWrite(Path folder) {
        var trial = folder.resolve("trial");
        try {
            WholeFile.write(trial, out -> out.write(new byte[TRIAL_BYTES]));
            Files.delete(trial);
        } catch (IOException e) {
            var sentence = "--out: " + folder + " cannot be written: " + WholeFile.reason(e);
            if (e.getCause() instanceof AccessDeniedException)
                throw new Failure.BadInput(sentence + "; give a folder that you may write", e);
            throw new Failure.Environment(sentence + "; make room there, or name another folder with --out", e);
        }
    }
}
