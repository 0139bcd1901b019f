package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.sut.Failure;

final class RunFolderTest {
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 1, 2, 12, 3, 4);

    @TempDir
    Path temp;

    @Test
    void prepare_folderThatDoesNotExist_isMadeAndEmpty() throws IOException {
        var folder = RunFolder.prepare(temp.resolve("a/b"), "x", NOON);
        try (var content = Files.list(folder)) {
            assertEquals(0, content.count());
        }
    }

    @Test
    void prepare_folderWithSomethingInIt_isRefusedByName() throws IOException {
        Files.writeString(temp.resolve("precious.txt"), "x");
        var error = assertThrows(Failure.BadInput.class, () -> RunFolder.prepare(temp, "x", NOON));
        assertTrue(error.getMessage().contains(temp + " has something in it; give a folder"), error.getMessage());
        assertEquals(2, error.exitCode());
    }

    @Test
    void prepare_file_isRefused() throws IOException {
        var file = Files.writeString(temp.resolve("file"), "x");
        assertTrue(assertThrows(Failure.BadInput.class, () -> RunFolder.prepare(file, "x", NOON)).getMessage().contains("is a file"));
    }

    @Test
    void prepare_folderBelowAFile_isRefusedWithTheCause() throws IOException {
        var file = Files.writeString(temp.resolve("file"), "x");
        var error = assertThrows(Failure.BadInput.class, () -> RunFolder.prepare(file.resolve("out"), "x", NOON));
        assertTrue(error.getMessage().contains("cannot be written"), error.getMessage());
    }
}
