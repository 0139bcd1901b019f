package publish;

import static reprise.report.Markup.escaped;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a person sees who opens a tree's URL in a browser: the commands that run its scripts.
 *
 * @param version that these scripts are of
 * @param url of the folder that the page is in; absent if it is not known where the tree will be served
 * @param scripts what each does, by name
 */
record IndexPage(Version version, Optional<String> url, Map<String, String> scripts) {
    static final String FILE = "index.html";
    private static final String FIRST = "rpc-cast-failover";

    String html() {
        var at = escaped(url.orElse("https://HOST/reprise"));
        return """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Reprise %1$s</title>
            <style>
            body { font: 16px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
            pre { background: #f3f3f3; padding: .8em 1em; overflow-x: auto }
            td { padding: .2em 1em .2em 0; vertical-align: top }
            </style>
            <h1>Reprise %1$s</h1>
            <p>Published performance experiments, performed again, with a verdict for each of their claims. It needs a JDK 25 and
            <a href="https://www.jbang.dev">JBang</a>.</p>
            <h2>Run one</h2>
            <pre>jbang trust add %2$s/
            jbang %3$s@%2$s/ --quick</pre>
            <h2>Change one</h2>
            <pre>jbang init -t %3$s@%2$s/ mine.java
            jbang mine.java --quick</pre>
            <p><code>mine.java</code> has its set-up, method, claims and report from top to bottom.</p>
            <h2>What there is</h2>
            <p><code>jbang NAME@%2$s/ --help</code> tells its options, <code>--explain</code> its plan and claims.</p>
            <table>
            %4$s
            </table>
            <p><a href="LICENSE">Licence</a></p>
            </html>
            """.formatted(version, at, FIRST, rows());
    }

    private String rows() {
        return scripts.entrySet().stream().map(script -> "<tr><td><code>" + escaped(script.getKey()) + "</code></td><td>"
            + escaped(script.getValue()) + "</td></tr>").collect(Collectors.joining("\n"));
    }
}
