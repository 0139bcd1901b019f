package reprise.transport;

import io.netty.channel.ConnectTimeoutException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import reprise.transport.tls.TlsFailure;

/**
 * Explains a socket's failure to people, without names of system calls or error numbers. Exception types tell few cases apart, and
 * epoll, NIO and the JDK throw different ones; but their messages all end in the system's text for the error (strerror), so this
 * class looks for that text, from the innermost cause outwards.
 */
public enum SocketTrouble {
    REFUSED("nobody listens there", "Connection refused"),
    TIMED_OUT("no answer in time", "timed out"),
    NO_SUCH_HOST("there is no such host", "Name or service not known", "nodename nor servname"),
    NO_WAY("there is no way to that host from here", "Network is unreachable", "No route to host", "Host is down"),
    NO_FAMILY("this host has no addresses of that kind (IPv6 is off?)", "Address family not supported", "Protocol family"),
    IN_USE("another process listens there", "Address already in use"),
    NOT_HERE("that is no address of this host", "assign requested address"),
    FORBIDDEN("this user may not (ports below 1024 are root's)", "Permission denied", "Operation not permitted"),
    OPEN_FILES("no more open files: each connection is one, and ulimit -n is their limit; raise it", "Too many open files"),
    NO_MEMORY("the system has no memory left for sockets", "No buffer space", "Cannot allocate memory"),
    RESET("reset by the other end", "Connection reset", "Broken pipe", "reset by peer"),
    CLOSED("closed", "Socket closed", "closed already"),
    /** TLS could not be spoken, or broke: {@link TlsFailure} has the words. */ TLS(""),
    OTHER("");

    private final String words;
    private final List<String> signs;

    SocketTrouble(String words, String... signs) {
        this.words = words;
        this.signs = List.of(signs);
    }

    public static boolean isOfTls(Throwable thrown) {
        return TlsFailure.of(thrown).isPresent();
    }

    /** The innermost known cause, {@link #OTHER} if there is none. */
    public static SocketTrouble of(Throwable thrown) {
        if (TlsFailure.of(thrown).isPresent()) return TLS;
        var inner = thrown.getCause() == null || thrown.getCause() == thrown ? OTHER : of(thrown.getCause());
        if (inner != OTHER) return inner;
        return switch (thrown) {
            case ConnectTimeoutException _ -> TIMED_OUT;
            case SocketTimeoutException _ -> TIMED_OUT;
            case UnknownHostException _ -> NO_SUCH_HOST;
            case UnresolvedAddressException _ -> NO_SUCH_HOST;
            case ClosedChannelException _ -> CLOSED;
            default -> ofText(String.valueOf(thrown.getMessage()));
        };
    }

    private static SocketTrouble ofText(String text) {
        for (var each : values()) if (each.signs.stream().anyMatch(text::contains)) return each;
        return OTHER;
    }

    /** Part of a sentence: the reason without the place. An unknown failure keeps its own message without the system call's name. */
    public static String why(Throwable thrown) {
        var tls = TlsFailure.of(thrown);
        if (tls.isPresent()) return tls.get().words();
        var trouble = of(thrown);
        if (trouble != OTHER) return trouble.words;
        var root = thrown;
        while (root.getCause() != null && root.getCause() != root) root = root.getCause();
        if (root.getMessage() == null) return "the system gave no reason (" + root.getClass().getSimpleName() + ")";
        return root.getMessage().replaceFirst("^\\w+\\(.*\\) failed with error\\(-?\\d+\\): ", "");
    }

    /** A sentence on a connection that could not be opened, with a remedy. */
    public static String connecting(String host, int port, Throwable thrown) {
        var place = Addresses.text(host, port);
        return switch (of(thrown)) {
            case REFUSED -> "nobody listens at " + place + "; start the server there, or look at host and port";
            case TIMED_OUT -> "no answer from " + place + "; is the host up and the port open?";
            case NO_SUCH_HOST -> "there is no host " + host + "; look at the name, or give an address";
            case NO_WAY, NO_FAMILY, IN_USE, NOT_HERE, FORBIDDEN, OPEN_FILES, NO_MEMORY, RESET, CLOSED, TLS, OTHER ->
                "no connection to " + place + ": " + why(thrown);
        };
    }

    /** A sentence on a port that could not be bound, with a remedy. */
    public static String listening(String host, int port, Throwable thrown) {
        var remedy = switch (of(thrown)) {
            case IN_USE -> "end it, or give another port, 0 for any that is free";
            case FORBIDDEN -> "give a port from 1024 on, 0 for any that is free";
            case NOT_HERE, NO_SUCH_HOST, NO_WAY, NO_FAMILY -> "give one of this host's, for example 127.0.0.1, ::1, or 0.0.0.0 for all";
            case REFUSED, TIMED_OUT, OPEN_FILES, NO_MEMORY, RESET, CLOSED, TLS,
                OTHER -> "give another address or port, 0 for any port that is free";
        };
        return "cannot listen on " + Addresses.text(host, port) + ": " + why(thrown) + "; " + remedy;
    }
}
