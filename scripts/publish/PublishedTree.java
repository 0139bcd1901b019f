package publish;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import reprise.recorder.WholeFile;
import reprise.sut.Failure;

/**
 * The folder that a web server serves: the newest version at its top, each version in a folder of its own, and {@code lib/}, which all of
 * them share. Names in {@code lib/} have the version or a hash, because JBang keeps what it fetched by name; nothing is ever removed.
 * A version is made whole in a folder beside the others, and its files are then renamed.
 */
public final class PublishedTree {
    private static final String MAKING = ".publishing";

    private final Path folder;

    private PublishedTree(Path folder) {
        this.folder = folder;
    }

    public static PublishedTree at(Path folder) {
        return new PublishedTree(folder);
    }

    /**
     * Adds a version. One that is older than another in the tree does not become its top.
     *
     * @param base the URL of the folder, for the templates; without it they ask for it
     * @return sentences that say what was made
     */
    public List<String> publish(Version version, Checkout checkout, Optional<String> base) throws IOException, InterruptedException {
        var sums = checked(version);
        boolean newest = versions(sums).stream().allMatch(other -> version.compareTo(other) > 0);
        var files = new Release(version, checkout, base).files();
        if (!newest) files.keySet().removeIf(file -> !file.startsWith(version + "/") && !file.startsWith("lib/"));
        files.keySet().removeIf(file -> file.startsWith("lib/") && sums.containsKey(file)); // dependencies that did not change
        boolean made = !Files.exists(folder);
        try {
            move(files, sums);
        } catch (IOException e) {
            if (made) remove(folder);
            throw e;
        }
        long bytes = files.values().stream().mapToLong(content -> content.length).sum();
        var told = new ArrayList<String>();
        told.add(String.format(Locale.ROOT, "%s: version %s, %d files, %.1f MB", folder, version, files.size(), bytes / 1e6));
        if (!newest) told.add("its top stays version " + versions(sums).stream().max(Comparator.naturalOrder()).orElseThrow());
        base.ifPresent(url -> told.add("serve it at " + url + ", then: jbang rpc-cast-failover@" + url + "/ --quick"));
        return told;
    }

    /** The checksums of what is there. @throws Failure.BadInput if this version cannot be added to it */
    private SortedMap<String, String> checked(Version version) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) throw new Failure.BadInput("OUT is " + folder + ", a file; give a folder");
        checkWritable(folder);
        var sums = Checksums.read(folder);
        if (sums.isEmpty() && !isEmpty()) {
            throw new Failure.BadInput("OUT is " + folder + ", which has something in it but no " + Checksums.FILE
                + "; give a folder that is new or empty, or a tree that publish made");
        }
        if (Files.exists(folder.resolve(version.toString()))) {
            throw new Failure.BadInput("VERSION is " + version + ", which is in " + folder
                + " already; hosts that fetched it would not fetch "
                + "it again, so give another one");
        }
        Checksums.verify(folder, sums);
        sums.keySet().stream().filter(file -> versionOf(file).isEmpty()).map(file -> folder.resolve(file).getParent()).distinct()
            .forEach(this::checkWritable);
        return sums;
    }

    /** Found here, and not after the half minute that compiling takes, with a part of the files moved. */
    private void checkWritable(Path to) {
        var at = to.toAbsolutePath();
        while (!Files.exists(at)) at = at.getParent();
        if (Files.isDirectory(at) && Files.isWritable(at) && Files.isExecutable(at)) return;
        throw new Failure.BadInput("OUT is " + folder + ", and " + at + " is no folder that this user may write to; give another one, or "
            + "change its rights");
    }

    /** Apart from hidden files, such as a repository's. */
    private boolean isEmpty() throws IOException {
        if (!Files.exists(folder)) return true;
        try (var files = Files.list(folder)) {
            return files.allMatch(file -> file.getFileName().toString().startsWith("."));
        }
    }

    private static List<Version> versions(SortedMap<String, String> sums) {
        return sums.keySet().stream().map(PublishedTree::versionOf).flatMap(Optional::stream).distinct().toList();
    }

    /** Of a file in a version's own folder; empty for one at the top. */
    private static Optional<Version> versionOf(String file) {
        return file.contains("/") ? Version.find(file.substring(0, file.indexOf('/'))) : Optional.empty();
    }

    private void move(SortedMap<String, byte[]> files, SortedMap<String, String> sums) throws IOException {
        var making = folder.resolve(MAKING);
        Files.createDirectories(folder);
        try {
            Files.createDirectory(making);
        } catch (FileAlreadyExistsException e) {
            throw new Failure.Environment(making + " exists: another publish is at work, or was killed; wait for it, or delete the folder");
        }
        try {
            var all = new TreeMap<>(sums);
            files.forEach((file, content) -> all.put(file, Checksums.sha256(content)));
            for (var file : files.entrySet()) WholeFile.write(making.resolve(file.getKey()), out -> out.write(file.getValue()));
            WholeFile.write(making.resolve(Checksums.FILE), Checksums.text(all));
            var order = new ArrayList<>(files.keySet());
            // what others name comes before what names it, and the list of all at the end
            order.sort(Comparator.comparing((String file) -> !file.startsWith("lib/"))
                .thenComparing(file -> file.endsWith(Release.CATALOG)));
            order.add(Checksums.FILE);
            for (var file : order) rename(making.resolve(file), folder.resolve(file));
        } finally {
            remove(making);
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
