package publish;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import reprise.sut.Failure;

/**
 * Several jars as one. Lists of services and Netty's versions are joined; licences are kept below {@code META-INF/licenses/JAR/};
 * manifests, signatures and descriptions of modules are left out, for they are true of the single jar only. Of a class that a jar has for
 * several versions of Java, that for the scripts' is taken: the others would be fetched for nothing, and looked for at each start.
 */
final class MergedJar {
    private static final Pattern LEFT_OUT =
        Pattern.compile("META-INF/(MANIFEST\\.MF|INDEX\\.LIST|[^/]+\\.(SF|DSA|RSA|EC))|module-info\\.class");
    private static final Runtime.Version JAVA = Runtime.Version.parse("25");
    private static final Pattern JOINED = Pattern.compile("META-INF/(services/[^/]+|io\\.netty\\.versions\\.properties)");
    private static final Pattern LICENCE =
        Pattern.compile("(META-INF/)?(licen[cs]es?/)?[^/]*(LICENSE|NOTICE|DEPENDENCIES|COPYING|LGPL|AL2)[^/]*",
        Pattern.CASE_INSENSITIVE);

    private MergedJar() {}

    static Jar of(List<Path> jars) throws IOException {
        var merged = new Jar();
        for (var jar : jars) add(merged, jar);
        return merged;
    }

    private static void add(Jar merged, Path jar) throws IOException {
        try (var zip = new JarFile(jar.toFile(), false, ZipFile.OPEN_READ, JAVA)) {
            for (var entry : zip.versionedStream().filter(entry -> !entry.isDirectory()).toList()) {
                var name = entry.getName();
                if (LEFT_OUT.matcher(name).matches()) continue;
                byte[] content;
                try (var in = zip.getInputStream(entry)) {
                    content = in.readAllBytes();
                }
                if (LICENCE.matcher(name).matches())
                    name = "META-INF/licenses/" + jar.getFileName().toString().replaceFirst("\\.jar$", "") + "/"
                    + name.substring(name.lastIndexOf('/') + 1);
                merged.put(name, merged.has(name) ? both(merged.get(name), content, name, jar) : content);
            }
        }
    }

    private static byte[] both(byte[] first, byte[] second, String name, Path jar) {
        if (Arrays.equals(first, second)) return first;
        if (!JOINED.matcher(name).matches()) {
            throw new Failure.Environment(jar.getFileName() + " and a jar before it have different files " + name
                + "; one class path cannot have both: exclude one of these dependencies");
        }
        var both = new ByteArrayOutputStream();
        both.writeBytes(first);
        if (first.length > 0 && first[first.length - 1] != '\n') both.write('\n');
        both.writeBytes(second);
        return both.toByteArray();
    }
}
