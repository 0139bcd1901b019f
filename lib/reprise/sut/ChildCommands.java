package reprise.sut;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;

/**
 * What is said to a child process and what it answers: a line each, by its standard input and output. Any thread, one at a
 * time. A child that ends with its input ends when this is closed.
 */
final class ChildCommands implements AutoCloseable {
    private final BufferedReader answers;
    private final BufferedWriter commands;

    ChildCommands(Process child) {
        answers = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        commands = new BufferedWriter(new OutputStreamWriter(child.getOutputStream(), StandardCharsets.UTF_8));
    }

    /** What it says unasked; null when it has ended. */
    String readLine() throws IOException {
        return answers.readLine();
    }

    /** The answer, or null when the child has ended instead. */
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
            // the pipe is broken because the child has ended: what is wanted here
        }
    }
}
