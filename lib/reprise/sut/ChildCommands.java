package reprise.sut;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;

/**
 * Sends commands to a child process and reads its replies, one line each, over its standard input and output. Thread-safe; commands
 * run one at a time. Closing this ends a child that exits when its input does.
 */
final class ChildCommands implements AutoCloseable {
    private final BufferedReader answers;
    private final BufferedWriter commands;

    ChildCommands(Process child) {
        answers = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        commands = new BufferedWriter(new OutputStreamWriter(child.getOutputStream(), StandardCharsets.UTF_8));
    }

    /** A line that it prints unasked; null once it has ended. */
    String readLine() throws IOException {
        return answers.readLine();
    }

    /** The reply, or null if the child has ended. */
    synchronized String ask(String line) throws IOException {
        commands.write(line);
        commands.newLine();
        commands.flush();
        return answers.readLine();
    }

    @Override
    public void close() {
        try {
            commands.close();
        } catch (IOException alreadyGone) {
            // the pipe is broken because the child has ended, as intended
        }
    }
}
