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
 * All addresses of one host's name and one port there: {@code localhost} is 127.0.0.1 and ::1, and a server may listen at
 * one of them alone. They are tried in turn, in the system's order at first; the one that answered last is tried first the
 * next time. Any thread; every transport connects by it.
 */
public final class Addresses {
    private final List<InetSocketAddress> all;
    private volatile int first;

    Addresses(List<InetSocketAddress> all) {
        this.all = all;
    }

    /** Looks a name up, which may block. */
    public static Addresses of(String host, int port) throws UnknownHostException {
        return new Addresses(Stream.of(InetAddress.getAllByName(unbracketed(host))).map(address -> new InetSocketAddress(address, port))
            .toList());
    }

    /** Those that can be reached from a source address: of its kind. All of them if it is null. */
    public Addresses from(InetAddress source) {
        if (source == null) return this;
        var alike = all.stream().filter(address -> address.getAddress() instanceof Inet4Address == source instanceof Inet4Address).toList();
        return alike.isEmpty() || alike.size() == all.size() ? this : new Addresses(alike);
    }

    /** In the order in which they are to be tried. */
    public List<InetSocketAddress> inOrder() {
        int from = first;
        if (from == 0) return all;
        return Stream.concat(all.stream().skip(from), all.stream().limit(from)).toList();
    }

    /** One address took a connection. */
    public void took(InetSocketAddress address) {
        if (all.get(first).equals(address)) return;
        first = Math.max(0, all.indexOf(address));
    }

    /**
     * Connects to the first that takes it. The bootstrap's handler is used once for each try, and so must be sharable.
     *
     * @param loop the bootstrap's; {@code trying} and {@code done} are called there
     * @param trying gets each try's channel, before it is active
     * @param done gets what came of it: the one that succeeded, or the first failure
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
                took(order.get(at));
                done.operationComplete(result);
                return;
            }
            var why = failed == null ? result : failed;
            boolean givenUp = result.cause() instanceof ClosedChannelException; // by us, while it was connecting
            if (givenUp || at + 1 == order.size()) done.operationComplete(why);
            else connect(bootstrap, loop, trying, done, order, at + 1, why);
        };
        // Without a file for it there is no channel, and its future is told on a thread of nobody's.
        opening.addListener((ChannelFutureListener) result -> {
            if (loop.inEventLoop()) then.operationComplete(result);
            else loop.execute(() -> told(then, result));
        });
    }

    private static void told(ChannelFutureListener listener, ChannelFuture result) {
        try {
            listener.operationComplete(result);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where a client on this host finds who listens at {@code host}: every address ({@code ::}, {@code 0.0.0.0}) is none to go to. */
    public static String reachable(String host) {
        if (!isEvery(host)) return unbracketed(host);
        return unbracketed(host).indexOf(':') < 0 ? "127.0.0.1" : "::1";
    }

    /** Who listens there listens at each address of this host. */
    public static boolean isEvery(String host) {
        var literal = NetUtil.createInetAddressFromIpAddressString(unbracketed(host));
        return literal != null && literal.isAnyLocalAddress();
    }

    /** {@code ::1} and {@code [::1]} are the same. */
    public static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** What else may be wrong with a URL that has not the form of one: blanks, and IPv6 without brackets. A part of a sentence. */
    public static String remedy(String url) {
        var authority = url.replaceFirst("^[^/]*://", "").replaceFirst("[/?#].*", "");
        boolean bare = !authority.startsWith("[") && authority.indexOf(':') != authority.lastIndexOf(':');
        return (bare ? "; an IPv6 address stands in brackets, as in [::1]:8000" : "")
            + (url.matches("(?s).*\\s.*") ? "; a blank is written as %20" : "");
    }

    /** As URLs have it: IPv6 in brackets. */
    public static String text(String host, int port) {
        var bare = unbracketed(host);
        return (bare.indexOf(':') < 0 ? bare : "[" + bare + "]") + ":" + port;
    }
}
