package reprise.rendezvous;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import reprise.transport.Addresses;

/** Where shares meet: {@code HOST:PORT}, an IPv6 address in brackets. */
public record Place(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9A-Fa-f:.%a-z]+\\]|[^\\[\\]:/?#@\\s]+):([0-9]{1,5})");
    private static final int MOST_PORT = 65_535;
    private static final int BACKLOG = 1024; // shares that come at once
    private static final int CONNECT_MS = 5_000;
    private static final String EXAMPLE = "for example 192.0.2.1:7000";

    /** @throws IllegalArgumentException with what is wrong and an example */
    public static Place parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches())
            throw new IllegalArgumentException("it must be HOST:PORT, of the host where share 1 runs, " + EXAMPLE
                + " or [2001:db8::1]:7000");
        int port = Integer.parseInt(match.group(2));
        if (port < 1 || port > MOST_PORT)
            throw new IllegalArgumentException("its port is " + port + "; the other shares have to know it: give one of 1 to " + MOST_PORT
                + ", " + EXAMPLE);
        return new Place(Addresses.unbracketed(match.group(1)), port);
    }

    /**
     * Listens there. A name that this host knows as its own loopback, as /etc/hosts may have it, stands for all its addresses: the shares
     * on other hosts know it by another one.
     */
    ServerSocket listen() throws IOException {
        var addresses = Addresses.of(host, port).inOrder();
        var at = addresses.getFirst();
        if (at.getAddress().isLoopbackAddress() && !isLoopbackByName()) at = new InetSocketAddress(port);
        var server = new ServerSocket();
        try {
            server.bind(at, BACKLOG);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Whether others mean their own loopback by it too. */
    private boolean isLoopbackByName() {
        return host.equals("localhost") || host.indexOf(':') >= 0 || Pattern.matches("[0-9.]+", host);
    }

    /** Connects to the first of its addresses that accepts; a wildcard address is this host's loopback. */
    Socket connect() throws IOException {
        IOException why = new UnknownHostException(host);
        for (var at : Addresses.of(Addresses.reachable(host), port).inOrder()) {
            var socket = new Socket();
            try {
                socket.connect(at, CONNECT_MS);
                return socket;
            } catch (IOException e) {
                socket.close();
                why = e;
            }
        }
        throw why;
    }

    /** Where share 1 itself finds what listens. */
    static Place of(ServerSocket server) {
        var bound = server.getInetAddress();
        var at = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
        return new Place(at.getHostAddress(), server.getLocalPort());
    }

    @Override
    public String toString() {
        return Addresses.text(host, port);
    }
}
