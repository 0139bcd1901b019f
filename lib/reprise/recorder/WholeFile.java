package reprise.recorder;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes a file whole or not at all: under a temporary name beside it, which is renamed at the end. A disk that fills up leaves
 * neither half a file nor one of an earlier time that is cut off. A folder that is gone is made again.
 */
public final class WholeFile {
    /** What is to be in the file; it does not close {@code out}, which is buffered. */
    @FunctionalInterface
    public interface Content {
        void to(OutputStream out) throws IOException;
    }

    private static final int BUFFER_BYTES = 1 << 16;

    private WholeFile() {}

    /** UTF-8. */
    public static void write(Path file, String text) throws FileSystemException {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** @throws FileSystemException that names the file and has the system's reason */
    public static void write(Path file, Content content) throws FileSystemException {
        var part = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (var out = new BufferedOutputStream(Files.newOutputStream(part), BUFFER_BYTES)) {
                content.to(out);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw (FileSystemException) new FileSystemException(file.toString(), null, reason(e)).initCause(e);
        } finally {
            remove(part);
        }
    }

    private static void remove(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException left) {
            // the folder cannot be written at all, and that is told already
        }
    }

    /** Why a file could not be used, without its name, as the system has it. */
    public static String reason(IOException error) {
        return switch (error) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder";
            case FileSystemException file when file.getReason() != null -> file.getReason();
            default -> error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        };
    }
}
