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
 * A plain socket on Netty's epoll loop: the loop reports the events of its file descriptor, and this class makes the system calls.
 * A request on a connection of its own takes 13 of them; a Netty channel takes 20, as wrk does, and does more work between them.
 * Level-triggered: unread bytes raise the event again.
 */
final class EpollRequestSocket implements RequestSocket, EpollIoHandle {
    private static final EpollIoOps READS = EpollIoOps.EPOLLIN;
    private static final EpollIoOps WRITES = EpollIoOps.EPOLLOUT;
    private static final EpollIoOps BOTH = READS.with(WRITES);
    private static final int READS_AT_ONCE = 16; // then other sockets get their turn
    private static final int MAX_VECTOR_BYTES = 1 << 30;

    private final Addresses addresses;
    private final IoEventLoop loop;
    private final long timeoutNs;
    private final SharedReceiveBuffer buffer;
    private final User user;
    private final ArrayDeque<ByteBuf> unsent = new ArrayDeque<>(2);
    private final Runnable deadlineCheck;
    private Socket socket; // null while closed
    private IoRegistration registration; // null until the first event can arrive
    private EpollIoOps awaitedEvents;
    private boolean connecting;
    private long deadlineNs; // for connecting
    private boolean watched; // a timer will check the deadline
    private List<InetSocketAddress> order;
    private int addressIndex; // of the address being tried
    private Throwable firstFailure; // of this attempt to open

    EpollRequestSocket(Addresses addresses, EventLoop loop, int timeoutMs, SharedReceiveBuffer buffer, User user) {
        this.addresses = addresses;
        this.loop = (IoEventLoop) loop;
        this.timeoutNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        this.buffer = buffer;
        this.user = user;
        deadlineCheck = GuardedTask.task(this::checkDeadline, user::failed);
    }

    /** Has the address's own family: a dual-stack socket costs Linux a look-up of mapped addresses at each step. */
    private static final class FamilySocket extends Socket {
        FamilySocket(InetAddress address) {
            super(newSocketStream0(address instanceof Inet6Address));
        }
    }

    @Override
    public void open() {
        order = addresses.inOrder();
        addressIndex = 0;
        firstFailure = null;
        attempt();
    }

    private void attempt() {
        var address = order.get(addressIndex);
        try {
            socket = new FamilySocket(address.getAddress());
            socket.setTcpNoDelay(true);
            connecting = !socket.connect(address);
            registration = loop.register(this).syncUninterruptibly().getNow();
            awaitedEvents = EpollIoOps.EPOLLERR; // the initial registration
            awaitEvents(connecting ? WRITES : READS);
        } catch (IOException | ChannelException e) { // no route, or no file descriptor left
            refused(e);
            return;
        }
        if (connecting) watch();
        else opened();
    }

    /** One timer watches many attempts to connect: a success does not cancel it. */
    private void watch() {
        deadlineNs = System.nanoTime() + timeoutNs;
        if (watched) return;
        watched = true;
        loop.schedule(deadlineCheck, timeoutNs, TimeUnit.NANOSECONDS);
    }

    private void checkDeadline() {
        watched = false;
        if (!connecting) return;
        long leftNs = deadlineNs - System.nanoTime();
        if (leftNs <= 0) {
            refused(new ConnectTimeoutException("no answer from " + order.get(addressIndex)));
            return;
        }
        watched = true;
        loop.schedule(deadlineCheck, leftNs, TimeUnit.NANOSECONDS);
    }

    private void refused(Throwable why) {
        close();
        if (firstFailure == null) firstFailure = why;
        if (++addressIndex < order.size()) attempt();
        else user.notOpened(firstFailure);
    }

    private void opened() {
        connecting = false;
        addresses.accepted(order.get(addressIndex));
        user.opened();
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    // HOT: once per event of the file descriptor.
    @Override
    public void handle(IoRegistration from, IoEvent event) {
        var own = socket;
        if (own == null) return; // closed in the meantime
        var ops = ((EpollIoEvent) event).ops();
        boolean broken = ops.contains(EpollIoOps.EPOLLERR); // the next read or write reports the cause
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
        opened(); // the user has sent already: the server works while the rest is done here
        if (own == socket) awaitEvents(unsent.isEmpty() ? READS : BOTH);
    }

    private void read() throws IOException {
        var own = socket;
        for (int reads = 0; reads < READS_AT_ONCE && own == socket; reads++) {
            var into = buffer.emptied();
            int bytes = receive(into);
            if (bytes == 0) return; // nothing to read for now
            if (bytes < 0) {
                close();
                user.closed();
                return;
            }
            user.read(into.writerIndex(bytes));
            if (bytes < into.capacity()) return;
        }
    }

    /** By address where buffers have one, because JNI asks a ByteBuffer for it each time. */
    private int receive(ByteBuf into) throws IOException {
        if (into.hasMemoryAddress()) return socket.recvAddress(into.memoryAddress(), 0, into.capacity());
        var room = into.internalNioBuffer(0, into.capacity());
        return socket.recv(room, room.position(), room.limit());
    }

    // HOT: once per request.
    @Override
    public void send(ByteBuf bytes) {
        unsent.add(bytes);
        if (unsent.size() > 1) return; // queued behind what the socket did not accept
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
                awaitEvents(BOTH);
                return;
            }
            unsent.poll().release();
        }
        awaitEvents(READS);
    }

    /** A body that connections share is a second part of the buffer. */
    private int write(ByteBuf bytes) throws IOException {
        if (bytes.nioBufferCount() > 1) {
            var parts = bytes.nioBuffers();
            return (int) socket.writev(parts, 0, parts.length, MAX_VECTOR_BYTES);
        }
        if (bytes.hasMemoryAddress()) return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
        var room = bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes());
        return socket.send(room, room.position(), room.limit());
    }

    private void awaitEvents(EpollIoOps ops) {
        if (awaitedEvents == ops) return;
        awaitedEvents = ops;
        registration.submit(ops);
    }

    @Override
    public void close() {
        if (socket == null) return;
        connecting = false;
        dropUnsent();
        try {
            socket.close(); // close first: epoll drops closed files by itself
        } catch (IOException _) {
            // the file is closed all the same
        }
        if (registration != null) registration.cancel();
        registration = null;
        socket = null;
    }

    private void dropUnsent() {
        for (var next = unsent.poll(); next != null; next = unsent.poll()) next.release();
    }
}
