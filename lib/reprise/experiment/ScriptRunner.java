package reprise.experiment;

import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import reprise.recorder.WholeFile;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/** Runs a script's command with the house's exit codes and error style: a sentence each, a stack trace only with {@code --verbose}. */
public final class ScriptRunner {
    /** What a decoder puts in the place of what it cannot read. */
    private static final char LOST = '\uFFFD';

    private ScriptRunner() {}

    /** Never returns normally unless the user interrupted: then the JVM is ending with the signal's code. */
    public static void run(Object script, Interruption interruption, String... args) {
        int exitCode = Failure.ENVIRONMENT;
        try {
            exitCode = StandardOutput.exitCode(new CommandLine(script).getCommandName(), execute(script, args));
        } catch (OutOfMemoryError used) {
            System.err.println(memory(used));
        } catch (RuntimeException | Error fault) { // ours: a command that cannot even be set up
            fault.printStackTrace();
        }
        interruption.exit(exitCode);
    }

    static int execute(Object script, String... args) {
        var command = new CommandLine(script);
        command.getCommandSpec().addOption(OptionSpec.builder("--verbose").scopeType(ScopeType.INHERIT).type(boolean.class)
            .description("With an error, the stack trace too.").build());
        for (var arg : args) if (arg.indexOf(LOST) >= 0) return lost(command, arg);
        return NumberOption.register(command)
            .registerConverter(Duration.class, new DurationOption())
            .setExpandAtFiles(false) // @FILE is an option's value, and no list of arguments
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpWidth(100)
            .setParameterExceptionHandler(ScriptRunner::badParameter)
            .setExecutionExceptionHandler((error, at, _) -> failed(error, at))
            .execute(args);
    }

    /** Such an argument would be sent, or be a file's name, with other characters than those that were typed. */
    private static int lost(CommandLine command, String arg) {
        command.getErr().println(command.getCommandName() + ": the argument '" + arg.replace(LOST, '?')
            + "' has characters that were lost on the way here, for want of UTF-8 (this JVM reads "
            + System.getProperty("sun.jnu.encoding")
            + "); start the script by its repository's ./jbang, or with LC_ALL=C.UTF-8, and type in UTF-8");
        return Failure.BAD_INPUT;
    }

    private static int badParameter(ParameterException error, String[] args) {
        var command = error.getCommandLine();
        command.getErr().println(command.getCommandName() + ": " + error.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(error, command.getErr());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return Failure.BAD_INPUT;
    }

    private static String sentences(Exception error) {
        return switch (error) {
            case Failure failure -> failure.getMessage();
            case FileSystemException file -> file.getFile() + " cannot be used: " + WholeFile.reason(file)
                + "; look at its rights and at the room that is left there";
            default ->
                usedUp(error).map(ScriptRunner::memory).orElseGet(() -> "unexpected " + error + "; run again with --verbose and report it");
        };
    }

    /** The heap, or the memory outside of it, was used up: on an event loop, mostly, whose load then ends with it. */
    private static Optional<OutOfMemoryError> usedUp(Throwable error) {
        for (var cause = error; cause != null; cause = cause.getCause())
            if (cause instanceof OutOfMemoryError used) return Optional.of(used);
        return Optional.empty();
    }

    private static String memory(OutOfMemoryError used) {
        return "memory is used up (" + used.getMessage()
            + "); ask for less, or allow this JVM more: JAVA_TOOL_OPTIONS=-XX:MaxDirectMemorySize=1g,"
            + " and for its heap './jbang run -R-Xmx1g NAME ...'";
    }

    private static int failed(Exception error, CommandLine command) {
        PrintWriter err = command.getErr();
        var root = command.getCommandSpec().root();
        boolean verbose = command.getParseResult().hasMatchedOption("--verbose") || root.commandLine().getParseResult()
            .hasMatchedOption("--verbose");
        sentences(error).lines().forEach(line -> err.println(root.name() + ": " + line));
        if (verbose) error.printStackTrace(err);
        err.flush();
        return error instanceof Failure failure ? failure.exitCode() : Failure.ENVIRONMENT;
    }
}
