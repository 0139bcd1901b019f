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
 * Writes a file completely or not at all: under a temporary name beside it, which is renamed at the end. A full disk leaves neither half a
 * file nor a truncated earlier one. A missing folder is created.
 */
public final class WholeFile {
    /** Writes the file's contents; it does not close {@code out}, which is buffered. */
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

    /** @throws FileSystemException with the file's name and the system's reason */
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
            // the folder is not writable at all, which is reported already
        }
    }

    /** The system's reason why a file is unusable, without the file's name. */
    public static String reason(IOException error) {
        return switch (error) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder";
            case FileSystemException file when file.getReason() != null -> file.getReason();
            default -> error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        };
    }
}
