package reprise.testee;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/**
 * How the process of a testee gets on with its parent: its first line of output says what it has, each line of input is
 * answered with one of output, and it ends when its input does, so that a parent that dies leaves no orphan. An interrupt or a
 * TERM alone does not end it: a terminal sends them to the parent too, and that decides. One for a process, armed first of all by its main
 * thread.
 */
public final class ParentCommands {
    /** Exit codes: wrong arguments; a port or a peer cannot be had. */
    public static final int BAD_ARGUMENTS = 2, ENVIRONMENT = 3;

    private final CountDownLatch over = new CountDownLatch(1);
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private ParentCommands() {}

    public static ParentCommands arm() {
        var commands = new ParentCommands();
        Runtime.getRuntime().addShutdownHook(new Thread(commands::awaitEnd, "until-input-ends"));
        Thread.currentThread().setUncaughtExceptionHandler((_, mistake) -> { // of ours: the process has to end by it, not to wait
            mistake.printStackTrace();
            commands.over.countDown();
        });
        return commands;
    }

    // A signal starts the shutdown; the testee goes on until this returns.
    private void awaitEnd() {
        try {
            over.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says hello and answers until the input ends. */
    public void serve(String hello, UnaryOperator<String> answer) throws IOException {
        out.println(hello);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) out.println(answer.apply(line.strip()));
    }

    /** Ends the process. Any thread. */
    public void end() {
        over.countDown();
        System.exit(0);
    }

    /** Ends the process, saying why on its error output. Any thread. */
    public void end(int exitCode, String why) {
        System.err.println(why);
        over.countDown();
        System.exit(exitCode);
    }
}
