package reprise.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A socket of its own on Netty's epoll loop: it is told which of its file's events have come, and makes the system calls itself.
 * A request on a connection of its own takes 13 of them; with a Netty channel there are 20, as many with wrk, and more to do between
 * them. Level-triggered: what is not read is told again.
 */
final class EpollRequestSocket implements RequestSocket, EpollIoHandle {
    private static final EpollIoOps READS = EpollIoOps.EPOLLIN;
    private static final EpollIoOps WRITES = EpollIoOps.EPOLLOUT;
    private static final EpollIoOps BOTH = READS.with(WRITES);
    private static final int READS_AT_ONCE = 16; // then the others' turn comes
    private static final int MAX_VECTOR_BYTES = 1 << 30;

    private final Addresses addresses;
    private final IoEventLoop loop;
    private final long timeoutNs;
    private final SharedReceiveBuffer buffer;
    private final User user;
    private final ArrayDeque<ByteBuf> unsent = new ArrayDeque<>(2);
    private final Runnable late;
    private Socket socket; // null while closed
    private IoRegistration registration; // null before the first event can come
    private EpollIoOps asked; // events that the registration waits for
    private boolean connecting;
    private long deadlineNs; // of the connecting
    private boolean watched; // a timer will look at the deadline
    private List<InetSocketAddress> order;
    private int at; // the address of the order that is tried
    private Throwable first; // failure of this opening

    EpollRequestSocket(Addresses addresses, EventLoop loop, int timeoutMs, SharedReceiveBuffer buffer, User user) {
        this.addresses = addresses;
        this.loop = (IoEventLoop) loop;
        this.timeoutNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        this.buffer = buffer;
        this.user = user;
        late = Guarded.task(this::late, user::failed);
    }

    /** Of the address's own family: one of both costs Linux a look-up of mapped addresses at each step. */
    private static final class FamilySocket extends Socket {
        FamilySocket(InetAddress address) {
            super(newSocketStream0(address instanceof Inet6Address));
        }
    }

    @Override
    public void open() {
        order = addresses.inOrder();
        at = 0;
        first = null;
        attempt();
    }

    private void attempt() {
        var address = order.get(at);
        try {
            socket = new FamilySocket(address.getAddress());
            socket.setTcpNoDelay(true);
            connecting = !socket.connect(address);
            registration = loop.register(this).syncUninterruptibly().getNow();
            asked = EpollIoOps.EPOLLERR; // as it is registered
            ask(connecting ? WRITES : READS);
        } catch (IOException | ChannelException e) { // no way leads there, no file is left
            refused(e);
            return;
        }
        if (connecting) watch();
        else opened();
    }

    /** One timer looks after many openings: it is not taken back when one succeeds. */
    private void watch() {
        deadlineNs = System.nanoTime() + timeoutNs;
        if (watched) return;
        watched = true;
        loop.schedule(late, timeoutNs, TimeUnit.NANOSECONDS);
    }

    private void late() {
        watched = false;
        if (!connecting) return;
        long leftNs = deadlineNs - System.nanoTime();
        if (leftNs <= 0) {
            refused(new ConnectTimeoutException("no answer from " + order.get(at)));
            return;
        }
        watched = true;
        loop.schedule(late, leftNs, TimeUnit.NANOSECONDS);
    }

    private void refused(Throwable why) {
        close();
        if (first == null) first = why;
        if (++at < order.size()) attempt();
        else user.notOpened(first);
    }

    private void opened() {
        connecting = false;
        addresses.took(order.get(at));
        user.opened();
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    // HOT: for each event of the file.
    @Override
    public void handle(IoRegistration from, IoEvent event) {
        var own = socket;
        if (own == null) return; // it was closed meanwhile
        var ops = ((EpollIoEvent) event).ops();
        boolean broken = ops.contains(EpollIoOps.EPOLLERR); // who reads or writes is told why
        try {
            if (connecting) {
                connected();
                return;
            }
            if (broken || ops.contains(WRITES)) flush();
            if (own == socket) read();
        } catch (IOException e) {
            if (own == socket) user.broke(e);
        } catch (Throwable thrown) {
            user.failed(thrown);
        }
    }

    private void connected() throws IOException {
        var own = socket;
        try {
            if (!socket.finishConnect()) return;
        } catch (IOException e) {
            refused(e);
            return;
        }
        opened(); // who uses it has sent already: the server works while the rest is done here
        if (own == socket) ask(unsent.isEmpty() ? READS : BOTH);
    }

    private void read() throws IOException {
        var own = socket;
        for (int reads = 0; reads < READS_AT_ONCE && own == socket; reads++) {
            var into = buffer.emptied();
            var room = into.internalNioBuffer(0, into.capacity());
            int bytes = socket.recv(room, room.position(), room.limit());
            if (bytes == 0) return; // nothing for now
            if (bytes < 0) {
                close();
                user.closed();
                return;
            }
            user.read(into.writerIndex(bytes));
            if (bytes < room.capacity()) return;
        }
    }

    // HOT: once per request.
    @Override
    public void send(ByteBuf bytes) {
        unsent.add(bytes);
        if (unsent.size() > 1) return; // behind what the socket did not take
        try {
            flush();
        } catch (IOException e) {
            dropUnsent();
            user.broke(e);
        }
    }

    private void flush() throws IOException {
        for (var next = unsent.peek(); next != null; next = unsent.peek()) {
            int bytes = write(next);
            if (bytes < next.readableBytes()) {
                next.skipBytes(Math.max(0, bytes));
                ask(BOTH);
                return;
            }
            unsent.poll().release();
        }
        ask(READS);
    }

    /** A body that connections share is a second part. */
    private int write(ByteBuf bytes) throws IOException {
        if (bytes.nioBufferCount() > 1) {
            var parts = bytes.nioBuffers();
            return (int) socket.writev(parts, 0, parts.length, MAX_VECTOR_BYTES);
        }
        var room = bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes());
        return socket.send(room, room.position(), room.limit());
    }

    private void ask(EpollIoOps ops) {
        if (asked == ops) return;
        asked = ops;
        registration.submit(ops);
    }

    @Override
    public void close() {
        if (socket == null) return;
        connecting = false;
        dropUnsent();
        try {
            socket.close(); // first: epoll forgets closed files by itself
        } catch (IOException _) {
            // closed all the same
        }
        if (registration != null) registration.cancel();
        registration = null;
        socket = null;
    }

    private void dropUnsent() {
        for (var next = unsent.poll(); next != null; next = unsent.poll()) next.release();
    }
}
