package reprise.sut;

import java.io.IOException;
import java.util.UUID;

/**
 * Ends programs with all that they have started when it is closed, or when this JVM ends, in whatever way: a shell whose input only this
 * JVM holds open. It asks them to end, and kills what is still there after five seconds. It finds them by a mark in their environment,
 * whoever their parents and sessions are by then; where there is no {@code /proc}, it knows those alone that {@link #start} has started.
 *
 * <p>Any thread.
 */
public final class Keeper implements AutoCloseable {
    /** A terminal's Ctrl-C reaches the shell, too. What it has looked through all of {@code /proc} for is looked for again. */
    private static final String SCRIPT = """
        trap '' HUP INT TERM
        mark=$1 started=
        while read -r pid; do started="$started $pid"; done
        living() {
            if [ -d /proc/self ]; then
                grep -lszxF "$mark" /proc/[0-9]*/environ | tr -dc '0-9\\n'
            else
                for pid in $started; do ! kill -0 "$pid" || echo "$pid"; done
            fi
        }
        rounds=0
        while found=$(living); [ -n "$found" ] && [ $rounds -lt 100 ]; do
            [ $rounds -ne 0 ] || kill -TERM $found
            [ $rounds -lt 50 ] || kill -KILL $found
            rounds=$((rounds + 1))
            sleep 0.1
        done
        """;

    /** One name for each keeper: what is kept by a process that is kept has both marks. */
    private final String mark = "REPRISE_KEPT_" + UUID.randomUUID().toString().replace('-', '_');
    private final Process shell;

    public Keeper() throws IOException {
        shell = new ProcessBuilder("/bin/sh", "-c", SCRIPT, "keeper", mark()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** {@code NAME=VALUE}, for what clears the environment. */
    public String mark() {
        return mark + "=1";
    }

    /** Has what this builder starts ended, with all that it starts. */
    public ProcessBuilder marking(ProcessBuilder builder) {
        builder.environment().put(mark, "1");
        return builder;
    }

    /** Starts a program that is to be ended. */
    Process start(ProcessBuilder builder) throws IOException {
        var process = marking(builder).start();
        synchronized (this) {
            shell.outputWriter().write(process.pid() + "\n");
            shell.outputWriter().flush();
        }
        return process;
    }

    /** Does not wait until they have ended. */
    @Override
    public synchronized void close() {
        try {
            shell.outputWriter().close();
        } catch (IOException gone) {
            // and with it its input
        }
    }
}
