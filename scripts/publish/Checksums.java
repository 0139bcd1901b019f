package publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import reprise.sut.Failure;

/** The file SHA256SUMS of a tree, in the form of coreutils: {@code sha256sum -c SHA256SUMS} reads it. */
final class Checksums {
    static final String FILE = "SHA256SUMS";
    private static final String BETWEEN = "  ";

    private Checksums() {}

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** By path; empty if the folder has none. */
    static SortedMap<String, String> read(Path folder) throws IOException {
        var sums = new TreeMap<String, String>();
        var file = folder.resolve(FILE);
        if (!Files.exists(file)) return sums;
        for (var line : Files.readAllLines(file)) {
            var parts = line.split(BETWEEN, 2);
            if (parts.length < 2) throw new Failure.BadInput(file + " has the line '" + line + "', which is no checksum; restore it");
            sums.put(parts[1], parts[0]);
        }
        return sums;
    }

    static String text(SortedMap<String, String> sums) {
        return sums.entrySet().stream().map(file -> file.getValue() + BETWEEN + file.getKey() + "\n").collect(Collectors.joining());
    }

    /** @throws Failure.BadInput if a file is not what was published */
    static void verify(Path folder, SortedMap<String, String> sums) throws IOException {
        for (var file : sums.entrySet()) {
            var path = folder.resolve(file.getKey());
            String found;
            try {
                found = sha256(Files.readAllBytes(path));
            } catch (NoSuchFileException e) {
                throw new Failure.BadInput(path + " is gone, though " + FILE
                    + " names it; restore it, for hosts may have fetched what needs it");
            }
            if (!found.equals(file.getValue())) {
                throw new Failure.BadInput(path + " was changed after it was published (its checksum is not that in " + FILE
                    + "); restore it, and publish what it should be as a version of its own");
            }
        }
    }
}
