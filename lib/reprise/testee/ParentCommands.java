package reprise.testee;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Connects a testee's process to its parent. Its first line of output says what it has; it answers each line of input with one line
 * of output; and it ends when its input ends, so that a dead parent leaves no orphan. An interrupt or TERM alone does not end it: a
 * terminal sends them to the parent too, which decides. One per process, created first by its main thread.
 */
public final class ParentCommands {
    /** Exit codes: wrong arguments; a port or peer is unavailable. */
    public static final int BAD_ARGUMENTS = 2, ENVIRONMENT = 3;

    /** The beginning of a reply that says why a command failed. */
    public static final String ERROR = "error: ";

    /** What a testee does after it has been connected to its parent: it starts, and serves. */
    @FunctionalInterface
    public interface Main {
        void run(ParentCommands parent) throws IOException;
    }

    private final CountDownLatch over = new CountDownLatch(1);
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private ParentCommands() {}

    /**
     * Runs a testee and ends its process: with {@link #BAD_ARGUMENTS} for an IllegalArgumentException, with {@link #ENVIRONMENT} for an
     * IOException or what made a future fail.
     */
    public static void run(Main main) {
        var parent = arm();
        try {
            main.run(parent);
        } catch (IllegalArgumentException e) {
            parent.end(BAD_ARGUMENTS, e.getMessage());
        } catch (IOException e) {
            parent.end(ENVIRONMENT, e.getMessage());
        } catch (CompletionException e) {
            parent.end(ENVIRONMENT, e.getCause().getMessage());
        }
        parent.end();
    }

    /** A command's reply, or why it failed. */
    public static String reply(Supplier<String> command) {
        try {
            return command.get();
        } catch (IllegalArgumentException e) {
            return ERROR + e.getMessage();
        } catch (CompletionException e) {
            return ERROR + e.getCause().getMessage();
        }
    }

    /** Installs the shutdown hook, and the main thread's handler of uncaught exceptions. */
    public static ParentCommands arm() {
        var commands = new ParentCommands();
        Runtime.getRuntime().addShutdownHook(new Thread(commands::awaitEnd, "until-input-ends"));
        // a defect of ours must end the process rather than leave it waiting
        Thread.currentThread().setUncaughtExceptionHandler((_, mistake) -> {
            mistake.printStackTrace();
            commands.over.countDown();
        });
        return commands;
    }

    // A signal starts the shutdown; the testee continues until this returns.
    private void awaitEnd() {
        try {
            over.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Prints the hello line and answers until the input ends. */
    public void serve(String hello, UnaryOperator<String> answer) throws IOException {
        out.println(hello);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) out.println(answer.apply(line.strip()));
    }

    /** Ends the process. Thread-safe. */
    public void end() {
        over.countDown();
        System.exit(0);
    }

    /** Ends the process with a reason on its error output. Thread-safe. */
    public void end(int exitCode, String why) {
        System.err.println(why);
        over.countDown();
        System.exit(exitCode);
    }
}
