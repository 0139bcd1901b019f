package reprise.sut;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts and signals RabbitMQ nodes, and ends them whatever happens to our process: a shell with the nodes as its children. When
 * its standard input closes, even because our JVM was killed, it kills the nodes and their port mapper, waits for them and removes
 * their leftovers. It has its own session, so a terminal's Ctrl-C reaches neither it nor them.
 *
 * <p>Thread-safe; commands run one at a time: a line each, answered by one line.
 */
final class RabbitMqKeeper implements AutoCloseable {
    private static final int STOP_WAIT_SEC = 10;

    /**
     * Arguments: the server program, the folder, the number of nodes; then what to remove at the end. {@code node1} and so on hold
     * the ids of running processes: an entry is cleared before its id can be reused. Processes that an Erlang VM started are not
     * our children, and some (another VM that looks for the port mapper once a minute) outlive it for a second; they are found by
     * their environment, and so is a rabbitmqctl.
     */
    private static final String SCRIPT = """
        server=$1 folder=$2 nodes=$3
        shift 3
        sweep() {
            for found in $(grep -lzxF "$1" /proc/[0-9]*/environ); do
                found=${found#/proc/}
                [ "${found%/environ}" = $$ ] || kill -9 "${found%/environ}"
            done
        }
        stopped() {
            tries=0
            while grep -h '^State:' /proc/"$1"/task/*/status | grep -qv 'T (stopped)'; do
                [ $tries -lt 200 ] || return 1
                tries=$((tries + 1))
                sleep 0.01
            done
        }
        end() {
            trap '' HUP INT TERM PIPE
            kill -9 $mapper
            i=1
            while [ $i -le "$nodes" ]; do
                eval "pid=\\${node$i-}"
                [ -z "$pid" ] || kill -9 "$pid"
                i=$((i + 1))
            done
            wait
            sweep "REPRISE_RABBITMQ=$folder"
            rm -rf "$@"
        }
        epmd -address "$ERL_EPMD_ADDRESS" -port "$ERL_EPMD_PORT" </dev/null >"$folder/epmd" 2>&1 &
        mapper=$!
        trap 'end "$@"' EXIT
        trap 'exit 1' HUP INT TERM PIPE
        while read -r what node port distribution; do
            eval "pid=\\${node$node-}"
            case $what in
            start)
                home=$folder/rabbit$node config=$RABBITMQ_CONFIG_FILE
                [ ! -e "$home/rabbitmq.config" ] || config=$home/rabbitmq
                RABBITMQ_CONFIG_FILE=$config \\
                    RABBITMQ_NODENAME=rabbit$node@localhost RABBITMQ_NODE_PORT=$port RABBITMQ_DIST_PORT=$distribution \\
                    RABBITMQ_MNESIA_BASE=$home/mnesia RABBITMQ_LOG_BASE=$home/log \\
                    "$server" -noinput </dev/null >>"$home/said" 2>&1 &
                eval "node$node=$!"
                echo $! ;;
            kill)
                eval "node$node="
                kill -9 "$pid"
                wait "$pid"
                sweep "RABBITMQ_MNESIA_BASE=$folder/rabbit$node/mnesia"
                echo "killed $pid" ;;
            freeze) kill -STOP "$pid" && stopped "$pid" && echo "frozen $pid" || echo "gone $pid" ;;
            thaw) kill -CONT "$pid" && echo "thawed $pid" || echo "gone $pid" ;;
            esac
        done
        """;

    private final Process process;
    private final ChildCommands commands;

    RabbitMqKeeper(RabbitMqSite site) {
        var command = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", SCRIPT, "sh",
            RabbitMqTool.server().toString(), site.folder().toString(), String.valueOf(site.nodes())));
        site.leftovers().forEach(path -> command.add(path.toString()));
        try {
            process = site.process(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new Failure.Environment("RabbitMQ: the shell that keeps its nodes cannot be started: " + e.getMessage(), e);
        }
        commands = new ChildCommands(process);
    }

    /** Returns the process id of the node's Erlang VM. */
    long start(int node, int port, int distributionPort) {
        return Long.parseLong(command("start " + node + " " + port + " " + distributionPort));
    }

    /** Returns when the node is dead. */
    void kill(int node) {
        command("kill " + node);
    }

    /** Returns when none of its threads runs: on a busy host some run on for a moment. */
    void freeze(int node) {
        signal("freeze", node);
    }

    void thaw(int node) {
        signal("thaw", node);
    }

    private void signal(String what, int node) {
        if (command(what + " " + node).startsWith("gone"))
            throw new Failure.Environment("RabbitMQ: node " + node + " is gone, nobody can " + what + " it");
    }

    private String command(String line) {
        try {
            var answer = commands.ask(line);
            if (answer != null) return answer;
        } catch (IOException e) {
            throw new Failure.Environment("RabbitMQ: the shell that keeps its nodes is gone, with it the nodes: " + e.getMessage(), e);
        }
        throw new Failure.Environment("RabbitMQ: the shell that keeps its nodes ended at '" + line + "', with it the nodes");
    }

    /** Ends all nodes and removes their leftovers. */
    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(STOP_WAIT_SEC, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the shell ends by itself
        }
    }
}
