package reprise.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * All addresses of one host name, with one port: {@code localhost} is 127.0.0.1 and ::1, and a server may listen on only one of
 * them. Connecting tries them in turn, in the system's order at first; the address that accepted last comes first the next time.
 * Thread-safe; every transport connects through this class.
 */
public final class Addresses {
    private final List<InetSocketAddress> all;
    private volatile int first;

    Addresses(List<InetSocketAddress> all) {
        this.all = all;
    }

    /** Resolves a name, which may block. */
    public static Addresses of(String host, int port) throws UnknownHostException {
        return new Addresses(Stream.of(InetAddress.getAllByName(unbracketed(host))).map(address -> new InetSocketAddress(address, port))
            .toList());
    }

    /** The addresses of the same family (IPv4 or IPv6) as {@code source}; all of them if it is null or none matches. */
    public Addresses from(InetAddress source) {
        if (source == null) return this;
        var alike = all.stream().filter(address -> address.getAddress() instanceof Inet4Address == source instanceof Inet4Address).toList();
        return alike.isEmpty() || alike.size() == all.size() ? this : new Addresses(alike);
    }

    /** The addresses in the order in which to try them. */
    public List<InetSocketAddress> inOrder() {
        int from = first;
        if (from == 0) return all;
        return Stream.concat(all.stream().skip(from), all.stream().limit(from)).toList();
    }

    /** Records that this address accepted a connection. */
    public void accepted(InetSocketAddress address) {
        if (all.get(first).equals(address)) return;
        first = Math.max(0, all.indexOf(address));
    }

    /**
     * Connects to the first address that accepts. The bootstrap's handler serves every attempt, so it must be sharable.
     *
     * @param loop the bootstrap's; {@code trying} and {@code done} run on it
     * @param trying receives each attempt's channel before it is active
     * @param done receives the successful attempt, or the first failure
     */
    public void connect(Bootstrap bootstrap, EventLoop loop, Consumer<Channel> trying, ChannelFutureListener done) {
        if (loop.inEventLoop()) connect(bootstrap, loop, trying, done, inOrder(), 0, null);
        else loop.execute(() -> connect(bootstrap, loop, trying, done, inOrder(), 0, null));
    }

    private void connect(Bootstrap bootstrap, EventLoop loop, Consumer<Channel> trying, ChannelFutureListener done,
                         List<InetSocketAddress> order, int at, ChannelFuture failed) {
        var opening = bootstrap.connect(order.get(at));
        trying.accept(opening.channel());
        ChannelFutureListener then = result -> {
            if (result.isSuccess()) {
                accepted(order.get(at));
                done.operationComplete(result);
                return;
            }
            var why = failed == null ? result : failed;
            boolean givenUp = result.cause() instanceof ClosedChannelException; // we closed the channel while it was connecting
            if (givenUp || at + 1 == order.size()) done.operationComplete(why);
            else connect(bootstrap, loop, trying, done, order, at + 1, why);
        };
        // If no file descriptor is left, there is no channel, and its future completes on a thread outside the loop.
        opening.addListener((ChannelFutureListener) result -> {
            if (loop.inEventLoop()) then.operationComplete(result);
            else loop.execute(() -> complete(then, result));
        });
    }

    private static void complete(ChannelFutureListener listener, ChannelFuture result) {
        try {
            listener.operationComplete(result);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The host under which a client on this machine reaches a server that listens on {@code host}: loopback for a wildcard address
     * ({@code ::}, {@code 0.0.0.0}).
     */
    public static String reachable(String host) {
        if (!isEvery(host)) return unbracketed(host);
        return unbracketed(host).indexOf(':') < 0 ? "127.0.0.1" : "::1";
    }

    /** Whether {@code host} is a wildcard address, which stands for every address of this machine. */
    public static boolean isEvery(String host) {
        var literal = NetUtil.createInetAddressFromIpAddressString(unbracketed(host));
        return literal != null && literal.isAnyLocalAddress();
    }

    /** The host without brackets: {@code [::1]} becomes {@code ::1}. */
    public static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** Part of a sentence: what else may be wrong with a malformed URL, such as blanks or IPv6 without brackets. Empty if nothing. */
    public static String remedy(String url) {
        var authority = url.replaceFirst("^[^/]*://", "").replaceFirst("[/?#].*", "");
        boolean bare = !authority.startsWith("[") && authority.indexOf(':') != authority.lastIndexOf(':');
        return (bare ? "; an IPv6 address stands in brackets, as in [::1]:8000" : "")
            + (url.matches("(?s).*\\s.*") ? "; a blank is written as %20" : "");
    }

    /** Host and port as in a URL: IPv6 in brackets. */
    public static String text(String host, int port) {
        var bare = unbracketed(host);
        return (bare.indexOf(':') < 0 ? bare : "[" + bare + "]") + ":" + port;
    }
}
