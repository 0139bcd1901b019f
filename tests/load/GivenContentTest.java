package load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GivenContentTest {
    @TempDir
    Path temp;

    @Test
    void of_aFile_isItsBytes_andATextIsATextEvenIfAFileHasThatName() throws Exception {
        var bytes = new byte[] {0, (byte) 0xff, '\r', '\n'};
        var file = Files.write(temp.resolve("body"), bytes);
        assertArrayEquals(bytes, GivenContent.of("--body", "@" + file));
        assertEquals(file.toString(), text(file.toString()));
        assertTrue(GivenContent.isFilesName(file.toString()));
        assertFalse(GivenContent.isFilesName("@" + file));
    }

    @Test
    void of_aText_isUtf8_andTwoAtSignsAreOne() {
        assertEquals("J\u00fcrgen", text("J\u00fcrgen"));
        assertEquals("@home", text("@@home"));
        assertEquals("a@b", text("a@b"));
        assertEquals("", text(""));
    }

    private static String text(String given) {
        return new String(GivenContent.of("--body", given), StandardCharsets.UTF_8);
    }

    @Test
    void of_aFileThatCannotBeRead_namesItAndTheRemedy() {
        for (var given : new String[] {"@" + temp.resolve("none"), "@" + temp, "@", "@a\0b"}) {
            var error = assertThrows(IllegalArgumentException.class, () -> GivenContent.of("--expect", given));
            assertTrue(error.getMessage().startsWith("--expect is " + given + ", and that file cannot be read: "), error.getMessage());
            assertTrue(error.getMessage().endsWith("write @" + given + " for a text that begins with an @"), error.getMessage());
        }
    }
}
