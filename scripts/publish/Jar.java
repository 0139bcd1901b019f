package publish;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A jar whose bytes depend on its entries alone: they are sorted, and their times are those of the first day that a zip file knows. */
final class Jar {
    private static final LocalDateTime FIRST = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final SortedMap<String, byte[]> entries = new TreeMap<>();

    boolean has(String name) {
        return entries.containsKey(name);
    }

    byte[] get(String name) {
        return entries.get(name);
    }

    void put(String name, byte[] content) {
        entries.put(name, content);
    }

    byte[] bytes() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            // has to be the first
            write(zip, MANIFEST, "Manifest-Version: 1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            for (var entry : entries.entrySet()) write(zip, entry.getKey(), entry.getValue());
        }
        return out.toByteArray();
    }

    private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(FIRST);
        zip.putNextEntry(entry);
        zip.write(content);
    }
}
