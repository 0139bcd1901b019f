package load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import reprise.recorder.WholeFile;

/**
 * An option's value as bytes: a text in UTF-8, the content of a file for {@code @FILE}, as curl does, and a text that begins with an @ for
 * {@code @@text}.
 */
final class GivenContent {
    private GivenContent() {}

    /**
     * @param option its name for the error
     * @throws IllegalArgumentException if the file cannot be read
     */
    static byte[] of(String option, String given) {
        if (!given.startsWith("@")) return given.getBytes(StandardCharsets.UTF_8);
        var rest = given.substring(1);
        if (rest.startsWith("@")) return rest.getBytes(StandardCharsets.UTF_8);
        try {
            var file = Path.of(rest);
            if (rest.isEmpty() || Files.isDirectory(file))
                throw unread(option, given, rest.isEmpty() ? "no file is named" : "that is a folder", null);
            return Files.readAllBytes(file);
        } catch (FileSystemException e) {
            throw unread(option, given, WholeFile.reason(e), e);
        } catch (IOException e) {
            throw unread(option, given, e.getMessage(), e);
        } catch (InvalidPathException e) {
            throw unread(option, given, "no file can have that name", e);
        }
    }

    private static IllegalArgumentException unread(String option, String given, String why, Exception cause) {
        return new IllegalArgumentException(option + " is " + given + ", and that file cannot be read: " + why
            + "; name one that is there, or write @" + given
            + " for a text that begins with an @", cause);
    }

    /** Whether a text is also the name of a file, so that the @ may be missing. */
    static boolean isFilesName(String given) {
        try {
            return !given.startsWith("@") && Files.isRegularFile(Path.of(given));
        } catch (InvalidPathException text) {
            return false;
        }
    }
}
