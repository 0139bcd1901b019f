package reprise.simulator.rpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A relay in front of a broker's port, so that a test can "kill" the node behind it, or hold back its replies to the client. */
final class Relay implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Thread acceptor;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> held = new CompletableFuture<>();
    private volatile boolean holding;
    private final Semaphore confirms = new Semaphore(0);
    private volatile boolean mortal;

    Relay(int targetPort) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        target = targetPort;
        acceptor = Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Holds back the broker's replies from now on; completes with the first one. */
    CompletableFuture<Void> holdReplies() {
        holding = true;
        return held;
    }

    /** Waits until so many more of the broker's confirms have passed. */
    void awaitConfirms(int more) {
        confirms.acquireUninterruptibly(more);
    }

    /** Makes the "node" die of the next exchange or queue declared through it. */
    void dieOfDeclare() {
        mortal = true;
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                var broker = new Socket(InetAddress.getLoopbackAddress(), target);
                for (var socket : List.of(client, broker)) {
                    socket.setTcpNoDelay(true);
                    socket.setSoLinger(true, 0); // closing resets the connection, as with a killed process
                    sockets.add(socket);
                }
                Thread.ofVirtual().start(() -> pump(client, broker, false));
                Thread.ofVirtual().start(() -> pump(broker, client, true));
            }
        } catch (IOException _) {
            close(); // killed, or the broker behind it has ended
        }
    }

    private void pump(Socket from, Socket to, boolean replies) {
        var bytes = new byte[64 << 10];
        try (from; to) {
            for (int n = from.getInputStream().read(bytes); n > 0; n = from.getInputStream().read(bytes)) {
                if (replies && holding) held.complete(null);
                else if (!replies && mortal && count(bytes, n, 40, 10) + count(bytes, n, 50, 10) > 0) close();
                else to.getOutputStream().write(bytes, 0, n);
                if (replies && !holding) confirms.release(count(bytes, n, 60, 80));
            }
        } catch (IOException _) {
            // one end has closed: close both
        }
    }

    /**
     * A method frame begins with its class and its method, two octets each: 40, 10 and 50, 10 declare an exchange and a queue, and 60, 80
     * confirms what was published.
     */
    private static int count(byte[] bytes, int length, int ofClass, int method) {
        int found = 0;
        for (int i = 0; i + 4 <= length; i++) {
            if (bytes[i] == 0 && bytes[i + 1] == ofClass && bytes[i + 2] == 0 && bytes[i + 3] == method) found++;
        }
        return found;
    }

    /** Resets connections; the port then refuses. */
    @Override
    public void close() {
        try {
            server.close();
            for (var socket : sockets) socket.close();
            if (Thread.currentThread() != acceptor) acceptor.join(); // the port is free once nothing accepts any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
