package reprise.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Where a run's files go: {@code --out DIR}, or {@code runs/NAME-TIMESTAMP/}. Made and tried before the run, so that no run is lost to it. */
public final class RunFolder {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private RunFolder() {}

    /** {@code NAME-TIMESTAMP} in the folder that holds another run's. */
    static Path beside(Path run, String name, LocalDateTime now) {
        return run.toAbsolutePath().normalize().resolveSibling(name + "-" + STAMP.format(now));
    }

    /** @param wanted the folder asked for, or null for the default */
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
            Files.delete(Files.createTempFile(folder, ".write", ".try"));
        } catch (IOException e) {
            throw new Failure.BadInput("--out: " + folder + " cannot be written (" + e.getClass().getSimpleName() + ": "
                + e.getMessage() + "); give a folder that you may write", e);
        }
        return folder;
    }
}
