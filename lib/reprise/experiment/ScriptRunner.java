package reprise.experiment;

import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import reprise.recorder.WholeFile;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/**
 * Runs a script's command with the common exit codes and error style: one sentence per error, a stack trace only with {@code --verbose}.
 */
public final class ScriptRunner {
    /** The decoder's replacement for bytes that it cannot decode. */
    private static final char LOST = '\uFFFD';

    private ScriptRunner() {}

    /** Arms the interruption, and exits the JVM, except after it: then the JVM is ending already, with the signal's code. */
    public static void run(Object script, Interruption interruption, String... args) {
        interruption.arm();
        int exitCode = Failure.ENVIRONMENT;
        try {
            var command = commandLine(script);
            exitCode = StandardOutput.exitCode(command.getCommandName(), execute(command, args));
        } catch (OutOfMemoryError used) {
            System.err.println(memory(used));
        } catch (RuntimeException | Error fault) { // our own fault: the command cannot even be set up
            fault.printStackTrace();
        }
        interruption.exit(exitCode);
    }

    static int execute(Object script, String... args) {
        return execute(commandLine(script), args);
    }

    private static int execute(CommandLine command, String... args) {
        for (var arg : args) if (arg.indexOf(LOST) >= 0) return lost(command, arg);
        return command.execute(args);
    }

    /** The script's command with the options, types and errors that all scripts have. */
    static CommandLine commandLine(Object script) {
        var command = new CommandLine(script);
        if (script instanceof Script experiment) experiment.addCommands(command);
        if (command.getCommandSpec().requiredArgs().isEmpty()) command.addSubcommand(new Completion()); // else it would ask for them
        command.getCommandSpec().addOption(OptionSpec.builder("--verbose").scopeType(ScopeType.INHERIT).type(boolean.class)
            .description("With an error, the stack trace too.").build());
        HelpPage.set(command);
        return NumberOption.register(command)
            .registerConverter(Duration.class, new DurationOption())
            .setExpandAtFiles(false) // @FILE is an option's value, not a file of arguments
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(ScriptRunner::badParameter)
            .setExecutionExceptionHandler((error, at, _) -> failed(error, at))
            .setExecutionStrategy(ScriptRunner::executed);
    }

    private static int executed(ParseResult given) {
        for (var at = given; at.hasSubcommand() && !at.isUsageHelpRequested() && !at.isVersionHelpRequested(); at = at.subcommand())
            for (var option : at.matchedOptions()) if (option.scopeType() != ScopeType.INHERIT) throw ignored(option, at);
        var last = given;
        while (last.hasSubcommand()) last = last.subcommand();
        boolean quiet = last.hasMatchedOption(EndOptions.QUIET);
        if (!quiet && !last.hasMatchedOption(EndOptions.JSON)) return new CommandLine.RunLast().execute(given);
        try (var _ = StandardOutput.divert(quiet)) {
            return new CommandLine.RunLast().execute(given);
        }
    }

    /** An option before a command belongs to the script without the command, which does not run then. */
    private static ParameterException ignored(OptionSpec option, ParseResult script) {
        var command = script.subcommand();
        var name = command.commandSpec().name();
        var behind = command.commandSpec().findOption(option.longestName()) != null;
        return new ParameterException(script.commandSpec().commandLine(), option.longestName() + " stands before " + name
            + ", which has options of its own; " + (behind ? "give it behind: " + command.commandSpec().qualifiedName() + " "
            + option.longestName() + (option.arity().max() > 0 ? " " + option.paramLabel() : "") : "leave it out, " + name
            + " has no such option"));
    }

    /** Rejects an undecodable argument, which would be sent, or name a file, with other characters than the typed ones. */
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
        if (error instanceof CommandLine.UnmatchedArgumentException)
            Mistyped.meant(command.getCommandSpec(), args).ifPresent(meant -> command.getErr().println("Did you mean "
                + (meant.startsWith("-") ? "" : command.getCommandSpec().qualifiedName() + " ") + meant + "?"));
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return Failure.BAD_INPUT;
    }

    private static String sentences(Exception error) {
        return switch (error) {
            case Failure failure -> failure.getMessage();
            case MethodThread.Interrupted _ -> "interrupted; what it printed by then stands";
            case FileSystemException file -> file.getFile() + " cannot be used: " + WholeFile.reason(file)
                + "; look at its rights and at the room that is left there";
            default ->
                usedUp(error).map(ScriptRunner::memory).orElseGet(() -> "unexpected " + error + "; run again with --verbose and report it");
        };
    }

    /** The heap or the direct memory ran out, mostly on an event loop, whose load ends with it. */
    static Optional<OutOfMemoryError> usedUp(Throwable error) {
        for (var cause = error; cause != null; cause = cause.getCause())
            if (cause instanceof OutOfMemoryError used) return Optional.of(used);
        return Optional.empty();
    }

    static String memory(OutOfMemoryError used) {
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
