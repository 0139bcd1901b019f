///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//SOURCES load/Parts.java
//JAVA_OPTIONS -Xms128m -Xmx192m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN HttpLoad
//DESCRIPTION A load generator with wrk's options and wrk's text, for any HTTP service.

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import load.LoadOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reprise.experiment.EndOptions;
import reprise.experiment.ScriptRunner;
import reprise.recorder.Origin;
import reprise.sut.Interruption;

/*
 * The load generator of rest-caller on its own: connections on event loops with one request in flight each (or requests that arrive at a
 * rate, independent of replies), and every reply checked and timed. It prints wrk's output, followed by the recorded figures. 'rest-caller
 * load' is the same.
 */
@Command(name = "http-load", sortOptions = false, mixinStandardHelpOptions = true, version = "http-load " + Origin.Tool.VERSION,
    description = LoadOptions.LOAD, exitCodeList = {LoadOptions.GOOD, LoadOptions.BAD, LoadOptions.WRONG,
    LoadOptions.NONE}, footer = {
        "  http-load -c 100 -d 30s -L http://127.0.0.1:8080/",
        "  http-load -R 5k --fail-if 'p99(latency) > 5ms' --json http://host/",
        "  http-load --body @order.json -H 'Content-Type: application/json' http://host/"})
final class HttpLoad implements Callable<Integer> {
    private static final Interruption INTERRUPTION = new Interruption();

    @Mixin LoadOptions load;

    public static void main(String[] args) {
        ScriptRunner.run(new HttpLoad(), INTERRUPTION, args);
    }

    @Override
    public Integer call() throws IOException {
        return load.perform(INTERRUPTION);
    }

    @Command(mixinStandardHelpOptions = true, description = "Prints and writes the reports of a load again, from its run.json; "
        + "merges its shares.")
    int report(@Parameters(paramLabel = "RUN_DIR", arity = "1..*", description = "The folder of --out, or those of all shares.")
        List<Path> folders, @Option(names = "--out", paramLabel = "DIR", description = "Folder for the whole of several shares.") Path out,
        @Mixin EndOptions ends) throws IOException {
        return LoadOptions.report(folders, out, ends);
    }
}
