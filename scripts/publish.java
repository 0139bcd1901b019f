///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//SOURCES publish/Parts.java
//DEPS com.fasterxml.jackson.core:jackson-databind:2.21.8
//DEPS com.fasterxml.jackson.core:jackson-core:2.21.8
//DEPS com.fasterxml.jackson.core:jackson-annotations:2.21
//DEPS org.cyclonedx:cyclonedx-core-java:11.0.1
//JAVA_OPTIONS -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1
//MAIN Publish
//DESCRIPTION Makes the tree that a web server serves, so that a script runs by URL in seconds.

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import publish.Checkout;
import publish.PublishedTree;
import publish.Version;
import reprise.experiment.ScriptRunner;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/*
 * A run by URL from the sources fetches more than four hundred files. From the tree that this makes it fetches four or five: the script,
 * which stays a source that a person reads and changes, a list of two jars, and these: the library, and all its dependencies.
 * Any static web server can serve the tree, or a branch of a repository that a web server shows.
 */
@Command(name = "publish", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Makes the tree that a web server serves, so that a script runs by URL in seconds. Of this checkout, as it is.",
    footer = "  publish 1.0.0 /srv/www/reprise https://bench.example/reprise/")
final class Publish implements Callable<Integer> {
    private static final Interruption INTERRUPTION = new Interruption();
    private static final Pattern WEB = Pattern.compile("https?");

    @Parameters(index = "0", paramLabel = "VERSION",
        description = "Of what is published, such as 1.0.0. It becomes part of names, for JBang keeps what it has fetched by name.")
    String version;
    @Parameters(index = "1", paramLabel = "OUT",
        description = "The tree's folder: new, empty, or a tree with other versions. The newest version is at its top, each one in a "
            + "folder of its own.")
    Path out;
    @Parameters(index = "2", arity = "0..1", paramLabel = "BASE-URL",
        description = "Where OUT will be served; templates then need no -Dbase.")
    String base;

    public static void main(String[] args) {
        ScriptRunner.run(new Publish(), INTERRUPTION, args);
    }

    @Override
    public Integer call() throws Exception {
        var published = PublishedTree.at(out).publish(Version.of(version), checkout(), Optional.ofNullable(base).map(Publish::baseUrl));
        published.forEach(System.out::println);
        return 0;
    }

    private static String baseUrl(String text) {
        try {
            var url = URI.create(text);
            if (WEB.matcher(String.valueOf(url.getScheme())).matches() && url.getHost() != null && url.getQuery() == null
                && url.getFragment() == null) return text.replaceFirst("/+$", "");
        } catch (IllegalArgumentException unreadable) {
            // the sentence below tells it
        }
        throw new Failure.BadInput("BASE-URL is '" + text + "'; it must be the URL of the folder, such as https://example.org/reprise");
    }

    /** The nearest checkout upward of the current folder; that of the launcher otherwise. */
    private static Checkout checkout() {
        var launcher = Path.of(Optional.ofNullable(System.getenv("JBANG_LAUNCH_CMD")).orElse("jbang")).toAbsolutePath();
        return Stream.of(Path.of("").toAbsolutePath(), launcher)
            .flatMap(from -> Stream.iterate(from, folder -> folder != null, Path::getParent))
            .filter(folder -> Files.isRegularFile(folder.resolve(Checkout.LIBRARY))).findFirst().map(Checkout::new)
            .orElseThrow(() -> new Failure.BadInput("no checkout from " + Path.of("").toAbsolutePath() + " upward (no " + Checkout.LIBRARY
                + "); start its own ./jbang publish"));
    }
}
