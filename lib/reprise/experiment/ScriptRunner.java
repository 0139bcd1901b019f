package reprise.experiment;

import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Runs a script's command with the house's exit codes and error style: a sentence each, a stack trace only with {@code --verbose}. */
public final class ScriptRunner {
    private ScriptRunner() {}

    /** Never returns normally unless the user interrupted: then the JVM is ending with the signal's code. */
    public static void run(Object script, Interruption interruption, String... args) {
        interruption.exit(execute(script, args));
    }

    static int execute(Object script, String... args) {
        return new CommandLine(script)
            .registerConverter(Duration.class, new DurationOption())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpWidth(100)
            .setParameterExceptionHandler(ScriptRunner::badParameter)
            .setExecutionExceptionHandler((error, command, parsed) -> failed(error, command))
            .execute(args);
    }

    private static int badParameter(ParameterException error, String[] args) {
        var command = error.getCommandLine();
        command.getErr().println(command.getCommandName() + ": " + error.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(error, command.getErr());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return Failure.BAD_INPUT;
    }

    private static int failed(Exception error, CommandLine command) {
        PrintWriter err = command.getErr();
        var root = command.getCommandSpec().root();
        boolean verbose = root.findOption("--verbose") != null && root.commandLine().getParseResult().hasMatchedOption("--verbose");
        var sentences = error instanceof Failure ? error.getMessage() : "unexpected " + error + "; run again with --verbose and report it";
        sentences.lines().forEach(line -> err.println(root.name() + ": " + line));
        if (verbose) error.printStackTrace(err);
        err.flush();
        return error instanceof Failure failure ? failure.exitCode() : Failure.ENVIRONMENT;
    }
}
