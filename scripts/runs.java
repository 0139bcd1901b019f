///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//JAVA_OPTIONS -Xmx96m -XX:+UseSerialGC
//MAIN Runs
//DESCRIPTION Earlier runs: when, which script, its outcome, how long, its tags; a page of them, and their reports opened.

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reprise.experiment.ScriptRunner;
import reprise.experiment.Terminal;
import reprise.recorder.Origin;
import reprise.recorder.WholeFile;
import reprise.report.RunIndex;
import reprise.report.html.HtmlIndex;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/** Lists the runs in a folder, and writes an index.html there. */
@Command(name = "runs", sortOptions = false, mixinStandardHelpOptions = true, version = "runs " + Origin.Tool.VERSION,
    description = {"Lists earlier runs, the newest first, and writes a page of them, index.html."},
    exitCodeList = {"0:listed", "2:there is no such folder or run"},
    footer = {"  runs", "  runs --open                the newest report in a browser", "  runs /tmp/mine --open --number 3"})
final class Runs implements Callable<Integer> {
    private static final List<String> OPENERS = List.of("xdg-open", "open");

    @Parameters(paramLabel = "DIR", arity = "0..1", defaultValue = "runs", description = "The folder of the runs' folders. Default: runs")
    Path folder;
    @Option(names = "--open", description = "Open the report of the newest run; where nothing opens it, its path is printed.")
    boolean open;
    @Option(names = "--number", paramLabel = "N", defaultValue = "1", description = "With --open: of the run with this number. Default: 1")
    int number;

    public static void main(String[] args) {
        ScriptRunner.run(new Runs(), new Interruption(), args);
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder))
            throw new Failure.BadInput(folder + " is no folder; give the one that has the runs' folders, for example runs");
        var index = RunIndex.of(folder);
        if (open) return open(index);
        if (index.runs().isEmpty()) throw new Failure.BadInput(folder + " has no run; ./jbang rpc-cast-failover --quick makes one there");
        System.out.print(index.text(Terminal.isTerminal() ? Terminal.columns() : Integer.MAX_VALUE));
        var page = folder.resolve("index.html");
        WholeFile.write(page, HtmlIndex.text(index));
        System.out.println("Page: " + page);
        return Failure.REPRODUCED;
    }

    private int open(RunIndex index) throws IOException {
        if (number < 1 || number > index.runs().size())
            throw new Failure.BadInput("--number is " + number + "; " + folder + " has " + index.runs().size() + " runs, numbered from 1");
        var report = folder.resolve(index.runs().get(number - 1).name()).resolve("report.html");
        System.out.println("Report: " + report);
        var opener = OPENERS.stream().filter(Runs::isOnPath).findFirst();
        if (opener.isPresent()) new ProcessBuilder(opener.get(), report.toAbsolutePath().toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return Failure.REPRODUCED;
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).anyMatch(at -> Files.isExecutable(Path.of(at, program)));
    }
}
