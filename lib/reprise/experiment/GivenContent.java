package reprise.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import reprise.recorder.WholeFile;

/**
 * What an option gives as bytes: a text is that text in UTF-8, {@code @FILE} is what the file holds, as curl has it, and {@code @@text} is
 * a text that begins with an @.
 */
final class GivenContent {
    private GivenContent() {}

    /**
     * @param option in the sentence
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

    /** Whether a text is a file's name too, and the @ may have been forgotten. */
    static boolean isFilesName(String given) {
        try {
            return !given.startsWith("@") && Files.isRegularFile(Path.of(given));
        } catch (InvalidPathException text) {
            return false;
        }
    }
}
