package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeFileTest {
    @TempDir
    private Path folder;

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void write_thatBreaksOff_leavesTheEarlierFileAndNothingElse() throws IOException {
        var file = Files.writeString(folder.resolve("run.json"), "earlier");
        var half = new byte[100_000]; // larger than the buffer: a part of it has reached the disk
        var error = assertThrows(FileSystemException.class, () -> WholeFile.write(file, out -> {
            out.write(half);
            throw new IOException("No space left on device");
        }));
        assertEquals(file.toString(), error.getFile());
        assertEquals("No space left on device", error.getReason());
        assertEquals("earlier", Files.readString(file));
        assertEquals(List.of("run.json"), names());
    }

    @Test
    void write_aMistakeOfOurs_leavesNothing() throws IOException {
        assertThrows(IllegalStateException.class, () -> WholeFile.write(folder.resolve("x"), _ -> {
            throw new IllegalStateException("mistake");
        }));
        assertEquals(List.of(), names());
    }

    @Test
    void write_intoAFolderThatIsGone_makesItAgain() throws IOException {
        var file = folder.resolve("runs/x/report.html");
        WholeFile.write(file, "Jürgen");
        assertArrayEquals(new byte[] {'J', (byte) 0xc3, (byte) 0xbc, 'r', 'g', 'e', 'n'}, Files.readAllBytes(file));
    }

    /** A file has the path of a folder: that file cannot be written, the following ones can. */
    @Test
    void files_afterOneThatCannotBeWritten_areWritten() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        var files = new WholeFiles();
        for (var name : List.of("a", "file/b", "c")) files.add(() -> WholeFile.write(folder.resolve(name), name));
        assertEquals(List.of(folder.resolve("file/b").toString()), files.unwritten().stream().map(FileSystemException::getFile).toList());
        assertEquals(List.of("a", "c", "file"), names());
        var told = assertThrows(WholeFiles.Unwritten.class, files::orThrow);
        assertEquals(1, new WholeFiles().add(() -> {
            throw told;
        }).unwritten().size(), "told together, counted one by one");
    }
}
